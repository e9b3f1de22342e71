import { BER, BerElement } from '../../../lib/ber/ber-element.ts';
import { BerFields } from '../../../lib/ber/ber-record.ts';

/**
 * How records lie in a file: `bare` one after the other, `cdr-header` each behind the header of 3GPP TS 32.297 §6.1.2
 * (length, release and version, format and specification, from release 10 on one octet more), `length` each behind two
 * octets of length.
 */
export const RECORD_HEADS = ['bare', 'cdr-header', 'length'] as const;
export type RecordHead = (typeof RECORD_HEADS)[number];

export interface BerFraming {
  /** Octets before the first record: the file header of TS 32.297 §6.1.1, 0 when there is none. */
  readonly headerBytes: number;
  readonly head: RecordHead;
}

/** A record is at most this long, its own head included. */
export const MAX_RECORD = 1 << 16;
/** A file header: 50 octets and two fields of free length. */
const MIN_FILE_HEADER = 50;
const MAX_FILE_HEADER = MIN_FILE_HEADER + 2 * 65_535 + 2;
/** So far is looked for a first record when the file begins with something else. */
const SEARCHED_BYTES = 1 << 16;
/** Fewer fields have no record, but many a field looks like it. */
const MIN_FIELDS = 4;
/** More have only records that are broken; a search must not walk through long ones at every byte. */
const MAX_LIKELY_FIELDS = 128;

const CONTEXT_CONSTRUCTED = 0xa0;
const RECORD_TYPE = 0x80;

/** Octets of a record's own head at `at`. */
export function headBytes(head: RecordHead, bytes: Uint8Array, at: number): number {
  if (head === 'bare') return 0;
  if (head === 'length') return 2;
  return bytes[at + 2]! >> 5 === 7 ? 5 : 4;
}

const element = new BerElement();
const fields = new BerFields();

/**
 * Whether a charging record stands at `at`: context-specific and constructed, filled exactly by its fields, the first of
 * which is its type. `more` when that depends on bytes from `limit` on. Its end is left in `recordEnd`.
 */
export function likeRecord(bytes: Uint8Array, at: number, limit: number): (typeof BER)[keyof typeof BER] {
  if ((bytes[at]! & 0xe0) !== CONTEXT_CONSTRUCTED) return BER.bad;
  const found = element.read(bytes, at, limit);
  if (found === BER.bad) return found;
  if (found === BER.more) return element.next - at > MAX_RECORD ? BER.bad : BER.more;
  if (element.next - at > MAX_RECORD || bytes[element.start] !== RECORD_TYPE) return BER.bad;
  const length = bytes[element.start + 1]!;
  if (length !== 1 && (length !== 2 || bytes[element.start + 2] !== 0)) return BER.bad;
  return fields.list(bytes, element.start, element.end, MAX_LIKELY_FIELDS) && fields.count >= MIN_FIELDS
    ? BER.ok
    : BER.bad;
}

/** Behind the record last recognised. */
export const recordEnd = (): number => element.next;

/**
 * How the records of a file lie, from its beginning; `null` when no charging records are to be seen in it. What stands
 * before the first record (a header nobody described) does not matter.
 */
export function berFraming(sample: Uint8Array): BerFraming | null {
  const headerBytes = fileHeaderBytes(sample);
  if (headerBytes > 0 && headerBytes === sample.length) return { headerBytes, head: 'bare' };
  const known = headAt(sample, skipFiller(sample, headerBytes));
  if (known !== null) return { headerBytes, head: known };
  const limit = Math.min(sample.length, SEARCHED_BYTES);
  for (let at = 0; at < limit; at += 1) {
    if (likeRecord(sample, at, sample.length) !== BER.ok) continue;
    const head = headBefore(sample, at);
    return { headerBytes: 0, head: head ?? 'bare' };
  }
  return null;
}

/** Length of a file header, 0 when the file begins without one. */
export function fileHeaderBytes(bytes: Uint8Array): number {
  if (bytes.length < MIN_FILE_HEADER) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const file = view.getUint32(0);
  const header = view.getUint32(4);
  const sound = header >= MIN_FILE_HEADER && header <= MAX_FILE_HEADER && header <= bytes.length;
  return sound && file >= header ? header : 0;
}

/** Filler between records: blocks are filled up with zeros or ones. */
function skipFiller(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0 || bytes[at] === 0xff)) at += 1;
  // The length in a record's head may begin with a zero.
  return Math.max(from, at - 1);
}

function headAt(bytes: Uint8Array, filled: number): RecordHead | null {
  for (const at of [filled, filled + 1]) {
    const inside = insideWrapper(bytes, at);
    if (likeRecord(bytes, inside, bytes.length) === BER.ok) return 'bare';
    for (const head of RECORD_HEADS) {
      if (head === 'bare' || at + 5 > bytes.length) continue;
      const start = at + headBytes(head, bytes, at);
      if (
        likeRecord(bytes, start, bytes.length) === BER.ok &&
        tellsLength(bytes, at, start - at, recordEnd() - start)
      )
        return head;
    }
  }
  return null;
}

/** Whether the record that begins at `at` has a head of its own before it. */
function headBefore(bytes: Uint8Array, at: number): RecordHead | null {
  const length = recordEnd() - at;
  if (at >= 2 && tellsLength(bytes, at - 2, 2, length)) return 'length';
  for (const size of [4, 5])
    if (at >= size && tellsLength(bytes, at - size, size, length)) return 'cdr-header';
  return null;
}

/** Whether the head of `size` octets at `at` tells the length of the record behind it, with or without itself. */
export function tellsLength(bytes: Uint8Array, at: number, size: number, length: number): boolean {
  const told = bytes[at]! * 256 + bytes[at + 1]!;
  return told === length || told === length + size;
}

/** Start of what a universal SEQUENCE or SET around all records holds; `at` itself when there is none. */
function insideWrapper(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first !== 0x30 && first !== 0x31) return at;
  return element.readHead(bytes, at, bytes.length) === BER.ok ? element.start : at;
}
