import type { ClockState } from './clock-state.ts';
import { type CalendarOf, elapsedMs, reachedAt, thresholdMs } from './clock-time.ts';

/** A threshold that was reached and is now told, once. */
export interface Crossing {
  readonly clock: string;
  readonly percent: number;
  /** When it was reached, which is at or before it is told. */
  readonly reachedAt: number;
}

/**
 * Tells every threshold reached by `at`. The same state is returned when there is none, and computing again finds none. An instant
 * at which the limit is reached is late: the breach stays in the clock whatever follows.
 */
export function tellThresholds(
  clock: ClockState,
  at: number,
  calendarOf: CalendarOf,
): { readonly clock: ClockState; readonly crossings: readonly Crossing[] } {
  if (clock.mode === 'stopped' || clock.mode === 'ended' || clock.told === clock.percents.length)
    return { clock, crossings: [] };
  const elapsed = elapsedMs(clock, at, calendarOf);
  const crossings: Crossing[] = [];
  for (const percent of clock.percents.slice(clock.told)) {
    const target = thresholdMs(clock, percent);
    if (target > elapsed) break;
    crossings.push({ clock: clock.clock, percent, reachedAt: reachedAt(clock, target, calendarOf) ?? at });
  }
  if (crossings.length === 0) return { clock, crossings };
  const breach = crossings.find(({ percent }) => percent === 100)?.reachedAt ?? null;
  return {
    clock: { ...clock, told: clock.told + crossings.length, breachedAt: clock.breachedAt ?? breach },
    crossings,
  };
}
