import type { ClockRule } from './clock-rule.ts';
import type { ClockState } from './clock-state.ts';
import { type CalendarOf, counted, elapsedMs, thresholdMs } from './clock-time.ts';
import type { FieldValue } from './field-form.ts';
import type { ClockUse } from './lifecycle.ts';
import type { WorkCalendar } from './work-calendar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What a clock needs to know of an item as it turns. */
export interface ClockTurn {
  readonly at: number;
  /** State entered. */
  readonly state: string;
  readonly final: boolean;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Calendar of the unit whose hours count. */
  readonly calendar: WorkCalendar;
}

/** Starts a clock; `null` when it does not run in the state entered, or the field it runs until is not written. */
export function startClock(rule: ClockRule, use: ClockUse, turn: ClockTurn): ClockState | null {
  if (turn.final || !use.runsIn.includes(turn.state)) return null;
  const limit = rule.limits.find(
    ({ when }) => when === null || when.is.includes(String(turn.fields[when.field])),
  );
  if (limit === undefined) return null;
  const { length } = limit;
  const until = length.counts === 'until' ? length.field : null;
  const limitMs = lengthMs(length, turn);
  if (limitMs === null) return null;
  return {
    clock: rule.id,
    mode: 'running',
    counts: length.counts === 'working' || length.counts === 'working-days' ? turn.calendar.id : 'wall',
    startedAt: turn.at,
    limitMs,
    until,
    countedMs: 0,
    since: turn.at,
    pausedIn: null,
    pauseLeftMs: 0,
    pausedMs: {},
    percents: rule.ladder.map(({ percent }) => percent),
    told: 0,
    breachedAt: null,
  };
}

function lengthMs(length: ClockRule['limits'][number]['length'], turn: ClockTurn): number | null {
  switch (length.counts) {
    case 'wall':
    case 'working':
      return length.minutes * MINUTE;
    case 'working-days':
      return length.days * turn.calendar.dayMs;
    case 'same-day':
      return nextMidnight(turn.at, turn.calendar) - turn.at;
    case 'until': {
      const time = turn.fields[length.field];
      return typeof time === 'number' ? Math.max(0, time - turn.at) : null;
    }
  }
}

function nextMidnight(at: number, { zone }: WorkCalendar): number {
  const local = at + zone.offsetMin(at) * MINUTE;
  return zone.resolve((Math.floor(local / DAY) + 1) * DAY).at;
}

/** The clock after its item entered a state: elapsed time is settled, and kept for when the clock runs again. */
export function turnClock(
  clock: ClockState,
  use: ClockUse,
  turn: ClockTurn,
  calendarOf: CalendarOf,
): ClockState {
  const settled = withLimit(settle(clock, turn.at, calendarOf), turn.fields);
  if (turn.final) return { ...settled, mode: 'ended' };
  if (use.runsIn.includes(turn.state)) return { ...settled, mode: 'running' };
  const pause = use.pausesIn.find(({ state }) => state === turn.state);
  if (pause === undefined) return { ...settled, mode: 'stopped' };
  const used = Object.hasOwn(settled.pausedMs, pause.state) ? settled.pausedMs[pause.state]! : 0;
  return {
    ...settled,
    mode: 'paused',
    pausedIn: pause.state,
    pauseLeftMs: Math.max(0, pause.capMinutes * MINUTE - used),
  };
}

function settle(clock: ClockState, at: number, calendarOf: CalendarOf): ClockState {
  const { mode, pausedIn, pauseLeftMs, since } = clock;
  const paused = mode === 'paused' ? Math.min(at - since, pauseLeftMs) : 0;
  const before = pausedIn !== null && Object.hasOwn(clock.pausedMs, pausedIn) ? clock.pausedMs[pausedIn]! : 0;
  return {
    ...clock,
    // A term up to a fixed time goes on while the item is closed.
    countedMs: clock.until === null ? elapsedMs(clock, at, calendarOf) : at - clock.startedAt,
    since: at,
    pausedIn: null,
    pauseLeftMs: 0,
    pausedMs:
      pausedIn !== null && mode === 'paused'
        ? { ...clock.pausedMs, [pausedIn]: before + paused }
        : clock.pausedMs,
  };
}

/** A new term is a new deadline: its thresholds that are not reached yet are told again. A breach of the old one stays. */
function withLimit(clock: ClockState, fields: Readonly<Record<string, FieldValue>>): ClockState {
  const time = clock.until === null ? undefined : fields[clock.until];
  if (typeof time !== 'number') return clock;
  const limitMs = Math.max(0, time - clock.startedAt);
  if (limitMs === clock.limitMs) return clock;
  const anew = { ...clock, limitMs };
  const told = clock.percents.filter(
    (percent, index) => index < clock.told && thresholdMs(anew, percent) <= clock.countedMs,
  );
  return { ...anew, told: told.length };
}

/** A clock that inherits an earlier start from a duplicate: what counted between the two starts is added. */
export function backdate(clock: ClockState, startedAt: number, calendarOf: CalendarOf): ClockState {
  if (startedAt >= clock.startedAt || clock.until !== null) return clock;
  const earlier = counted(clock.counts, startedAt, clock.startedAt, calendarOf);
  return { ...clock, startedAt, countedMs: clock.countedMs + earlier };
}
