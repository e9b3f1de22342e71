import { bytesText } from '../../../lib/field-row.ts';
import type { ByteReader } from './byte-reader.ts';
import { NEXT, type NextResult } from './delimited-records.ts';

const LIMIT = 8 << 20;
const LF = 10;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;

/**
 * Walks the JSON objects of a text: one, one a line, one after the other, or in a list; and lines that hold an encoded
 * object (a form field, base64). A broken object ends where the next line begins with a brace, so that one cut document
 * does not take the next with it.
 */
export class JsonDocuments {
  /** Text of the current document, or of what could not be read as one. */
  text = '';
  line = 0;
  lines = 0;
  readonly #reader: ByteReader;
  #buffer = Buffer.allocUnsafeSlow(1 << 18);
  #begin = 0;
  #end = 0;
  #last = false;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  next(): NextResult {
    this.#skipBetween();
    if (this.#begin >= this.#end) return NEXT.more;
    const isObject = this.#buffer[this.#begin] === OPEN;
    const found = isObject ? this.#objectEnd() : this.#lineEnd();
    if (found >= 0) return this.#take(found, NEXT.record);
    const tooLong = this.#end - this.#begin >= LIMIT;
    if (!this.#last && !tooLong && found === OPEN_ENDED) return NEXT.more;
    return this.#take(this.#resync(), NEXT.bad);
  }

  async fill(): Promise<boolean> {
    if (this.#last) return false;
    this.#buffer.copyWithin(0, this.#begin, this.#end);
    this.#end -= this.#begin;
    this.#begin = 0;
    if (this.#end > this.#buffer.length / 2) {
      const grown = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
      this.#buffer.copy(grown, 0, 0, this.#end);
      this.#buffer = grown;
    }
    const count = await this.#reader.read(this.#buffer, this.#end);
    if (count === 0) this.#last = true;
    this.#end += count;
    return count > 0 || this.#end > 0;
  }

  #skipBetween(): void {
    for (; this.#begin < this.#end; this.#begin += 1) {
      const byte = this.#buffer[this.#begin]!;
      if (byte === LF) this.lines += 1;
      else if (byte > 32 && byte !== COMMA && byte !== OPEN_LIST && byte !== CLOSE_LIST) return;
    }
  }

  /** End of the object that begins here, `OPEN_ENDED` if the bytes end first, `BROKEN` if it cannot be one. */
  #objectEnd(): number {
    const buffer = this.#buffer;
    let depth = 0;
    for (let at = this.#begin; at < this.#end; at += 1) {
      const byte = buffer[at]!;
      if (byte === QUOTE) {
        at = stringEnd(buffer, at + 1, this.#end);
        if (at < 0) return at;
      } else if (byte === OPEN) depth += 1;
      else if (byte === CLOSE) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return OPEN_ENDED;
  }

  #lineEnd(): number {
    const at = this.#buffer.subarray(0, this.#end).indexOf(LF, this.#begin);
    if (at >= 0) return at;
    return this.#last ? this.#end : OPEN_ENDED;
  }

  /** Start of the next line that begins with a brace; everything there is when none follows. */
  #resync(): number {
    const text = this.#buffer.subarray(0, this.#end);
    for (let at = text.indexOf(LF, this.#begin); at >= 0; at = text.indexOf(LF, at + 1))
      if (text[at + 1] === OPEN) return at + 1;
    return this.#end;
  }

  #take(end: number, result: NextResult): NextResult {
    const kept = result === NEXT.bad ? Math.min(end, this.#begin + 4096) : end;
    this.text = bytesText(this.#buffer, this.#begin, kept);
    this.line = this.lines + 1;
    for (let at = this.#begin; at < end; at += 1) if (this.#buffer[at] === LF) this.lines += 1;
    this.#begin = end;
    if (this.#last && end === this.#end && (end === 0 || this.#buffer[end - 1] !== LF)) this.lines += 1;
    return result;
  }
}

const OPEN_ENDED = -1;
const BROKEN = -2;

/** Place of the closing quote; a raw line end inside a string is never JSON (RFC 8259 §7). */
function stringEnd(buffer: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = buffer[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
    else if (byte === LF) return BROKEN;
  }
  return OPEN_ENDED;
}
