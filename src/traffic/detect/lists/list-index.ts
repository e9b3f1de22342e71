import { digitCount } from '../../../domain/key-prefix.ts';
import { KEY_COUNTRY, KEY_KIND, KEY_TAG, NO_KEY, type NumberKey } from '../../../domain/number-key.ts';
import { allAtOnce, type Steps } from '../../../lib/steps.ts';
import type { EntryReach } from './entry-reading.ts';

/** The filter has 16 bits an entry, within these powers of two: about one call in 16 is looked up in vain at most. */
const LEAST_FILTER = 16;
const MOST_FILTER = 24;
/** Entries handled between two places where calls may come in between; some tens of microseconds. */
export const STEP_ENTRIES = 64;

/** Something that stands for one number or one range until it expires. */
export interface Indexed<Item> {
  readonly item: Item;
  readonly reach: EntryReach;
  /** Epoch milliseconds, Infinity for never. */
  readonly expiresAt: number;
}

/**
 * Finds the entries of a number: the exact ones first, then prefixes from long to short. Cost for a number in no list:
 * one bit test, and one look-up for each distinct prefix length.
 */
export interface ListIndex<Item> {
  /** False if the number is surely in no entry: what most calls are asked, for the price of a bit. */
  mayHold(key: NumberKey): boolean;
  /** Calls `visit` for every entry of the number that still counts at `at`, longest match first, until it returns true. */
  visit(key: NumberKey, at: number, visit: (item: Item) => boolean): void;
}

export function listIndex<Item>(entries: readonly Indexed<Item>[]): ListIndex<Item> {
  return allAtOnce(listIndexSteps(entries));
}

/** The same in steps of `STEP_ENTRIES`. */
export function* listIndexSteps<Item>(entries: readonly Indexed<Item>[]): Steps<ListIndex<Item>> {
  const exact = new Map<NumberKey, Indexed<Item>[]>();
  const size = Math.min(MOST_FILTER, Math.max(LEAST_FILTER, Math.ceil(Math.log2(entries.length * 16 + 1))));
  const filter = new Uint32Array(2 ** (size - 5));
  const filterBit = (key: NumberKey): number => Math.imul(key >>> 0, 0x9e3779b1) >>> (32 - size);
  const ranges = new Map<number, Map<number, Indexed<Item>[]>>();
  let nth = 0;
  for (const entry of entries) {
    nth += 1;
    if (nth % STEP_ENTRIES === 0) yield;
    if (entry.reach.match === 'exact') {
      append(exact, entry.reach.key, entry);
      const bit = filterBit(entry.reach.key);
      filter[bit >> 5]! |= 1 << (bit & 31);
    } else {
      const { sample, digits } = entry.reach;
      const table = ranges.get(digits) ?? new Map<number, Indexed<Item>[]>();
      append(table, head(sample, digits), entry);
      ranges.set(digits, table);
    }
  }
  const lengths = [...ranges].sort(([one], [other]) => other - one);

  return {
    mayHold(key) {
      const bit = filterBit(key);
      return lengths.length > 0 || (filter[bit >> 5]! & (1 << (bit & 31))) !== 0;
    },
    visit(key, at, visit) {
      if (key === NO_KEY) return;
      const bit = filterBit(key);
      if ((filter[bit >> 5]! & (1 << (bit & 31))) !== 0 && offer(exact.get(key), at, visit)) return;
      for (const [digits, table] of lengths) {
        const start = head(key, digits);
        if (start >= 0 && offer(table.get(start), at, visit)) return;
      }
    },
  };
}

function offer<Item>(
  entries: readonly Indexed<Item>[] | undefined,
  at: number,
  visit: (item: Item) => boolean,
): boolean {
  if (entries === undefined) return false;
  for (const entry of entries) if (entry.expiresAt > at && visit(entry.item)) return true;
  return false;
}

/**
 * The first `digits` digits of a key, on a digit boundary, with the country kept for national codes (whose digits
 * begin with the marker 1, see number-key.ts); -1 for a shorter number and for hashed or missing keys.
 */
function head(key: NumberKey, digits: number): number {
  if (key < KEY_TAG) return cut(key, digits);
  if (key >= KEY_KIND.local * KEY_TAG) return -1;
  const payload = key % KEY_COUNTRY;
  const start = cut(payload, digits);
  // Code and E.164 heads share a table: negative-free and apart, since a head has at most 15 digits.
  return start < 0 ? -1 : KEY_TAG + (Math.floor((key % KEY_TAG) / KEY_COUNTRY) * KEY_COUNTRY + start);
}

function cut(value: number, digits: number): number {
  const extra = digitCount(value) - digits;
  return extra < 0 ? -1 : Math.floor(value / 10 ** extra);
}

function append<Item>(map: Map<number, Indexed<Item>[]>, key: number, entry: Indexed<Item>): void {
  const known = map.get(key);
  if (known) known.push(entry);
  else map.set(key, [entry]);
}
