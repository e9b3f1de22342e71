import { BER, BerElement } from '../../../lib/ber/ber-element.ts';
import { BerFields } from '../../../lib/ber/ber-record.ts';
import type { ByteReader } from '../cdr/byte-reader.ts';
import { NEXT, type NextResult } from '../cdr/delimited-records.ts';
import { type BerFraming, headBytes, likeRecord, MAX_RECORD, recordEnd, tellsLength } from './ber-framing.ts';

const BUFFER_BYTES = 1 << 20;
/** So much of bytes that are no record is kept to be shown. */
const TOLD_BYTES = 2048;
const MAX_HEAD = 5;
const UNIVERSAL_SEQUENCE = 0x30;
const UNIVERSAL_SET = 0x31;
const CONTEXT_CONSTRUCTED = 0xa0;
/** A constructed field of this size that begins as records do is the next record, swallowed by a length that lies. */
const SWALLOWED_BYTES = 40;
const SWALLOWED_FIELDS = 8;

/** Why bytes are no record. Stable words of the quarantine file. */
export type BerFault = 'bad-length' | 'truncated-record' | 'record-too-long' | 'not-a-record';

/**
 * Cuts the records out of a file of BER charging records in one buffer that is refilled, never growing. Filler between
 * records (zeros, ones) and a SEQUENCE or SET around them are passed over. What is no record, lies about its length or
 * was cut off is told once, as `NEXT.bad`, with its bytes; reading goes on at the next thing that looks like a record.
 */
export class BerRecords {
  readonly fields = new BerFields();
  readonly buffer: Uint8Array = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly view = new DataView(this.buffer.buffer);
  /** Where the current record or fault begins in the unpacked file, from 0. */
  offset = 0;
  fault: BerFault = 'not-a-record';
  faultDetail = '';
  /** Beginning of the bytes at fault. */
  faultBytes: Uint8Array = new Uint8Array(0);
  readonly #reader: ByteReader;
  readonly #framing: BerFraming;
  readonly #element = new BerElement();
  readonly #inside = new BerFields();
  #begin = 0;
  #end = 0;
  #last = false;
  /** Offset of the buffer's first byte. */
  #base = 0;
  /** Octets of a file header still to be passed over. */
  #skip: number;
  /** Where the search for the next record goes on, -1 when none is going on. */
  #search = -1;
  /** The next record stands without the head that the others have. */
  #isHeadless = false;

  constructor(reader: ByteReader, framing: BerFraming) {
    this.#reader = reader;
    this.#framing = framing;
    this.#skip = framing.headerBytes;
  }

