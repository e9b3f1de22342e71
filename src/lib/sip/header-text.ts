import { CR, LF } from './byte-class.ts';

/**
 * The text of `[start, end)` with each line fold and the white space around it as one blank (RFC 3261 §7.3.1). Bytes that
 * are no ASCII come out as one character each (Latin-1), so nothing is lost and nothing fails; for display names see
 * `displayText`.
 */
export function headerText(bytes: Uint8Array, start: number, end: number): string {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === CR || byte === LF) return unfolded(bytes, start, end);
  }
  return latin1(bytes, start, end);
}

function unfolded(bytes: Uint8Array, start: number, end: number): string {
  return latin1(bytes, start, end).replace(/[ \t]*(?:[\r\n]+[ \t]*)+/g, ' ');
}

/** One character a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length <= 0) return '';
  return asBuffer(bytes).toString('latin1', start, end);
}

/** The same bytes as a Buffer; no copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
