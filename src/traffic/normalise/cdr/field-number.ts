import { bytesText } from '../../../lib/field-row.ts';

/** A decimal number in bytes; `empty` for an empty field gives NaN too, so ask `isEmpty` first where it matters. */
export function fieldNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  if (start >= end || end - start > 9) return slowNumber(bytes, start, end);
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at]! - 48;
    if (digit >>> 0 > 9) return slowNumber(bytes, start, end);
    value = value * 10 + digit;
  }
  return value;
}

function slowNumber(bytes: Uint8Array, start: number, end: number): number {
  const text = bytesText(bytes, start, Math.min(end, start + 32)).trim();
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

/** Epoch ms from an Asterisk unique id `[system-]1706368044.0` (the second the channel was made), NaN if it is none. */
export function uniqueIdEpoch(bytes: Uint8Array, start: number, end: number): number {
  let dot = end - 1;
  while (dot > start && bytes[dot] !== 46) dot -= 1;
  if (dot - start < 9) return NaN;
  let value = 0;
  let scale = 1;
  let digits = 0;
  for (let at = dot - 1; at >= start && digits < 10; at -= 1, digits += 1) {
    const digit = bytes[at]! - 48;
    if (digit >>> 0 > 9) break;
    value += digit * scale;
    scale *= 10;
  }
  return digits < 9 ? NaN : value * 1000;
}
