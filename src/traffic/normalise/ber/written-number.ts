import type { NationalPrefix } from './compile-profile.ts';
import type { FieldType } from './field-type.ts';
import { NATURE, natureOf, PLAN, planOf } from './nature-of-address.ts';
import { writeBcd, writeTbcd } from './semi-octets.ts';

const PLUS = 43;
/** Octets of digits that are read; the longest number is 15 digits, the longest address of TS 29.002 has 20 octets. */
const MAX_OCTETS = 24;
/** Room that one written number takes at most. */
export const NUMBER_ROOM = 2 * MAX_OCTETS + 8;
const EXTENSION = 0x80;

/** Presentation bits of octet 3a (TS 24.008 §10.5.4.9). */
export const PRESENTATION = { allowed: 0, restricted: 1, unavailable: 2 } as const;

/**
 * Writes the number of a field as it would be dialled: an international one with `+`, all others by their digits. Returns
 * the place behind it, `at` for an empty one. An octet of type and plan that is not there is not made up.
 */
export function writeNumber(
  type: FieldType,
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
  prefixes: readonly NationalPrefix[] = [],
): number {
  const limit = Math.min(end, start + MAX_OCTETS);
  if (start >= limit) return at;
  if (type === 'number') {
    const octet = bytes[start]!;
    return writeTyped(octet, bytes, digitsStart(bytes, start, limit), limit, into, at, prefixes);
  }
  if (type === 'address') return writeTyped(bytes[start]!, bytes, start + 1, limit, into, at, prefixes);
  if (type === 'bcd') return writeBcd(bytes, start, limit, into, at);
  if (type === 'digits') return writeAscii(bytes, start, end, into, at);
  return writeTbcd(bytes, start, limit, into, at);
}

/** Where the digits of a BCDDirectoryNumber begin: behind octet 3a when octet 3 says that there is one. */
function digitsStart(bytes: Uint8Array, start: number, end: number): number {
  const has3a = bytes[start]! < EXTENSION && start + 1 < end && bytes[start + 1]! >= EXTENSION;
  return start + (has3a ? 2 : 1);
}

/** Presentation of a BCDDirectoryNumber, `allowed` when it does not tell. */
export function presentationOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 2 || bytes[start]! >= EXTENSION || bytes[start + 1]! < EXTENSION)
    return PRESENTATION.allowed;
  return (bytes[start + 1]! >> 5) & 3;
}

function writeTyped(
  octet: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
  prefixes: readonly NationalPrefix[],
): number {
  const nature = natureOf(octet);
  const plan = planOf(octet);
  if (nature === NATURE.international && (plan === PLAN.telephone || plan === PLAN.unknown)) {
    into[at] = PLUS;
    const behind = writeTbcd(bytes, start, end, into, at + 1);
    return behind === at + 1 ? at : behind;
  }
  const behind = writeTbcd(bytes, start, end, into, at);
  return nature === NATURE.national && prefixes.length > 0 ? withPrefix(into, at, behind, prefixes) : behind;
}

function withPrefix(
  into: Uint8Array,
  at: number,
  behind: number,
  prefixes: readonly NationalPrefix[],
): number {
  for (const { starts, length, prefix } of prefixes) {
    if (behind - at !== length || !beginsWith(into, at, starts)) continue;
    into.copyWithin(at + prefix.length, at, behind);
    for (let index = 0; index < prefix.length; index += 1) into[at + index] = prefix.charCodeAt(index);
    return behind + prefix.length;
  }
  return behind;
}

function beginsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function writeAscii(bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  let place = at;
  for (let index = start; index < end && place - at < 2 * MAX_OCTETS; index += 1) {
    const byte = bytes[index]!;
    if (byte === 0 || byte === 0xff) break;
    into[place] = byte;
    place += 1;
  }
  return place;
}
