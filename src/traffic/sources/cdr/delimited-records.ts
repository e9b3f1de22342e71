import { DelimitedScanner, isBlankRecord, lineEnd, SCAN } from '../../../lib/delimited-scanner.ts';
import type { ByteReader } from './byte-reader.ts';

const BUFFER_BYTES = 2 << 20;
/** So much of an overlong line is shown. */
const TOLD_BYTES = 4096;
const LF = 10;
const CR = 13;

/** What `DelimitedRecords.next` found. */
export const NEXT = { more: 0, record: 1, bad: 2 } as const;
export type NextResult = (typeof NEXT)[keyof typeof NEXT];

/**
 * Walks the records of delimited text in one buffer that is refilled, never growing. `next` is synchronous and makes no
 * strings; when it says `more`, `fill` brings the next bytes. Blank lines (also `;;;`) are passed over and counted.
 */
export class DelimitedRecords {
  readonly fields: DelimitedScanner;
  readonly buffer: Uint8Array = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly view = new DataView(this.buffer.buffer);
  /** Physical line on which the current record began, from 1. */
  line = 0;
  /** Physical lines passed. */
  lines = 0;
  blankLines = 0;
  readonly #reader: ByteReader;
  readonly #delimiter: number;
  #begin = 0;
  #end = 0;
  #last = false;
  #overlong = false;
  #discarding = false;

  constructor(reader: ByteReader, delimiter: number, options: { insert?: boolean } = {}) {
    this.#reader = reader;
    this.#delimiter = delimiter;
    this.fields = new DelimitedScanner(delimiter, options);
  }

  next(): NextResult {
    const { fields, buffer } = this;
    for (;;) {
      if (this.#overlong) return this.#beginOverlong();
      if (this.#discarding) this.#discard();
      if (this.#begin >= this.#end) return NEXT.more;
      const first = buffer[this.#begin]!;
      if (first === LF || first === CR) {
        if (!this.#skipBlank(first)) return NEXT.more;
        continue;
      }
      const found = fields.scan(buffer, this.#begin, this.#end, this.#last);
      if (found === SCAN.more) return NEXT.more;
      this.line = this.lines + 1;
      this.lines += fields.newlines;
      this.#begin = fields.next;
      if (found === SCAN.record && isBlankRecord(fields, this.#delimiter)) {
        this.blankLines += 1;
        continue;
      }
      return found === SCAN.record ? NEXT.record : NEXT.bad;
    }
  }

  /**
   * Gives back all but the first physical line of the record last found, when it spans several and makes no sense: its
   * quote was most likely never closed. False when it is one line.
   */
  keepFirstLine(): boolean {
    const { fields, buffer } = this;
    const end = lineEnd(buffer, fields.from, fields.to);
    if (end >= fields.to || fields.newlines < 2) return false;
    this.lines += 1 - fields.newlines;
    this.#begin = buffer[end] === CR && buffer[end + 1] === LF ? end + 2 : end + 1;
    fields.to = end;
    return true;
  }

  /** Brings more bytes; false when everything has been read. */
  async fill(): Promise<boolean> {
    if (this.#last) return false;
    this.buffer.copyWithin(0, this.#begin, this.#end);
    this.#end -= this.#begin;
    this.#begin = 0;
    if (this.#end === this.buffer.length) {
      // A line that fills the whole buffer has no room to end in; a read into no room would look like the file's end.
      this.#overlong = true;
      return true;
    }
    const count = await this.#reader.read(this.buffer, this.#end);
    if (count === 0) this.#last = true;
    this.#end += count;
    return count > 0 || this.#end > 0;
  }

  /** Tells of a line longer than the buffer by its beginning; the rest is passed over as it comes. */
  #beginOverlong(): NextResult {
    const { fields } = this;
    this.#overlong = false;
    this.#discarding = true;
    fields.fault = 'record-too-long';
    fields.from = 0;
    fields.to = TOLD_BYTES;
    this.line = this.lines + 1;
    this.lines += 1;
    // What is told must stay in the buffer until it has been read; the next call discards it.
    return NEXT.bad;
  }

  #discard(): void {
    const { buffer } = this;
    const end = lineEnd(buffer, this.#begin, this.#end);
    this.#begin = end;
    if (end >= this.#end) return;
    this.#discarding = false;
    this.#begin = buffer[end] === CR && end + 1 < this.#end && buffer[end + 1] === LF ? end + 2 : end + 1;
  }

  #skipBlank(first: number): boolean {
    const at = this.#begin;
    if (first === CR && at + 1 >= this.#end && !this.#last) return false;
    this.#begin = first === CR && this.buffer[at + 1] === LF && at + 1 < this.#end ? at + 2 : at + 1;
    this.lines += 1;
    this.blankLines += 1;
    return true;
  }
}
