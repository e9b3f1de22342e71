import { READ_FIELDS } from './compile-profile.ts';

/** Where the fields of one record stand, by slot; a start below 0 where the record has none. Reused. */
export class ReadFields {
  readonly starts = new Int32Array(READ_FIELDS.length).fill(-1);
  readonly ends = new Int32Array(READ_FIELDS.length);

  clear(): void {
    this.starts.fill(-1);
  }

  /** The first of two fields of one name counts. */
  put(slot: number, start: number, end: number): void {
    if (this.starts[slot]! >= 0) return;
    this.starts[slot] = start;
    this.ends[slot] = end;
  }

  has(slot: number): boolean {
    return this.starts[slot]! >= 0;
  }
}
