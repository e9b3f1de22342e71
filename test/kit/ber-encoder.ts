/** A small encoder of BER charging records, for content of our own in tests and benchmarks (ITU-T X.690, TS 32.298). */

/** How a length is written: as short as it goes, or in so many octets (`82 00 e4`), or closed by its end. */
export type LengthForm = 'short' | 1 | 2 | 3 | 4 | 'indefinite';

export function bytesOf(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)));
}

/** One element: identifier octet without tag number, tag, contents. */
export function element(
  form: number,
  tag: number,
  contents: Uint8Array,
  length: LengthForm = 'short',
): Uint8Array {
  const head = identifier(form, tag);
  if (length === 'indefinite') return bytesOf(head, 0x80, contents, 0, 0);
  return bytesOf(head, lengthOctets(contents.length, length), contents);
}

function identifier(form: number, tag: number): Uint8Array {
  if (tag < 31) return Buffer.from([form | tag]);
  const octets = [tag & 127];
  for (let rest = tag >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 127) | 128);
  return Buffer.from([form | 31, ...octets]);
}

export function lengthOctets(length: number, form: Exclude<LengthForm, 'indefinite'> = 'short'): Uint8Array {
  if (form === 'short' && length < 128) return Buffer.from([length]);
  const count = form === 'short' ? Math.ceil(Math.log2(length + 1) / 8) : form;
  const octets = Array.from(
    { length: count },
    (_, place) => Math.floor(length / 256 ** (count - 1 - place)) & 255,
  );
  return Buffer.from([128 | count, ...octets]);
}

/** Context-specific elements, primitive and constructed. */
export const field = (tag: number, contents: Uint8Array): Uint8Array => element(0x80, tag, contents);
export const group = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  element(0xa0, tag, bytesOf(...contents));
export const set = (...contents: readonly Uint8Array[]): Uint8Array =>
  element(0x20, 17, bytesOf(...contents));
export const sequence = (...contents: readonly Uint8Array[]): Uint8Array =>
  element(0x20, 16, bytesOf(...contents));

export function integer(value: number): Uint8Array {
  const octets = [value & 255];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256))
    octets.unshift(rest & 255);
  if (octets[0]! > 127) octets.unshift(0);
  return Buffer.from(octets);
}

const NIBBLES = '0123456789*#abcF';

/** Digits with the low nibble first, an odd count filled up with `F`. */
export function tbcd(digits: string): Uint8Array {
  const nibbles = Array.from(digits.length % 2 === 0 ? digits : `${digits}F`, (digit) =>
    NIBBLES.indexOf(digit),
  );
  return Uint8Array.from(
    { length: nibbles.length / 2 },
    (_, at) => nibbles[2 * at]! | (nibbles[2 * at + 1]! << 4),
  );
}

/** The same with the high nibble first. */
export function bcd(digits: string): Uint8Array {
  return Uint8Array.from(tbcd(digits), (octet) => ((octet & 15) << 4) | (octet >> 4));
}

/** AddressString: nature 1 is international, plan 1 is telephony. */
export const address = (digits: string, nature = 1, plan = 1): Uint8Array =>
  bytesOf(0x80 | (nature << 4) | plan, tbcd(digits));

/** BCDDirectoryNumber; `presentation` adds octet 3a (0 allowed, 1 restricted, 2 not available). */
export function directoryNumber(digits: string, nature = 1, presentation?: number, plan = 1): Uint8Array {
  const octet = (nature << 4) | plan;
  if (presentation === undefined) return bytesOf(0x80 | octet, tbcd(digits));
  return bytesOf(octet, 0x80 | (presentation << 5), tbcd(digits));
}

/** TimeStamp of TS 32.298 for an instant, in an offset from UTC. */
export function timeStamp(at: number, offsetMin = 480): Uint8Array {
  const local = new Date(at + offsetMin * 60_000).toISOString();
  const pairs = [2, 5, 8, 11, 14, 17].map((place) => bcd(local.slice(place, place + 2))[0]!);
  const away = Math.abs(offsetMin);
  const two = (value: number): number => bcd(String(value).padStart(2, '0'))[0]!;
  return Uint8Array.from([...pairs, offsetMin < 0 ? 0x2d : 0x2b, two(Math.floor(away / 60)), two(away % 60)]);
}

/** A record of TS 32.298: its tag in the CHOICE, its recordType and its fields. */
export function chargingRecord(tag: number, fields: readonly Uint8Array[], type = tag): Uint8Array {
  return group(tag, field(0, integer(type)), ...fields);
}

