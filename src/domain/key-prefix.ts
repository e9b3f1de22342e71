import { KEY_COUNTRY, KEY_KIND, KEY_TAG, type NumberKey } from './number-key.ts';

/** Whether the digits of a number begin as asked; -1 when its key does not tell (no number, or a hashed key). */
export type PrefixAnswer = 1 | 0 | -1;

/** How many decimal digits a positive integer below 1e15 has. */
export function digitCount(value: number): number {
  let count = 1;
  for (let bound = 10; value >= bound; bound *= 10) count += 1;
  return count;
}

/**
 * Whether an E.164 number begins with `prefix`, a digit string without leading zero given as an integer.
 * Codes and local numbers are surely not E.164: 0.
 */
export function e164StartsWith(key: NumberKey, prefix: number, prefixDigits: number): PrefixAnswer {
  if (key <= 0) return -1;
  if (key >= KEY_TAG) return key < (KEY_KIND.private + 1) * KEY_TAG ? 0 : -1;
  return startsWith(key, prefix, prefixDigits);
}

/**
 * Whether a service code or service number begins with the digits of `marked`, which is `1` followed by the prefix so
 * that leading zeros count. Whole digits are compared, never characters of another number's form.
 */
export function codeStartsWith(key: NumberKey, marked: number, markedDigits: number): PrefixAnswer {
  if (key <= 0 || key >= KEY_KIND.alphanumeric * KEY_TAG) return -1;
  const tag = Math.floor(key / KEY_TAG);
  if (tag !== KEY_KIND['service-code'] && tag !== KEY_KIND['service-number']) return 0;
  return startsWith(key % KEY_COUNTRY, marked, markedDigits);
}

function startsWith(value: number, prefix: number, prefixDigits: number): PrefixAnswer {
  const extra = digitCount(value) - prefixDigits;
  return extra >= 0 && Math.floor(value / 10 ** extra) === prefix ? 1 : 0;
}
