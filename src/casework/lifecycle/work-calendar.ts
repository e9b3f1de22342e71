import type { TimeZone } from '../../lib/time-zone.ts';

/** When a unit works, as data: every local day is either worked or not, and a worked day has these hours. */
export interface CalendarDays {
  /** `CN/carrier`: kept in clocks, so it must stay stable. */
  readonly id: string;
  readonly zone: TimeZone;
  /** Minutes after local midnight, ascending, not touching, each `from` < `to` <= 1440. */
  readonly hours: readonly { readonly from: number; readonly to: number }[];
  /** Days of the week that are worked, 0 = Sunday. */
  readonly weekdays: readonly number[];
  /** Days off (`false`) and make-up workdays 调休 (`true`) by local day (`dayNumber`): they overrule the weekday. */
  readonly exceptions: ReadonlyMap<number, boolean>;
  /** Years whose holidays are known. */
  readonly years: readonly number[];
}

/** Working time between instants, exact to the millisecond, also where clocks are put forward or back. */
export interface WorkCalendar {
  readonly id: string;
  readonly zone: TimeZone;
  /** Working milliseconds of one worked day. */
  readonly dayMs: number;
  /** Working milliseconds from `from` up to `to`; 0 when `to` is not later. */
  worked(from: number, to: number): number;
  /** The first instant, not before `from`, by which `ms` have been worked; `Infinity` if never (within 50 years). */
  reach(from: number, ms: number): number;
  /** False when an instant lies in a year whose holidays are not known: what is computed there is provisional. */
  knows(at: number): boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Wider than any zone is from universal time, so that a local day surely lies inside the window around it. */
const MARGIN = 18 * 3_600_000;
const LONGEST_DAYS = 50 * 366;
const REMEMBERED_DAYS = 4_096;

type Span = readonly [from: number, to: number];

/** Number of a local day: days from 1970-01-01, the local date read as if it were universal. */
export const dayNumber = (year: number, month: number, day: number): number =>
  Math.floor(Date.UTC(year, month - 1, day) / DAY);

/** Remembers the spans of some thousand days; reading it does not change what it answers. */
export function workCalendar(days: CalendarDays): WorkCalendar {
  const remembered = new Map<number, readonly Span[]>();
  const spansOf = (day: number): readonly Span[] => {
    const known = remembered.get(day);
    if (known !== undefined) return known;
    if (remembered.size >= REMEMBERED_DAYS) remembered.clear();
    const spans = isWorked(days, day) ? daySpans(days, day) : [];
    remembered.set(day, spans);
    return spans;
  };
  // The local day before: an offset that changes can bring its end after the start of the next.
  const firstDay = (at: number): number => Math.floor((at + days.zone.offsetMin(at) * MINUTE) / DAY) - 1;
  return {
    id: days.id,
    zone: days.zone,
    dayMs: days.hours.reduce((sum, { from, to }) => sum + (to - from) * MINUTE, 0),
    worked: (from, to) => workedIn(spansOf, firstDay, from, to),
    reach: (from, ms) => reachIn(spansOf, firstDay(from), from, ms),
    knows: (at) => days.years.includes(new Date(at + days.zone.offsetMin(at) * MINUTE).getUTCFullYear()),
  };
}

function isWorked({ exceptions, weekdays }: CalendarDays, day: number): boolean {
  // 1970-01-01 was a Thursday.
  return exceptions.get(day) ?? weekdays.includes((((day + 4) % 7) + 7) % 7);
}

/** The instants whose local reading lies within the hours of a local day, as spans. */
function daySpans({ zone, hours }: CalendarDays, day: number): Span[] {
  const spans: Span[] = [];
  for (const [from, to, offsetMin] of offsetRuns(zone, day * DAY - MARGIN, (day + 1) * DAY + MARGIN))
    for (const hour of hours) {
      const midnight = day * DAY - offsetMin * MINUTE;
      const start = Math.max(from, midnight + hour.from * MINUTE);
      const end = Math.min(to, midnight + hour.to * MINUTE);
      if (start < end) spans.push([start, end]);
    }
  return spans.sort(([one], [other]) => one - other);
}

/** Runs of one offset each; a zone changes its offset at most once in the two and a half days looked at. */
function offsetRuns(zone: TimeZone, from: number, to: number): [number, number, number][] {
  const first = zone.offsetMin(from);
  const last = zone.offsetMin(to);
  if (first === last) return [[from, to, first]];
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetMin(middle) === first) low = middle;
    else high = middle;
  }
  return [
    [from, high, first],
    [high, to, last],
  ];
}

type SpansOf = (day: number) => readonly Span[];

function workedIn(spansOf: SpansOf, dayOf: (at: number) => number, from: number, to: number): number {
  if (to <= from) return 0;
  let sum = 0;
  // Two more days: `dayOf` names the day before, and the last day itself has to be looked at.
  for (let day = dayOf(from); day <= dayOf(to) + 2; day += 1)
    for (const [start, end] of spansOf(day)) sum += Math.max(0, Math.min(end, to) - Math.max(start, from));
  return sum;
}

function reachIn(spansOf: SpansOf, firstDay: number, from: number, ms: number): number {
  if (ms <= 0) return from;
  let left = ms;
  for (let day = firstDay; day < firstDay + LONGEST_DAYS; day += 1)
    for (const [start, end] of spansOf(day)) {
      const worked = Math.max(0, end - Math.max(start, from));
      if (worked >= left) return Math.max(start, from) + left;
      left -= worked;
    }
  return Infinity;
}