export interface MadeCall {
  readonly caller?: string;
  readonly callee?: string;
  /** Epoch milliseconds; `null`: the record has none. */
  readonly seizure?: number | null;
  readonly answer?: number | null;
  /** Seconds. */
  readonly duration?: number;
  readonly cause?: number;
  /** Q.850 value in diagnostics. */
  readonly diagnostics?: number;
  readonly reference?: number;
  readonly more?: readonly Uint8Array[];
}

export const MADE_AT = Date.UTC(2026, 2, 2, 1);

/** A mobile originated call, by the tags of the standard. */
export function moCall(given: MadeCall = {}): Uint8Array {
  const { caller = '8613800138001', callee = '8613900139002', reference = 0x010203, more = [] } = given;
  return chargingRecord(0, [
    field(1, tbcd('460001234567890')),
    field(2, tbcd('353456789012340')),
    field(3, address(caller)),
    field(5, directoryNumber(callee)),
    field(9, address('8613740000')),
    group(
      12,
      field(0, Buffer.from('1234', 'hex')),
      field(1, Buffer.from('5678', 'hex')),
      field(2, Buffer.from('64f000', 'hex')),
    ),
    ...times(given, 22, 23, 24, 25),
    field(30, integer(given.cause ?? (given.answer === null ? 3 : 0))),
    ...(given.diagnostics === undefined ? [] : [group(31, field(0, integer(given.diagnostics)))]),
    field(32, integer(reference)),
    ...more,
  ]);
}

/** A mobile terminated call. */
export function mtCall(given: MadeCall = {}): Uint8Array {
  const { caller = '8613800138001', callee = '8613900139002', reference = 0x010203, more = [] } = given;
  return chargingRecord(1, [
    field(1, tbcd('460007654321098')),
    field(2, tbcd('353456789099990')),
    field(3, directoryNumber(callee)),
    field(4, directoryNumber(caller)),
    field(6, address('8613740001')),
    ...times(given, 19, 20, 21, 22),
    field(27, integer(given.cause ?? (given.answer === null ? 3 : 0))),
    ...(given.diagnostics === undefined ? [] : [group(28, field(0, integer(given.diagnostics)))]),
    field(29, integer(reference)),
    ...more,
  ]);
}

/** An incoming (3) or outgoing (4) gateway record. */
export function gatewayCall(tag: 3 | 4, given: MadeCall = {}): Uint8Array {
  const { caller = '8613800138001', callee = '8613900139002', reference = 0x010203, more = [] } = given;
  return chargingRecord(tag, [
    field(1, directoryNumber(caller)),
    field(2, directoryNumber(callee)),
    field(3, address('8613740002')),
    group(4, field(1, Buffer.from('TG-INTL-1'))),
    ...times(given, 6, 7, 8, 9),
    field(11, integer(given.cause ?? (given.answer === null ? 3 : 0))),
    ...(given.diagnostics === undefined ? [] : [group(12, field(0, integer(given.diagnostics)))]),
    field(13, integer(reference)),
    ...more,
  ]);
}

function times(
  given: MadeCall,
  seizure: number,
  answer: number,
  release: number,
  duration: number,
): Uint8Array[] {
  const begun = given.seizure === undefined ? MADE_AT : given.seizure;
  const answered = given.answer === undefined ? (begun ?? MADE_AT) + 7000 : given.answer;
  const seconds = given.duration ?? 60;
  const ended = (answered ?? begun ?? MADE_AT) + seconds * 1000;
  return [
    ...(begun === null ? [] : [field(seizure, timeStamp(begun))]),
    ...(answered === null ? [] : [field(answer, timeStamp(answered))]),
    field(release, timeStamp(ended)),
    field(duration, integer(seconds)),
  ];
}

/** A record behind the header of TS 32.297 §6.1.2, of release 6 or, with an octet more, from 10 on. */
export function withCdrHeader(record: Uint8Array, release = 6): Uint8Array {
  const length = Buffer.from([record.length >> 8, record.length & 255]);
  if (release < 10) return bytesOf(length, (release - 3) << 5, (1 << 5) | 6, record);
  return bytesOf(length, 7 << 5, (1 << 5) | 6, release - 10, record);
}

/** A file of TS 32.297 §6.1.1. */
export function cdrFile(records: readonly Uint8Array[], filter = '', extension = ''): Uint8Array {
  const header = Buffer.alloc(50 + filter.length + 2 + extension.length);
  const body = Buffer.concat(records);
  header.writeUInt32BE(header.length + body.length, 0);
  header.writeUInt32BE(header.length, 4);
  header[8] = header[9] = 3 << 5;
  header.writeUInt32BE(records.length, 18);
  header.writeUInt16BE(filter.length, 48);
  header.write(filter, 50, 'latin1');
  header.writeUInt16BE(extension.length, 50 + filter.length);
  header.write(extension, 52 + filter.length, 'latin1');
  return bytesOf(header, body);
}
