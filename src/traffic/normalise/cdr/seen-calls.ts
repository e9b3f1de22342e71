/**
 * Remembers which calls and rows a run has met, in bounded memory: two generations of at most `capacity` call ids, the
 * older forgotten when the newer is full, so the last `capacity` ids are always remembered and twice as many at most.
 * An id costs 32 bytes at the fullest (16 a slot, tables at most half full): 64 MiB for the default million.
 *
 * Each call also has 32 bits that say which rows of it were met; a bit set by another row is mistaken for the row
 * itself about once in 500 for calls of two rows. That mistakes a late row for a duplicate in the tally and nothing else.
 */
export class SeenCalls {
  readonly capacity: number;
  /** Serial of the next call, below 2^31; one counter for everything that shares this memory. */
  nextSerial = 1;
  #current: Int32Array = new Int32Array(FIRST_SLOTS * STRIDE);
  #previous: Int32Array = new Int32Array(0);
  #count = 0;
  readonly #slots: number;
  #table: Int32Array = this.#current;
  #place = 0;
  #free = 0;

  constructor(capacity = 1 << 20) {
    if (capacity < 4096) throw new RangeError('seen calls need a capacity of at least 4096');
    this.capacity = capacity;
    this.#slots = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(capacity * 2)));
  }

  /** Serial of the call known by this id, 0 when it is not known. Leaves the place for `meetRow`. */
  find(high: number, low: number): number {
    const current = this.#current;
    const place = lookup(current, high, low);
    this.#free = place < 0 ? ~place : place;
    if (place >= 0) return this.#at(current, place);
    if (this.#previous.length === 0) return 0;
    const older = lookup(this.#previous, high, low);
    return older < 0 ? 0 : this.#at(this.#previous, older);
  }

  #at(table: Int32Array, place: number): number {
    const serial = table[place + SERIAL]!;
    this.#table = table;
    this.#place = place;
    return serial === FORGOTTEN ? 0 : serial;
  }

  /** Forgets an id whose call turned out to be none, so that a later row may still begin it. */
  forget(high: number, low: number): void {
    if (this.find(high, low) !== 0) this.#table[this.#place + SERIAL] = FORGOTTEN;
  }

  /** Marks a row of the call last found; true when that row was (most likely) met before. */
  meetRow(rowLow: number): boolean {
    const bits = rowBits(rowLow);
    const place = this.#place + ROWS;
    const before = this.#table[place]!;
    this.#table[place] = before | bits;
    return (before & bits) >>> 0 === bits >>> 0;
  }

  /** Remembers the id last asked for (`find` said 0) with the call's first row. */
  add(high: number, low: number, serial: number, rowLow: number): void {
    const place = this.#free;
    const table = this.#current;
    table[place] = high;
    table[place + 1] = low;
    table[place + ROWS] = rowBits(rowLow);
    table[place + SERIAL] = serial;
    this.#count += 1;
    if (this.#count >= this.capacity) this.#turn();
    else if (this.#count * 2 * STRIDE > table.length) this.#grow();
  }

  #grow(): void {
    const old = this.#current;
    const grown = new Int32Array(this.#slots * STRIDE);
    for (let from = 0; from < old.length; from += STRIDE) {
      if (old[from + SERIAL] === 0) continue;
      const place = ~lookup(grown, old[from]!, old[from + 1]!);
      for (let field = 0; field < STRIDE; field += 1) grown[place + field] = old[from + field]!;
    }
    this.#current = grown;
    this.#table = grown;
  }

  #turn(): void {
    const spare = this.#previous;
    this.#previous = this.#current;
    this.#current =
      spare.length === this.#previous.length ? spare.fill(0) : new Int32Array(this.#previous.length);
    this.#table = this.#previous;
    this.#count = 0;
  }
}

const STRIDE = 4;
const ROWS = 2;
const SERIAL = 3;
const FORGOTTEN = -1;
/** 32,768 calls in 1 MiB, which stays in the processor's cache; beyond that the table has its final size. */
const FIRST_SLOTS = 1 << 16;

/** Two of 32 bits. */
const rowBits = (low: number): number => (1 << (low & 31)) | (1 << ((low >>> 5) & 31));

/** Place of an id, or the complement of the free place where it would stand. */
function lookup(table: Int32Array, high: number, low: number): number {
  const mask = table.length - 1;
  for (let place = (low << 2) & mask; ; place = (place + STRIDE) & mask) {
    if (table[place + 1] === low && table[place] === high && table[place + SERIAL] !== 0) return place;
    if (table[place + SERIAL] === 0) return ~place;
  }
}
