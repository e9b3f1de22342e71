import type { FieldRow } from './field-row.ts';

/** What `DelimitedScanner.scan` found at the place it was given. */
export const SCAN = { more: 0, record: 1, bad: 2 } as const;
export type ScanResult = (typeof SCAN)[keyof typeof SCAN];

export type ScanFault = 'unterminated-quote' | 'too-many-fields' | 'record-too-long';

export interface ScanLimits {
  readonly fields: number;
  readonly recordBytes: number;
  /** Line ends inside one quoted field; more of them means that a closing quote is missing. */
  readonly quotedLines: number;
}

export const SCAN_LIMITS: ScanLimits = { fields: 512, recordBytes: 1 << 16, quotedLines: 64 };

const QUOTE = 34;
const LF = 10;
const CR = 13;
const TAB = 9;
const FORM_FEED = 12;
const CONTROL_Z = 26;
const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;

/**
 * Finds the fields of one delimited record at a time without making strings. RFC 4180 §2 with what is met in practice:
 * LF, CR LF or CR as line end, blanks between a delimiter and a quote, and a lone quote inside a quoted field read as
 * itself (a closing quote is one that a delimiter or a line end follows).
 */
export class DelimitedScanner implements FieldRow {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;
  from = 0;
  to = 0;
  /** Where the next record begins, after a `record`; where the first physical line of a bad one ends, after a `bad`. */
  next = 0;
  /** Physical lines passed; a last line without line end is one too. */
  newlines = 0;
  fault: ScanFault = 'unterminated-quote';
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly doubled: Uint8Array;
  readonly #delimiter: number;
  readonly #limits: ScanLimits;
  readonly #insert: boolean;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** With `insert` a record is an SQL `INSERT ... VALUES ("a","b");` and its fields are what the brackets hold. */
  constructor(delimiter: number, options: { insert?: boolean; limits?: ScanLimits } = {}) {
    this.#delimiter = delimiter;
    this.#limits = options.limits ?? SCAN_LIMITS;
    this.#insert = options.insert ?? false;
    this.starts = new Int32Array(this.#limits.fields);
    this.ends = new Int32Array(this.#limits.fields);
    this.doubled = new Uint8Array(this.#limits.fields);
  }

  /** Scans the record at `from`; bytes end at `to`, and `last` says that nothing follows them. */
  scan(bytes: Uint8Array, from: number, to: number, last: boolean): ScanResult {
    const limit = Math.min(to, from + this.#limits.recordBytes);
    if (bytes !== this.bytes) this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.bytes = bytes;
    this.from = from;
    this.newlines = 0;
    this.count = 0;
    let at = this.#insert ? this.#afterBracket(bytes, from, limit) : from;
    for (;;) {
      at = this.#plainFields(bytes, at, limit);
      at = this.#field(bytes, at, limit);
      if (at < 0) return this.#unfinished(bytes, to, limit, last);
      if (this.count > this.#limits.fields) return this.#bad(bytes, to, last, 'too-many-fields');
      if (at >= limit) return this.#atEnd(bytes, to, limit, last);
      const byte = bytes[at]!;
      if (byte === this.#delimiter) {
        at += 1;
        continue;
      }
      if (byte === CLOSE) at = lineEnd(bytes, at, limit);
      return this.#lineBreak(bytes, at, to, limit, last);
    }
  }

  /**
   * Takes quoted fields as long as they hold nothing that needs a look, four bytes at a time, and gives the place of the
   * first field that does: nearly all of a switch's own output is read here.
   */
  #plainFields(bytes: Uint8Array, start: number, limit: number): number {
    const { starts, ends, doubled } = this;
    const view = this.#view;
    const delimiter = this.#delimiter;
    const last = Math.min(limit, bytes.length) - 4;
    let index = this.count;
    let field = start;
    while (field < last && bytes[field] === QUOTE && index < starts.length) {
      let at = field + 1;
      for (;;) {
        while (at < last && noneBelow35(view.getInt32(at, true))) at += 4;
        while (at < last && bytes[at]! > QUOTE) at += 1;
        if (at >= last || bytes[at]! !== SPACE) break;
        at += 1;
      }
      if (at >= last || bytes[at] !== QUOTE || bytes[at + 1] !== delimiter) break;
      starts[index] = field + 1;
      ends[index] = at;
      doubled[index] = 0;
      index += 1;
      field = at + 2;
    }
    this.count = index;
    return field;
  }

  /** Reads one field and returns the place of what ended it (`limit` for the end of the bytes), -1 if a quote is open. */
  #field(bytes: Uint8Array, start: number, limit: number): number {
    const delimiter = this.#delimiter;
    let at = start;
    let first = at < limit ? bytes[at]! : LF;
    if (first === SPACE) {
      while (at < limit && bytes[at] === SPACE) at += 1;
      if (at < limit && bytes[at] === QUOTE) first = QUOTE;
      else at = start;
    }
    const index = this.count;
    this.count = index + 1;
    if (first === QUOTE) return this.#quoted(bytes, at + 1, limit, index);
    while (at < limit) {
      const byte = bytes[at]!;
      if (byte === delimiter || byte === LF || byte === CR) break;
      if (byte === CLOSE && this.#insert) break;
      at += 1;
    }
    this.starts[index] = start;
    this.ends[index] = at;
    this.doubled[index] = 0;
    return at;
  }

  #quoted(bytes: Uint8Array, start: number, limit: number, index: number): number {
    let at = start;
    let doubled = 0;
    let lines = 0;
    while (at < limit) {
      const byte = bytes[at]!;
      if (byte > QUOTE) {
        at += 1;
        continue;
      }
      if (byte === QUOTE) {
        if (at + 1 >= limit || this.#ends(bytes[at + 1]!)) break;
        if (bytes[at + 1] === QUOTE) {
          doubled = 1;
          at += 2;
          continue;
        }
        const after = this.#blanksThenEnd(bytes, at + 1, limit);
        if (after >= 0) return this.#close(index, start, at, doubled, lines, after);
      } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) {
        lines += 1;
        if (lines > this.#limits.quotedLines) return -1;
      }
      at += 1;
    }
    if (at >= limit) return -1;
    return this.#close(index, start, at, doubled, lines, at + 1);
  }

  #close(index: number, start: number, end: number, doubled: number, lines: number, after: number): number {
    this.starts[index] = start;
    this.ends[index] = end;
    this.doubled[index] = doubled;
    this.newlines += lines;
    return after;
  }

  #ends(byte: number): boolean {
    return byte === this.#delimiter || byte === LF || byte === CR || (byte === CLOSE && this.#insert);
  }

  #blanksThenEnd(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    while (at < limit && bytes[at] === SPACE) at += 1;
    return at > start && (at >= limit || this.#ends(bytes[at]!)) ? at : -1;
  }

  #afterBracket(bytes: Uint8Array, from: number, limit: number): number {
    for (let at = from; at < limit; at += 1) {
      const byte = bytes[at]!;
      if (byte === OPEN) return at + 1;
      if (byte === LF || byte === CR || byte === QUOTE) break;
    }
    return from;
  }

  #lineBreak(bytes: Uint8Array, at: number, to: number, limit: number, last: boolean): ScanResult {
    if (at >= limit) return this.#atEnd(bytes, to, limit, last);
    this.to = at;
    if (bytes[at] === CR) {
      if (at + 1 >= to && !last) return SCAN.more;
      this.next = at + 1 < to && bytes[at + 1] === LF ? at + 2 : at + 1;
    } else this.next = at + 1;
    this.newlines += 1;
    return SCAN.record;
  }

