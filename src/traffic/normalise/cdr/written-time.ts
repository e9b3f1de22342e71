import { isNoValue } from './no-value.ts';
import { problemBit } from './record-problem.ts';
import { inFigures } from './spelled-date.ts';

/** Order of day, month and year where the year does not come first. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

export interface WrittenTime {
  /** The fields as if they were universal time, epoch ms. */
  readonly localAsUtc: number;
  /** Offset written with the time, minutes; `null` when none was. */
  readonly offsetMin: number | null;
  /** An abbreviation written in its place (`CST`), which may mean several zones; `null` when there was none. */
  readonly zoneWord: string | null;
  readonly problems: number;
}

const LEAP = problemBit('leap-second');
const SHORT_YEAR = problemBit('two-digit-year');

const DATE = String.raw`(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?`;
const TIME = String.raw`(?:(上午|下午|AM|PM)\s*)?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?分?\s*(AM|PM|A\.M\.|P\.M\.|上午|下午)?`;
const ZONE = String.raw`\s*(?:(Z|UTC|GMT)?([+-]\d{1,2}(?::?\d{2})?)?|([A-Z]{2,5}))(?:\s*\[[\w/+-]+\])?`;
const WRITTEN = new RegExp(`^\\s*${DATE}(?:[T\\s]+${TIME}${ZONE})?\\s*$`, 'i');
const COMPACT = new RegExp(
  String.raw`^\s*(\d{4})(\d{2})(\d{2})[T\s_-]?(\d{2}):?(\d{2}):?(\d{2})(?:[.,](\d{1,9})|(\d{3}))?${ZONE}\s*$`,
  'i',
);
const EPOCH = /^\s*(\d{9,10})(?:\.\d+)?\s*$|^\s*(\d{13})\s*$|^\s*(\d{16})\s*$|^\s*(\d{16})\d{3}\s*$/;
const ZERO = /^[\s0:./T-]*$/;

/**
 * Reads a time as switches, databases and spreadsheets write it: `2026-01-05 10:00:00`, `2026/1/5 22:41`,
 * `20260105100000`, ISO 8601, `05-JAN-26 10.00.00 AM`, a 12-hour clock, two-digit years, epoch seconds down to
 * nanoseconds, with an offset or a zone's abbreviation or without. `none` for the empty and all-zero forms and for what
 * stands for them (`NULL`); `bad` for what cannot be read in the given order, never a guess.
 */
export function parseWrittenTime(text: string, order: DateOrder): WrittenTime | 'none' | 'bad' {
  if (ZERO.test(text) || isNoValue(text)) return 'none';
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return epochTime(epoch);
  const compact = COMPACT.exec(text);
  if (compact !== null) return compactTime(compact);
  // Full-width figures and colons are typed in Chinese texts.
  const narrow = /[\u3000-\u303f\uff00-\uffef]/.test(text) ? text.normalize('NFKC') : text;
  const match = WRITTEN.exec(inFigures(narrow) ?? narrow);
  if (match === null) return 'bad';
  const date = inOrder(match[1]!, match[2]!, match[3]!, order);
  if (date === null) return 'bad';
  if (date.year === 0) return 'none';
  const hour = twelveHour(Number(match[5] ?? 0), match[4] ?? match[9]);
  if (hour === null) return 'bad';
  const clock = { hour, minute: Number(match[6] ?? 0), second: Number(match[7] ?? 0), fraction: match[8] };
  return build(date, clock, writtenZone(match[10], match[11], match[12]));
}

function compactTime(match: RegExpExecArray): WrittenTime | 'bad' {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const clock = { hour: hour!, minute: minute!, second: second!, fraction: match[7] ?? match[8] };
  return build(
    { year: year!, month: month!, day: day!, problems: 0 },
    clock,
    writtenZone(match[9], match[10], match[11]),
  );
}

function epochTime(match: RegExpExecArray): WrittenTime {
  const at =
    match[1] !== undefined
      ? Math.round(Number(match[0]) * 1000)
      : match[2] !== undefined
        ? Number(match[2])
        : Math.floor(Number(match[3] ?? match[4]) / 1000);
  return { localAsUtc: at, offsetMin: 0, zoneWord: null, problems: 0 };
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
  const afternoon = /^(p|下)/i.test(half);
  if (hour > 12 || (hour === 0 && afternoon)) return null;
  return (hour % 12) + (afternoon ? 12 : 0);
}

type WrittenZone = Pick<WrittenTime, 'offsetMin' | 'zoneWord'> | null;

/** `null` for an offset that no zone has. */
function writtenZone(
  universal: string | undefined,
  offset: string | undefined,
  word: string | undefined,
): WrittenZone {
  if (word !== undefined) return { offsetMin: null, zoneWord: word };
  if (offset === undefined) return { offsetMin: universal === undefined ? null : 0, zoneWord: null };
  const [, sign, hours, minutes] = /^([+-])(\d{1,2}?):?(\d{2})?$/.exec(offset) ?? [];
  const size = Number(hours) * 60 + Number(minutes ?? 0);
  if (size > 18 * 60 || Number(minutes ?? 0) > 59) return null;
  return { offsetMin: sign === '-' ? -size : size, zoneWord: null };
}

interface WrittenClock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string | undefined;
}

function build(date: WrittenDate, clock: WrittenClock, zone: WrittenZone): WrittenTime | 'bad' {
  const { hour, minute, second, fraction } = clock;
  if (hour > 23 || minute > 59 || second > 60 || zone === null) return 'bad';
  const midnight = Date.UTC(date.year, date.month - 1, date.day);
  const real = new Date(midnight);
  if (real.getUTCMonth() !== date.month - 1 || real.getUTCDate() !== date.day) return 'bad';
  const millis = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  const localAsUtc = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  return { localAsUtc, ...zone, problems: date.problems | (second === 60 ? LEAP : 0) };
}
