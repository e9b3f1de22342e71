import type { CallColumns } from '../../domain/call-columns.ts';
import { CALL_OUTCOMES } from '../../domain/call-event.ts';
import { NO_KEY, type NumberKey } from '../../domain/number-key.ts';

/** What is counted of one caller over everything scanned. */
export interface CallerTotals {
  /** Dense number of the caller, 0 upwards in order of appearance. */
  readonly id: number;
  readonly calls: number;
  readonly answered: number;
  /** Calls whose outcome is known. */
  readonly outcomes: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

const WORDS = 10;
const DOUBLES = WORDS / 2;
const [KEY, FIRST, LAST] = [0, 1, 2];
const [CALLS, ANSWERED, OUTCOMES, ID] = [6, 7, 8, 9];
const MAX_LOAD = 0.7;

const UNKNOWN = CALL_OUTCOMES.indexOf('unknown');
const ANSWER = CALL_OUTCOMES.indexOf('answered');

/** A table as plain data, to hand it to another thread. */
export interface CallerTableData {
  readonly slots: ArrayBuffer;
  readonly callers: number;
  readonly uncounted: number;
  readonly maxCallers: number;
}

/**
 * Totals of every caller, 40 bytes a slot in one table so that a call costs one cache line. Grows by doubling up to
 * `maxCallers`; the calls of later newcomers are counted in `uncounted` and nowhere else.
 */
export class CallerTable {
  #slots: number;
  #doubles: Float64Array;
  #words: Uint32Array;
  #callers = 0;
  #uncounted = 0;
  readonly #maxCallers: number;

  constructor(maxCallers: number, firstSlots = 1 << 14) {
    this.#maxCallers = maxCallers;
    this.#slots = firstSlots;
    const buffer = new ArrayBuffer(firstSlots * WORDS * 4);
    this.#doubles = new Float64Array(buffer);
    this.#words = new Uint32Array(buffer);
  }

  /** The table that `data` tells; the two share their slots. */
  static from({ slots, callers, uncounted, maxCallers }: CallerTableData): CallerTable {
    const table = new CallerTable(maxCallers, 1);
    table.#slots = slots.byteLength / (WORDS * 4);
    table.#doubles = new Float64Array(slots);
    table.#words = new Uint32Array(slots);
    table.#callers = callers;
    table.#uncounted = uncounted;
    return table;
  }

  data(): CallerTableData {
    return {
      slots: this.#doubles.buffer as ArrayBuffer,
      callers: this.#callers,
      uncounted: this.#uncounted,
      maxCallers: this.#maxCallers,
    };
  }

  get callers(): number {
    return this.#callers;
  }

  get uncounted(): number {
    return this.#uncounted;
  }

  /** Counts the calls of a batch; `ids` gets each caller's dense number, -1 for none: no key, or no place. */
  countAll(columns: CallColumns, ids: Int32Array): void {
    const { length, callerKey, at, outcome } = columns;
    for (let row = 0; row < length; row += 1) ids[row] = this.count(callerKey[row]!, at[row]!, outcome[row]!);
  }

  /** Counts a call (`outcome` as in `CallFacts`) and returns the caller's dense number, -1 for none. */
  count(key: NumberKey, at: number, outcome: number): number {
    if (key === NO_KEY) return -1;
    let slot = this.#find(key);
    if (this.#doubles[slot * DOUBLES + KEY] === 0) {
      if (this.#callers >= this.#maxCallers) {
        this.#uncounted += 1;
        return -1;
      }
      if (this.#callers >= this.#slots * MAX_LOAD) {
        this.#grow();
        slot = this.#find(key);
      }
      this.#enter(slot, key, at);
    }
    const doubles = slot * DOUBLES;
    const words = slot * WORDS;
    if (at < this.#doubles[doubles + FIRST]!) this.#doubles[doubles + FIRST] = at;
    if (at > this.#doubles[doubles + LAST]!) this.#doubles[doubles + LAST] = at;
    this.#words[words + CALLS]! += 1;
    if (outcome !== UNKNOWN) this.#words[words + OUTCOMES]! += 1;
    if (outcome === ANSWER) this.#words[words + ANSWERED]! += 1;
    return this.#words[words + ID]!;
  }

  /** Totals of one caller; `null` when it is not in the table. */
  totals(key: NumberKey): CallerTotals | null {
    const slot = this.#find(key);
    if (this.#doubles[slot * DOUBLES + KEY] === 0) return null;
    const word = (place: number) => this.#words[slot * WORDS + place]!;
    return {
      id: word(ID),
      calls: word(CALLS),
      answered: word(ANSWERED),
      outcomes: word(OUTCOMES),
      firstAt: this.#doubles[slot * DOUBLES + FIRST]!,
      lastAt: this.#doubles[slot * DOUBLES + LAST]!,
    };
  }

  #enter(slot: number, key: NumberKey, at: number): void {
    this.#doubles[slot * DOUBLES + KEY] = key;
    this.#doubles[slot * DOUBLES + FIRST] = at;
    this.#doubles[slot * DOUBLES + LAST] = at;
    this.#words[slot * WORDS + ID] = this.#callers;
    this.#callers += 1;
  }

  /** The slot of a key, or the empty one where it belongs. */
  #find(key: NumberKey): number {
    const mask = this.#slots - 1;
    let slot = scatter(key) & mask;
    for (;;) {
      const there = this.#doubles[slot * DOUBLES + KEY];
      if (there === key || there === 0) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [oldDoubles, oldWords, oldSlots] = [this.#doubles, this.#words, this.#slots];
    this.#slots = oldSlots * 2;
    const buffer = new ArrayBuffer(this.#slots * WORDS * 4);
    this.#doubles = new Float64Array(buffer);
    this.#words = new Uint32Array(buffer);
    for (let old = 0; old < oldSlots; old += 1) {
      const key = oldDoubles[old * DOUBLES + KEY]!;
      if (key === 0) continue;
      const slot = this.#find(key);
      this.#words.set(oldWords.subarray(old * WORDS, (old + 1) * WORDS), slot * WORDS);
    }
  }
}

/** Spreads a key over 32 bits; neighbouring numbers must not land in neighbouring slots. */
function scatter(key: NumberKey): number {
  let mixed = Math.imul((key % 0x100000000) | 0, 0x9e3779b1) ^ Math.imul((key / 0x100000000) | 0, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
