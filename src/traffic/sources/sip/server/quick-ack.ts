import type { TopVia } from './top-via.ts';

const LF = 0x0a;

/** `ACK ` at the very beginning; methods are case-sensitive (RFC 3261 §7.1). */
export function isAckOf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x41 && bytes[1] === 0x43 && bytes[2] === 0x4b && bytes[3] === 0x20;
}

/**
 * Finds the topmost Via without reading the message. False when it is folded, ends its line in an odd way or is not found at
 * once: then the message has to be read in full.
 */
export function findTopVia(bytes: Uint8Array, via: TopVia): boolean {
  for (let line = bytes.indexOf(LF) + 1; line > 0; line = bytes.indexOf(LF, line) + 1) {
    if ((bytes[line]! | 0x20) !== 0x76) {
      if (bytes[line] === 0x0d || line >= bytes.length) return false;
      continue;
    }
    const value = valueStart(bytes, line);
    if (value < 0) continue;
    const end = bytes.indexOf(LF, value);
    if (end < 0 || bytes[end - 1] !== 0x0d || bytes[end + 1] === 0x20 || bytes[end + 1] === 0x09)
      return false;
    if (bytes.subarray(value, end - 1).includes(0x0d)) return false;
    return via.read(bytes, value, end - 1);
  }
  return false;
}

/** Behind the colon when the line is `Via:` or `v:` in any case, else -1. */
function valueStart(bytes: Uint8Array, line: number): number {
  let at = line + 1;
  if ((bytes[at]! | 0x20) === 0x69 && (bytes[at + 1]! | 0x20) === 0x61) at += 2;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1;
  if (bytes[at] !== 0x3a) return -1;
  at += 1;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1;
  return at;
}
