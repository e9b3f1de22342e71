import { digitCount } from './key-prefix.ts';
import { KEY_COUNTRY, KEY_KIND, KEY_TAG, NO_KEY, type NumberKey } from './number-key.ts';
import type { NumberSet } from './peer.ts';

/** Sorted keys of exact numbers, and of prefixes by how many digits they have (the marker of national keys included). */
export interface NumberSetParts {
  readonly exact: Float64Array;
  readonly prefixes: readonly { readonly digits: number; readonly keys: Float64Array }[];
}

/**
 * A set of exact numbers and of leading digits. Eight bytes a number and a binary search a look-up, so that a carrier's
 * whole numbering fits; prefixes are searched once for each of their lengths.
 *
 * A prefix is given as the key its digits would have as a number: `e164Key('8623')`, `digitsKey('service-code', cn, '955')`.
 * It covers every longer number of the same kind and country, and itself, on digit boundaries. Hashed keys (names) are
 * found exactly and have no prefixes.
 */
export class SortedNumberSet implements NumberSet {
  #exact: Float64Array;
  #prefixes: NumberSetParts['prefixes'];

  /** Both are read once; repeated keys count once and `NO_KEY` is left out. */
  constructor(exact: Iterable<NumberKey>, prefixes: Iterable<NumberKey> = []) {
    this.#exact = sorted(exact);
    const byDigits = new Map<number, NumberKey[]>();
    for (const key of prefixes) {
      if (key <= NO_KEY || key >= HASHED) continue;
      const digits = digitCount(payloadOf(key));
      byDigits.set(digits, [...(byDigits.get(digits) ?? []), key]);
    }
    this.#prefixes = [...byDigits]
      .map(([digits, keys]) => ({ digits, keys: sorted(keys) }))
      .sort((one, other) => one.digits - other.digits);
  }

  /** The set as arrays that can be handed to another thread; `SortedNumberSet.of` makes the set of them again. */
  parts(): NumberSetParts {
    return { exact: this.#exact, prefixes: this.#prefixes };
  }

  /** The set of `parts()`, without sorting again. */
  static of({ exact, prefixes }: NumberSetParts): SortedNumberSet {
    const set = new SortedNumberSet([], []);
    set.#exact = exact;
    set.#prefixes = prefixes;
    return set;
  }

  /** Exact numbers and prefixes. */
  get size(): number {
    return this.#prefixes.reduce((sum, { keys }) => sum + keys.length, this.#exact.length);
  }

  has(key: NumberKey): boolean {
    if (key === NO_KEY) return false;
    if (holds(this.#exact, key)) return true;
    if (this.#prefixes.length === 0 || key >= HASHED) return false;
    const payload = payloadOf(key);
    const length = digitCount(payload);
    for (const { digits, keys } of this.#prefixes) {
      if (digits > length) return false;
      if (holds(keys, key - payload + Math.floor(payload / 10 ** (length - digits)))) return true;
    }
    return false;
  }
}

/** From here on keys are hashes of texts: they have no digits. */
const HASHED = KEY_KIND.alphanumeric * KEY_TAG;

/** The digits of a key as a number: all of an E.164 key, behind kind and country of a national one. */
const payloadOf = (key: NumberKey): number => (key < KEY_TAG ? key : key % KEY_COUNTRY);

function sorted(keys: Iterable<NumberKey>): Float64Array {
  const all = Float64Array.from(keys).sort();
  let kept = 0;
  for (const key of all) if (key !== NO_KEY && (kept === 0 || all[kept - 1] !== key)) all[kept++] = key;
  return kept === all.length ? all : all.slice(0, kept);
}

function holds(keys: Float64Array, key: NumberKey): boolean {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle]!;
    if (found === key) return true;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
