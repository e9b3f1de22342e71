import { digitCount } from '../../../domain/key-prefix.ts';
import { KEY_COUNTRY, KEY_KIND, KEY_TAG, type NumberKey } from '../../../domain/number-key.ts';

/** Digits of trunk prefix and area code together: `010`, `0311`, elsewhere `02` to `05xxx`. */
const SHORTEST = 2;
const LONGEST = 6;

const NONE: readonly NumberKey[] = [];

const FIRST_CODE = KEY_KIND['service-code'] * KEY_TAG;
const FIRST_BEYOND = FIRST_CODE + KEY_TAG;

/** False if `codesBehindAreaCode` surely gives none: nearly always, for the price of a comparison. */
export const mayHideCode = (key: NumberKey): boolean =>
  key >= FIRST_CODE && key < FIRST_BEYOND && beginsWithTrunkPrefix(key % KEY_COUNTRY);

/** Codes begin with the marker 1 (number-key.ts). */
const beginsWithTrunkPrefix = (marked: number): boolean =>
  Math.floor(marked / 10 ** (digitCount(marked) - 2)) === 10;

/**
 * The keys that a code dialled behind an area code may stand for: `010 12345` may be 12345 (O-03). A code that begins
 * with the trunk prefix 0 has been read as area code and code, since no code of its own begins so; where the area code
 * ends is not in the key, so every ending is tried. Only good for sparing a call: one of them is the right one.
 */
export function codesBehindAreaCode(key: NumberKey): readonly NumberKey[] {
  if (!mayHideCode(key)) return NONE;
  const marked = key % KEY_COUNTRY;
  const digits = digitCount(marked) - 1;
  const keys: NumberKey[] = [];
  for (let area = SHORTEST; area <= LONGEST && area < digits; area += 1) {
    const rest = 10 ** (digits - area);
    keys.push(key - marked + rest + (marked % rest));
  }
  return keys;
}