  next(): NextResult {
    if (this.#skip > 0 && !this.#skipHeader()) return NEXT.more;
    if (this.#search >= 0) return this.#resync();
    for (;;) {
      if (!this.#skipFiller()) return NEXT.more;
      if (!this.#isHeadless && this.#framing.head !== 'bare' && this.#end - this.#begin <= MAX_HEAD)
        return this.#lost('truncated-record', 'the file ends in the head of a record');
      const head = this.#isHeadless ? 0 : headBytes(this.#framing.head, this.buffer, this.#begin);
      const at = this.#begin + head;
      const first = this.buffer[at];
      if (head === 0 && (first === UNIVERSAL_SEQUENCE || first === UNIVERSAL_SET)) {
        const found = this.#element.readHead(this.buffer, at, this.#end);
        if (found === BER.more && !this.#last) return NEXT.more;
        if (found !== BER.ok) return this.#lost('not-a-record', 'a SEQUENCE or SET that is broken');
        this.#begin = this.#element.start;
        continue;
      }
      return this.#record(at);
    }
  }

  /** Brings more bytes; false when everything has been read. */
  async fill(): Promise<boolean> {
    if (this.#last) return false;
    this.buffer.copyWithin(0, this.#begin, this.#end);
    if (this.#search >= 0) this.#search -= this.#begin;
    this.#base += this.#begin;
    this.#end -= this.#begin;
    this.#begin = 0;
    const count = await this.#reader.read(this.buffer, this.#end);
    if (count === 0) this.#last = true;
    this.#end += count;
    return count > 0 || this.#end > 0;
  }

  #skipHeader(): boolean {
    const passed = Math.min(this.#skip, this.#end - this.#begin);
    this.#skip -= passed;
    this.#begin += passed;
    return this.#skip === 0;
  }

  /** Passes over filler; false when more bytes are needed to go on. */
  #skipFiller(): boolean {
    const { buffer } = this;
    const isBare = this.#framing.head === 'bare';
    for (; this.#begin < this.#end; this.#begin += 1) {
      const byte = buffer[this.#begin]!;
      if (byte !== 0 && byte !== 0xff) break;
      // The length in a record's head may begin with a zero.
      if (
        !isBare &&
        byte === 0 &&
        (this.#begin + 1 < this.#end ? buffer[this.#begin + 1] !== 0 : !this.#last)
      )
        break;
    }
    const left = this.#end - this.#begin;
    if (left <= (isBare ? 0 : MAX_HEAD) && !(this.#last && left > 0)) return false;
    return isBare || left <= MAX_HEAD || buffer[this.#begin] !== 0 || this.#aligned();
  }

  /** A zero begins a head or is the last octet of filler: what follows tells. False: more bytes are needed. */
  #aligned(): boolean {
    const here = this.#begin + headBytes(this.#framing.head, this.buffer, this.#begin);
    if ((this.buffer[here]! & 0xe0) === CONTEXT_CONSTRUCTED) return true;
    const behind = this.#begin + 1;
    const at = behind + headBytes(this.#framing.head, this.buffer, behind);
    const found = at < this.#end ? likeRecord(this.buffer, at, this.#end) : BER.more;
    if (found === BER.more && !this.#last) return false;
    if (found === BER.ok && tellsLength(this.buffer, behind, at - behind, recordEnd() - at))
      this.#begin = behind;
    return true;
  }

  #record(at: number): NextResult {
    const { buffer, fields } = this;
    const element = this.#element;
    if ((buffer[at]! & 0xe0) !== CONTEXT_CONSTRUCTED)
      return this.#lost(
        'not-a-record',
        `an element with identifier 0x${(buffer[at] ?? 0).toString(16).padStart(2, '0')}`,
      );
    const found = element.read(buffer, at, this.#end);
    const length = element.next - at;
    if (found === BER.more) {
      if (length > MAX_RECORD) return this.#lost('record-too-long', `a length of ${length} octets`);
      if (!this.#last) return NEXT.more;
      return this.#lost('truncated-record', `the file ends before the ${length} octets of the record`);
    }
    if (found === BER.bad) return this.#lost('not-a-record', 'no element of BER begins here');
    if (length > MAX_RECORD) return this.#lost('record-too-long', `${length} octets`);
    const { tag, start, end, next } = element;
    if (!fields.list(buffer, start, end))
      return this.#lost('bad-length', 'the fields do not fill the length of the record');
    if (this.#swallowed())
      return this.#lost('bad-length', 'the length of the record reaches over the next record');
    fields.tag = tag;
    fields.from = at;
    fields.to = next;
    this.offset = this.#base + at;
    this.#begin = next;
    this.#isHeadless = false;
    return NEXT.record;
  }

  #swallowed(): boolean {
    const { forms, starts, ends, count } = this.fields;
    const { buffer } = this;
    for (let field = 1; field < count; field += 1) {
      if (forms[field] !== CONTEXT_CONSTRUCTED) continue;
      const start = starts[field]!;
      const end = ends[field]!;
      if (end - start < SWALLOWED_BYTES || buffer[start] !== 0x80 || buffer[start + 1] !== 1) continue;
      if (this.#inside.list(buffer, start, end) && this.#inside.count >= SWALLOWED_FIELDS) return true;
    }
    return false;
  }

  /** Begins the search for the next record. */
  #lost(fault: BerFault, detail: string): NextResult {
    if (this.#framing.head !== 'bare' && !this.#isHeadless) {
      // It may stand here without the head that the others have.
      const here = likeRecord(this.buffer, this.#begin, this.#end);
      this.#isHeadless = here === BER.ok;
      if (this.#isHeadless) return this.next();
      if (here === BER.more && !this.#last) return NEXT.more;
    }
    this.fault = fault;
    this.faultDetail = detail;
    this.offset = this.#base + this.#begin;
    this.faultBytes = new Uint8Array(0);
    this.#search = this.#begin + 1;
    return this.#resync();
  }

  /** Goes on until something looks like a record; tells of the bytes before it. */
  #resync(): NextResult {
    const { buffer } = this;
    for (let at = this.#search; at < this.#end; at += 1) {
      const found = likeRecord(buffer, at, this.#end);
      if (found === BER.bad || (found === BER.more && this.#last)) continue;
      if (found === BER.more) return this.#searchOn(at);
      return this.#foundAgain(this.#headBefore(at, recordEnd() - at));
    }
    return this.#last ? this.#foundAgain(this.#end) : this.#searchOn(this.#end);
  }

  /** What was searched is let go, so that it takes no room. */
  #searchOn(at: number): NextResult {
    this.#keepTold();
    this.#search = at;
    this.#begin = Math.max(this.#begin, at - MAX_HEAD);
    return NEXT.more;
  }

  /** Keeps the beginning of what is at fault, before its bytes are let go. */
  #keepTold(): void {
    const from = this.offset + this.faultBytes.length - this.#base;
    const to = Math.min(this.#end, this.offset + TOLD_BYTES - this.#base);
    if (to > from) this.faultBytes = Buffer.concat([this.faultBytes, this.buffer.subarray(from, to)]);
  }

  #foundAgain(at: number): NextResult {
    this.#keepTold();
    const length = this.#base + at - this.offset;
    if (length < this.faultBytes.length) this.faultBytes = this.faultBytes.subarray(0, length);
    this.#search = -1;
    this.#begin = at;
    this.#isHeadless = false;
    return NEXT.bad;
  }

  /** Where the head of the record found at `at` begins. */
  #headBefore(at: number, length: number): number {
    const { head } = this.#framing;
    if (head === 'bare') return at;
    for (const size of head === 'length' ? [2] : [4, 5]) {
      const before = at - size;
      if (
        before >= this.#begin &&
        this.#base + before > this.offset &&
        tellsLength(this.buffer, before, size, length)
      )
        return before;
    }
    // A head that lies is passed over: the record begins where it looks like one (`#lost` finds it).
    return at;
  }
}
