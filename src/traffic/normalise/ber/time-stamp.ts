import { decimalPair } from './semi-octets.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;
export const STAMP_BYTES = 9;
const MINUTE_MS = 60_000;
/** Two-digit years from here on are of the last century. */
const OLD_YEARS = 80;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Result of reading a time stamp that is there: epoch milliseconds, or one of these. */
export const NO_STAMP = NaN;
export const BAD_STAMP = -Infinity;

/**
 * The TimeStamp of TS 32.298: YYMMDDhhmmss as six BCD octets, the sign as one ASCII octet, hhmm from UTC as two. Epoch
 * milliseconds; `NO_STAMP` (NaN) when it is empty, zeros or ones, `BAD_STAMP` when it is no time.
 */
export function readTimeStamp(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== STAMP_BYTES) return isFiller(bytes, start, end) ? NO_STAMP : BAD_STAMP;
  const year = decimalPair(bytes[start]!);
  const month = decimalPair(bytes[start + 1]!);
  const day = decimalPair(bytes[start + 2]!);
  const hour = decimalPair(bytes[start + 3]!);
  const minute = decimalPair(bytes[start + 4]!);
  const second = decimalPair(bytes[start + 5]!);
  const sign = bytes[start + 6]!;
  const offset = decimalPair(bytes[start + 7]!) * 60 + decimalPair(bytes[start + 8]!);
  // Comparisons are false for NaN, so a nibble that is no digit fails one of them.
  const sound =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= DAYS[month - 1]! &&
    hour < 24 &&
    minute < 60 &&
    second <= 60 &&
    offset < 15 * 60;
  if (!sound || !(year >= 0) || (sign !== PLUS && sign !== MINUS))
    return isFiller(bytes, start, end) ? NO_STAMP : BAD_STAMP;
  const full = year < OLD_YEARS ? 2000 + year : 1900 + year;
  const local = Date.UTC(full, month - 1, day, hour, minute, second);
  if (day === 29 && month === 2 && !isLeap(full)) return BAD_STAMP;
  return sign === PLUS ? local - offset * MINUTE_MS : local + offset * MINUTE_MS;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Zeros, ones or nothing, whatever the sign octet: the switch had no time to write. */
function isFiller(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte !== 0 && byte !== 0xff && byte !== PLUS && byte !== MINUS) return false;
  }
  return true;
}

/**
 * Written form of a time in BCD octets without offset (`2026-01-31 23:59:59`), for six octets (YYMMDDhhmmss) or seven
 * (century first); `null` for any other length. Whether it is a time is for the reader of stamps to say.
 */
export function writtenLocalTime(bytes: Uint8Array, start: number, end: number): string | null {
  const length = end - start;
  if (length !== 6 && length !== 7) return null;
  const pairs = Array.from({ length }, (_, index) => decimalPair(bytes[start + index]!));
  if (pairs.some(Number.isNaN)) return null;
  const [year, month, day, hour, minute, second] = (length === 7 ? pairs.slice(1) : pairs) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const century = length === 7 ? pairs[0]! : year < OLD_YEARS ? 20 : 19;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(century)}${two(year)}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}
