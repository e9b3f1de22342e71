/**
 * A number's identity as one integer that a float64 holds exactly, so that hot tables need no strings.
 *
 * Layout: `kindTag * 1e15 + payload`, payload < 1e15, so every key is below 8e15 < 2^53.
 * - E.164 (tag 0): the digits as an integer; at most 15 digits and never a leading zero (ITU-T E.164 §6), so it is exact.
 * - other digit strings (tags 1 to 4): country index * 1e12 + `1` followed by at most 11 digits; exact, leading zeros kept.
 * - text, and digit strings too long for that (tags 5 to 7): a 49-bit FNV-1a hash; at a million distinct names the
 *   chance of any two colliding is about one in a thousand. Names are never restricted by key alone (see lists).
 */
export type NumberKey = number;

/** The key of "no number": withheld and unparsable identities are never counted or matched. */
export const NO_KEY: NumberKey = 0;

export const KEY_KIND = {
  e164: 0,
  'service-code': 1,
  'service-number': 2,
  local: 3,
  private: 4,
  alphanumeric: 5,
  'long-local': 6,
  'long-private': 7,
} as const;
export type KeyKind = keyof typeof KEY_KIND;

/** A key's kind is its multiple of this. */
export const KEY_TAG = 1e15;
/** Within its kind, a national key's country index is its multiple of this; the rest is `1` and the digits. */
export const KEY_COUNTRY = 1e12;
const MAX_EXACT_DIGITS = 11;

/** Key of an E.164 number from its digits without `+`. The caller has checked: 1 to 15 digits, no leading zero. */
export function e164Key(digits: string): NumberKey {
  return Number(digits);
}

/** Key of a national or private digit string in a country (index from `countryIndex`, 0 when none). */
export function digitsKey(
  kind: 'service-code' | 'service-number' | 'local' | 'private',
  country: number,
  digits: string,
): NumberKey {
  if (digits.length > MAX_EXACT_DIGITS) {
    const long = kind === 'private' ? 'long-private' : 'long-local';
    return textKey(long, `${kind} ${country} ${digits}`);
  }
  return KEY_KIND[kind] * KEY_TAG + country * KEY_COUNTRY + Number(`1${digits}`);
}

/** Key of a text identity. Case is kept: `ExampleBK` and `EXAMPLEBK` are two senders. */
export function textKey(kind: 'alphanumeric' | 'long-local' | 'long-private', text: string): NumberKey {
  return KEY_KIND[kind] * KEY_TAG + fnv49(text);
}

export function keyKind(key: NumberKey): KeyKind {
  const tag = Math.floor(key / KEY_TAG);
  for (const [kind, value] of Object.entries(KEY_KIND)) if (value === tag) return kind as KeyKind;
  throw new RangeError(`not a number key: ${key}`);
}

/**
 * The written form of a key, without its text: `+8613800000000`, `95588`. `null` for no key and for hashed keys,
 * whose text must be kept beside them.
 */
export function writeKey(key: NumberKey): string | null {
  if (key === NO_KEY) return null;
  const tag = Math.floor(key / KEY_TAG);
  if (tag === 0) return `+${key}`;
  if (tag > KEY_KIND.private) return null;
  return String(Math.floor(key % KEY_COUNTRY)).slice(1);
}

/** Index of the country of a national key, 0 when it has none or is not a national key. */
export function keyCountryIndex(key: NumberKey): number {
  const tag = Math.floor(key / KEY_TAG);
  return tag === 0 || tag > KEY_KIND.private ? 0 : Math.floor((key % KEY_TAG) / KEY_COUNTRY);
}

/** FNV-1a over UTF-16 units in two 32-bit lanes, folded below 1e15. */
function fnv49(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + index), 0x01000193);
  }
  return ((high & 0x1ffff) * 0x100000000 + (low >>> 0)) % KEY_TAG;
}
