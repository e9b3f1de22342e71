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
  /** Serial of the next call; one counter for everything that shares this memory. */
  nextSerial = 1;
  #current = new Uint32Array(FIRST_SLOTS * STRIDE);
  #previous = new Uint32Array(0);
  #count = 0;
  #table = this.#current;
  #place = 0;

  constructor(capacity = 1 << 20) {
    if (capacity < 4096) throw new RangeError('seen calls need a capacity of at least 4096');
    this.capacity = capacity;
  }

  /** Serial of the call known by this id, 0 when it is not known. Leaves the place for `meetRow`. */
  find(high: number, low: number): number {
    const place = lookup(this.#current, high, low);
    if (place >= 0) return this.#at(this.#current, place);
    const older = lookup(this.#previous, high, low);
    return older < 0 ? 0 : this.#at(this.#previous, older);
  }

  #at(table: Uint32Array, place: number): number {
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

  /** Remembers an id of a call with its first row. The id must not be known. */
  add(high: number, low: number, serial: number, rowLow: number): void {
    if ((this.#count + 1) * 2 * STRIDE > this.#current.length) this.#grow();
    const known = lookup(this.#current, high, low);
    const place = known >= 0 ? known : freePlace(this.#current, low);
    this.#current[place] = high;
    this.#current[place + 1] = low;
    this.#current[place + ROWS] = rowBits(rowLow);
    this.#current[place + SERIAL] = serial;
    this.#count += 1;
    if (this.#count >= this.capacity) this.#turn();
  }

  #grow(): void {
    const old = this.#current;
    const grown = new Uint32Array(old.length * 2);
    for (let from = 0; from < old.length; from += STRIDE) {
      if (old[from + SERIAL] === 0) continue;
      const place = freePlace(grown, old[from + 1]!);
      for (let field = 0; field < STRIDE; field += 1) grown[place + field] = old[from + field]!;
    }
    this.#current = grown;
    this.#table = grown;
  }

  #turn(): void {
    const spare = this.#previous;
    this.#previous = this.#current;
    this.#current =
      spare.length === this.#previous.length ? spare.fill(0) : new Uint32Array(FIRST_SLOTS * STRIDE);
    this.#count = 0;
  }
}

const STRIDE = 4;
const ROWS = 2;
const SERIAL = 3;
const FORGOTTEN = 0xffffffff;
const FIRST_SLOTS = 1 << 13;

/** Two of 32 bits. */
const rowBits = (low: number): number => (1 << (low & 31)) | (1 << ((low >>> 5) & 31));

function lookup(table: Uint32Array, high: number, low: number): number {
  if (table.length === 0) return -1;
  const mask = table.length / STRIDE - 1;
  for (let slot = low & mask; ; slot = (slot + 1) & mask) {
    const place = slot * STRIDE;
    if (table[place + SERIAL] === 0) return -1;
    if (table[place] === high && table[place + 1] === low) return place;
  }
}

function freePlace(table: Uint32Array, low: number): number {
  const mask = table.length / STRIDE - 1;
  let slot = low & mask;
  while (table[slot * STRIDE + SERIAL] !== 0) slot = (slot + 1) & mask;
  return slot * STRIDE;
}
