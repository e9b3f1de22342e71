import { hashKey } from './key-hash.ts';
import { ROW_DOUBLES } from './row-layout.ts';

const MIN_SLOTS = 1024;
const MAX_LOAD = 0.75;

/**
 * Open addressing with linear probing; a slot is 4 bytes: row + 1 in the low bits, a tag of the hash in the rest, so
 * that a probe reads a row only when the tag agrees. Removal shifts back, there are no tombstones to pile up.
 * At 5 million numbers: 8.4 million slots, 6.7 bytes a number, 9 tag bits.
 */
export class NumberIndex {
  slots: Uint32Array;
  mask: number;
  size = 0;
  readonly rowMask: number;
  private readonly keys: Float64Array;
  private readonly seed: number;

  /** `keys`: the Float64 view of the rows, whose first double is the key. */
  constructor(keys: Float64Array, maxNumbers: number, seed: number) {
    this.keys = keys;
    this.seed = seed;
    this.rowMask = 2 ** Math.ceil(Math.log2(maxNumbers + 2)) - 1;
    this.slots = new Uint32Array(MIN_SLOTS);
    this.mask = MIN_SLOTS - 1;
  }

  /**
   * The row of the first slot whose tag agrees, -1 when there is none: nearly always what `find` gives, but told without
   * reading the row, so that a caller can set out for several rows before it waits for one.
   */
  candidate(hash: number): number {
    const { slots, mask, rowMask } = this;
    const tag = hash & ~rowMask;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = slots[at]!;
      if (slot === 0) return -1;
      if (((slot ^ tag) & ~rowMask) === 0) return (slot & rowMask) - 1;
    }
  }

  /** Row of a key, -1 when there is none. `hash` is `hashKey(key, seed)`. */
  find(key: number, hash: number): number {
    const { slots, mask, rowMask, keys } = this;
    const tag = hash & ~rowMask;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = slots[at]!;
      if (slot === 0) return -1;
      if (((slot ^ tag) & ~rowMask) === 0) {
        const row = (slot & rowMask) - 1;
        if (keys[row * ROW_DOUBLES] === key) return row;
      }
    }
  }

  /** Adds a key that is not there. */
  insert(row: number, hash: number): void {
    if (this.size + 1 > this.slots.length * MAX_LOAD) this.grow();
    this.size += 1;
    this.place(row, hash);
  }

  /** Removes a key that is there; its row must still hold the key. */
  remove(key: number, hash: number): void {
    const { slots, mask, rowMask, keys, seed } = this;
    let hole = hash & mask;
    while (keys[((slots[hole]! & rowMask) - 1) * ROW_DOUBLES] !== key) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const home = hashKey(keys[((slots[at]! & rowMask) - 1) * ROW_DOUBLES]!, seed) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      slots[hole] = slots[at]!;
      hole = at;
    }
    slots[hole] = 0;
    this.size -= 1;
  }

  private place(row: number, hash: number): void {
    const { slots, mask, rowMask } = this;
    let at = hash & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = ((hash & ~rowMask) | (row + 1)) >>> 0;
  }

  private grow(): void {
    const { slots: old, rowMask, keys, seed } = this;
    this.slots = new Uint32Array(old.length * 2);
    this.mask = this.slots.length - 1;
    for (const slot of old) {
      if (slot === 0) continue;
      const row = (slot & rowMask) - 1;
      this.place(row, hashKey(keys[row * ROW_DOUBLES]!, seed));
    }
  }
}
