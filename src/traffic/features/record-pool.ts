/**
 * Fixed-size records handed out from segments that are allocated as they are needed, up to a bound. A pool that is
 * full says so with -1 and the caller goes on with less; nothing is thrown away for it.
 */
export class RecordPool {
  readonly words: number;
  readonly max: number;
  readonly segments: Uint32Array[] = [];
  /** Records ever handed out, and those given back since. */
  highWater = 0;
  readonly free: number[] = [];
  private readonly shift: number;
  private readonly low: number;

  /** `words` of 32 bits a record; `shift`: log2 of the records in a segment. */
  constructor(words: number, max: number, shift: number) {
    this.words = words;
    this.max = max;
    this.shift = shift;
    this.low = (1 << shift) - 1;
  }

  get used(): number {
    return this.highWater - this.free.length;
  }

  get bytes(): number {
    return this.segments.length * (this.words << this.shift) * 4;
  }

  /** A zeroed record, or -1 when the pool is full. */
  take(): number {
    const again = this.free.pop();
    if (again !== undefined) {
      const base = this.base(again);
      this.segment(again).fill(0, base, base + this.words);
      return again;
    }
    if (this.highWater >= this.max) return -1;
    if (this.highWater >>> this.shift >= this.segments.length)
      this.segments.push(new Uint32Array(this.words << this.shift));
    this.highWater += 1;
    return this.highWater - 1;
  }

  /** Words of the segments that hold a record ever handed out, none beyond the last of them. */
  *written(): Generator<Uint32Array> {
    const size = this.words << this.shift;
    for (const [index, segment] of this.segments.entries())
      yield segment.subarray(0, Math.min(size, this.highWater * this.words - index * size));
  }

  /** Takes over a segment as `written` gave it; false when it is larger than a segment is. */
  adopt(words: Uint32Array): boolean {
    const segment = new Uint32Array(this.words << this.shift);
    if (words.length > segment.length) return false;
    segment.set(words);
    this.segments.push(segment);
    return true;
  }

  give(record: number): void {
    this.free.push(record);
  }

  segment(record: number): Uint32Array {
    return this.segments[record >>> this.shift]!;
  }

  /** First word of the record in its segment. */
  base(record: number): number {
    return (record & this.low) * this.words;
  }
}
