import { problemBit } from './record-problem.ts';

/** Order of day, month and year where the year does not come first. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

export interface WrittenTime {
  /** The fields as if they were universal time, epoch ms. */
  readonly localAsUtc: number;
  /** Offset written with the time, minutes; `null` when none was. */
  readonly offsetMin: number | null;
  readonly problems: number;
}

const LEAP = problemBit('leap-second');
const SHORT_YEAR = problemBit('two-digit-year');

const DATE = String.raw`(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?`;
const TIME = String.raw`(?:(上午|下午|AM|PM)\s*)?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?分?\s*(AM|PM|A\.M\.|P\.M\.|上午|下午)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const WRITTEN = new RegExp(`^\\s*${DATE}(?:[T\\s]+${TIME}${ZONE})?\\s*$`, 'i');
const COMPACT = /^\s*(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\s*$/;
const EPOCH = /^\s*(\d{9,10})(?:\.\d+)?\s*$|^\s*(\d{13})\s*$|^\s*(\d{16})\s*$/;
const ZERO = /^[\s0:./T-]*$/;

/**
 * Reads a time as switches, databases and spreadsheets write it: `2026-01-05 10:00:00`, `2026/1/5 22:41`,
 * `20260105100000`, ISO 8601, a 12-hour clock, two-digit years, epoch seconds, milliseconds or microseconds.
 * `none` for the empty and all-zero forms; `bad` for what cannot be read in the given order, never a guess.
 */
export function parseWrittenTime(text: string, order: DateOrder): WrittenTime | 'none' | 'bad' {
  if (ZERO.test(text)) return 'none';
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return epochTime(epoch);
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [year, month, day, hour, minute, second] = compact.slice(1).map(Number);
    return build({ year: year!, month: month!, day: day!, problems: 0 }, hour!, minute!, second!, 0, null);
  }
  const match = WRITTEN.exec(text);
  if (match === null) return 'bad';
  const date = inOrder(match[1]!, match[2]!, match[3]!, order);
  if (date === null) return 'bad';
  if (date.year === 0) return 'none';
  const hour = twelveHour(Number(match[5] ?? 0), match[4] ?? match[9]);
  if (hour === null) return 'bad';
  const millis = match[8] === undefined ? 0 : Math.floor(Number(`0.${match[8]}`) * 1000);
  return build(date, hour, Number(match[6] ?? 0), Number(match[7] ?? 0), millis, writtenOffset(match[10]));
}

function epochTime(match: RegExpExecArray): WrittenTime {
  const at =
    match[1] !== undefined
      ? Math.round(Number(match[0]) * 1000)
      : match[2] !== undefined
        ? Number(match[2])
        : Math.floor(Number(match[3]) / 1000);
  return { localAsUtc: at, offsetMin: 0, problems: 0 };
}

interface WrittenDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly problems: number;
}

function inOrder(first: string, second: string, third: string, order: DateOrder): WrittenDate | null {
  const date = (year: string, month: string, day: string): WrittenDate | null => {
    if (day.length > 2 || month.length > 2 || year.length === 3 || year.length === 1) return null;
    const short = year.length === 2;
    const full = short ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
    return { year: full, month: Number(month), day: Number(day), problems: short ? SHORT_YEAR : 0 };
  };
  if (first.length === 4) return date(first, second, third);
  if (order === 'dmy') return date(third, second, first);
  if (order === 'mdy') return date(third, first, second);
  return third.length === 4 ? null : date(first, second, third);
}

function twelveHour(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour > 12 || (hour === 0 && half !== '上午')) return null;
  const afternoon = /^(p|下)/i.test(half);
  return (hour % 12) + (afternoon ? 12 : 0);
}

function writtenOffset(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  const digits = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (digits === null) return 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  return digits[1] === '-' ? -minutes : minutes;
}

function build(
  date: WrittenDate,
  hour: number,
  minute: number,
  second: number,
  millis: number,
  offsetMin: number | null,
): WrittenTime | 'bad' {
  if (hour > 23 || minute > 59 || second > 60) return 'bad';
  const midnight = Date.UTC(date.year, date.month - 1, date.day);
  const real = new Date(midnight);
  if (real.getUTCMonth() !== date.month - 1 || real.getUTCDate() !== date.day) return 'bad';
  const localAsUtc = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  return { localAsUtc, offsetMin, problems: date.problems | (second === 60 ? LEAP : 0) };
}
