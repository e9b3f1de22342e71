import { unpackSeptets } from '../../../lib/gsm-alphabet.ts';
import type { FieldType } from './field-type.ts';
import { readCause, readInteger, readLocation, readParts, ServicesUsed } from './field-value.ts';
import { NATURE, natureOf, natureWord, planWord } from './nature-of-address.ts';
import { writeTbcd } from './semi-octets.ts';
import { BAD_STAMP, readTimeStamp, writtenLocalTime } from './time-stamp.ts';
import { NUMBER_ROOM, presentationOf, writeNumber } from './written-number.ts';

const PRESENTATION_WORDS = [
  'presentation allowed',
  'presentation restricted',
  'number not available',
  'presentation reserved',
];
/** CauseForTerm of TS 32.298. */
const TERMINATION: ReadonlyMap<number, string> = new Map([
  [0, 'normal release'],
  [1, 'partial record'],
  [2, 'partial record, call re-established'],
  [3, 'unsuccessful call attempt'],
  [4, 'abnormal release'],
  [5, 'released by CAMEL'],
]);

const room = Buffer.alloc(NUMBER_ROOM);
const services = new ServicesUsed();

/** What the contents of a field say, for a person; `null` where the octets are all there is to show. Never throws. */
export function fieldMeaning(type: FieldType, bytes: Uint8Array, start: number, end: number): string | null {
  switch (type) {
    case 'integer':
      return numberText(readInteger(bytes, start, end));
    case 'cause': {
      const cause = readInteger(bytes, start, end);
      return `${numberText(cause) ?? '?'} (${TERMINATION.get(cause) ?? 'unknown'})`;
    }
    case 'diagnostics':
      return numberText(readCause(bytes, start, end));
    case 'number':
    case 'address':
    case 'tbcd':
    case 'bcd':
    case 'digits':
      return addressMeaning(type, bytes, start, end);
    case 'sms-address':
      return messageAddress(bytes, start, end);
    case 'time':
      return timeMeaning(bytes, start, end);
    case 'local-time':
      return writtenLocalTime(bytes, start, end) ?? 'not a time';
    case 'location':
      return readLocation(bytes, start, end);
    case 'trunk-group':
      return trunkGroup(bytes, start, end);
    case 'ss-codes':
      return servicesMeaning(bytes, start, end);
    case 'text':
      return shownText(bytes, start, end);
    case 'bytes':
      return null;
  }
}

const numberText = (value: number): string | null => (Number.isNaN(value) ? null : String(value));

function addressMeaning(type: FieldType, bytes: Uint8Array, start: number, end: number): string {
  const written = room.toString('latin1', 0, writeNumber(type, bytes, start, end, room, 0)) || 'no digits';
  if ((type !== 'number' && type !== 'address') || start >= end) return written;
  const octet = bytes[start]!;
  const shown = type === 'number' ? PRESENTATION_WORDS[presentationOf(bytes, start, end)]! : '';
  return `${written} (${natureWord(octet)}, ${planWord(octet)} plan${shown === '' || octet >= 0x80 ? '' : `, ${shown}`})`;
}

/**
 * An address of TS 23.040 §9.1.2.5: with its length in semi-octets before it, as in a message, or without. A name keeps
 * its letters and is never read as digits.
 */
function messageAddress(bytes: Uint8Array, start: number, end: number): string {
  const told = bytes[start] ?? 0;
  const hasLength =
    told < 0x80 && end - start >= 2 && bytes[start + 1]! >= 0x80 && (told + 1) >> 1 === end - start - 2;
  const at = hasLength ? start + 1 : start;
  if (at >= end) return 'no digits';
  const octet = bytes[at]!;
  const words = `(${natureWord(octet, true)}, ${planWord(octet)} plan)`;
  if (natureOf(octet) === NATURE.five) {
    const semiOctets = hasLength ? told : 2 * (end - at - 1);
    return `${shown(unpackSeptets(bytes, at + 1, end, Math.floor((semiOctets * 4) / 7)))} ${words}`;
  }
  const digits = room.toString('latin1', 0, writeTbcd(bytes, at + 1, Math.min(end, at + 13), room, 0));
  return `${natureOf(octet) === NATURE.international ? '+' : ''}${digits} ${words}`;
}

function timeMeaning(bytes: Uint8Array, start: number, end: number): string {
  const at = readTimeStamp(bytes, start, end);
  if (at === BAD_STAMP) return 'not a time';
  return Number.isNaN(at) ? 'none' : new Date(at).toISOString();
}

/** A CHOICE of a number [0] and a name [1]. */
function trunkGroup(bytes: Uint8Array, start: number, end: number): string | null {
  const { starts, ends } = readParts(bytes, start, end);
  if (starts[0]! >= 0) return numberText(readInteger(bytes, starts[0]!, ends[0]!));
  return starts[1]! < 0 ? null : shownText(bytes, starts[1]!, ends[1]!);
}

function servicesMeaning(bytes: Uint8Array, start: number, end: number): string {
  services.read(bytes, start, end);
  const words = [
    ...(services.isNumberHidden ? ['caller’s number hidden (CLIR)'] : []),
    ...(services.forwarding === null ? [] : [`call forwarded: ${services.forwarding}`]),
  ];
  return words.length === 0 ? 'neither hidden nor forwarded' : words.join(', ');
}

function shownText(bytes: Uint8Array, start: number, end: number): string {
  return shown(Buffer.from(bytes.subarray(start, Math.min(end, start + 200))).toString('latin1'));
}

const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