  #atEnd(bytes: Uint8Array, to: number, limit: number, last: boolean): ScanResult {
    if (limit < to) return this.#bad(bytes, to, last, 'record-too-long');
    if (!last) return SCAN.more;
    this.to = to;
    this.next = to;
    this.newlines += 1;
    return SCAN.record;
  }

  #unfinished(bytes: Uint8Array, to: number, limit: number, last: boolean): ScanResult {
    if (limit === to && !last && to - this.from < this.#limits.recordBytes) {
      // More bytes may bring the closing quote, unless the field already holds too many lines.
      if (countLines(bytes, this.from, to) <= this.#limits.quotedLines) return SCAN.more;
    }
    return this.#bad(bytes, to, last, 'unterminated-quote');
  }

  /** Gives up on the record's first physical line only, so that one stray quote cannot swallow the rows after it. */
  #bad(bytes: Uint8Array, to: number, last: boolean, fault: ScanFault): ScanResult {
    const end = lineEnd(bytes, this.from, to);
    if (end >= to && !last) return SCAN.more;
    this.fault = fault;
    this.to = end;
    this.newlines = 1;
    this.next = end;
    if (end < to) this.next = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
    this.count = 0;
    return SCAN.bad;
  }
}

/**
 * A record of blanks and delimiters alone, what a spreadsheet writes for an empty row; also a form feed and the
 * end-of-file character of old systems.
 */
export function isBlankRecord({ bytes, from, to }: FieldRow, delimiter: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte !== SPACE && byte !== delimiter && byte !== TAB && byte !== FORM_FEED && byte !== CONTROL_Z)
      return false;
  }
  return true;
}

/** True when no byte of the word is below 35, that is neither quote, blank nor control character. */
function noneBelow35(word: number): boolean {
  return ((word - 0x23232323) & ~word & 0x80808080) === 0;
}

/** Place of the first CR or LF from `from` on, `to` when there is none. */
export function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== LF && bytes[at] !== CR) at += 1;
  return at;
}

function countLines(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === LF) lines += 1;
  return lines;
}
