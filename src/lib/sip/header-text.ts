import { CR, LF } from './byte-class.ts';

/**
 * The text of `[start, end)` with each line fold and the white space around it as one blank (RFC 3261 §7.3.1). Bytes that
 * are no ASCII come out as one character each (Latin-1), so nothing is lost and nothing fails; for display names see
 * `displayText`.
 */
export function headerText(bytes: Uint8Array, start: number, end: number): string {
  return hasLineEnd(bytes, start, end) ? unfolded(bytes, start, end) : latin1(bytes, start, end);
}

/** A call out of the language is dearer than a few steps and cheaper than many. */
const SHORT = 48;

function hasLineEnd(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > SHORT)
    return isBefore(bytes.indexOf(CR, start), end) || isBefore(bytes.indexOf(LF, start), end);
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === CR || byte === LF) return true;
  }
  return false;
}

function isBefore(found: number, end: number): boolean {
  return found >= 0 && found < end;
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
