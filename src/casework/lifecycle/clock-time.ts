import type { ClockState } from './clock-state.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** Calendars by id; throws for an unknown id, since a clock without its calendar cannot be told. */
export type CalendarOf = (id: string) => WorkCalendar;

/** Counted milliseconds at an instant (not before `since`): at most a few dozen steps a year of working time. */
export function elapsedMs(clock: ClockState, at: number, calendarOf: CalendarOf): number {
  const runsFrom = runningFrom(clock);
  return at <= runsFrom ? clock.countedMs : clock.countedMs + counted(clock.counts, runsFrom, at, calendarOf);
}

/** Time that counts between two instants. */
export function counted(counts: string, from: number, to: number, calendarOf: CalendarOf): number {
  return counts === 'wall' ? Math.max(0, to - from) : calendarOf(counts).worked(from, to);
}

/** From when on a clock counts: now if it runs, when its pause is used up if it is paused; `Infinity`: no more. */
function runningFrom({ mode, since, pauseLeftMs }: ClockState): number {
  if (mode === 'running') return since;
  return mode === 'paused' ? since + pauseLeftMs : Infinity;
}

/** Counted milliseconds at which a threshold is reached. */
export const thresholdMs = (clock: ClockState, percent: number): number =>
  Math.ceil((clock.limitMs * percent) / 100);

/**
 * When so many milliseconds will have been counted if nothing is done; at or before `since` when they have been; `null`: a clock
 * that counts no more.
 */
export function reachedAt(clock: ClockState, ms: number, calendarOf: CalendarOf): number | null {
  const runsFrom = runningFrom(clock);
  if (runsFrom === Infinity) return null;
  const left = ms - clock.countedMs;
  if (left <= 0) return clock.since;
  const at = clock.counts === 'wall' ? runsFrom + left : calendarOf(clock.counts).reach(runsFrom, left);
  return at === Infinity ? null : at;
}

/** When the limit is reached; `null`: the clock counts no more. In the past: it was. */
export const dueAt = (clock: ClockState, calendarOf: CalendarOf): number | null =>
  reachedAt(clock, clock.limitMs, calendarOf);

/** When the next threshold nobody was told of is reached; `null`: none is left. */
export function nextThresholdAt(clock: ClockState, calendarOf: CalendarOf): number | null {
  const percent = clock.percents[clock.told];
  return percent === undefined ? null : reachedAt(clock, thresholdMs(clock, percent), calendarOf);
}
