import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeZone } from '../../lib/time-zone.ts';
import type { ClockRule } from './clock-rule.ts';
import type { ClockState } from './clock-state.ts';
import { tellThresholds } from './clock-thresholds.ts';
import { dueAt, elapsedMs, nextThresholdAt } from './clock-time.ts';
import { backdate, startClock, turnClock } from './clock-turn.ts';
import type { ClockUse } from './lifecycle.ts';
import { type CalendarDays, dayNumber, workCalendar } from './work-calendar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
// Lord Howe moves by half an hour, Apia skipped a day, Havana and Cairo change at midnight.
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/Havana',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
];

const hours = fc
  .uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 6 })
  .map((halves) => halves.slice(0, 2 * Math.floor(halves.length / 2)).sort((one, other) => one - other))
  .map((edges) =>
    edges.flatMap((from, index) =>
      index % 2 === 0 ? [{ from: from * 30, to: edges[index + 1]! * 30 }] : [],
    ),
  );

/** Around days on which clocks change in most of the zones. */
const starts = fc
  .constantFrom(
    Date.UTC(2026, 2, 7),
    Date.UTC(2026, 2, 28),
    Date.UTC(2026, 3, 4),
    Date.UTC(2026, 9, 24),
    Date.UTC(2026, 9, 31),
  )
  .chain((base) => fc.integer({ min: 0, max: 3 * 1440 }).map((minute) => base + minute * MINUTE));

const calendars: fc.Arbitrary<CalendarDays> = fc.record({
  id: fc.constant('any'),
  zone: fc.constantFrom(...ZONES).map((name) => timeZone(name)!),
  hours,
  weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
  exceptions: fc
    .array(fc.tuple(fc.integer({ min: dayNumber(2026, 3, 1), max: dayNumber(2026, 11, 15) }), fc.boolean()), {
      maxLength: 40,
    })
    .map((pairs) => new Map(pairs)),
  years: fc.constant([2026]),
});

/** The definition itself, asked of one minute: is it within the hours of a worked day, as the clock on the wall reads? */
function isWorkedMinute(days: CalendarDays, at: number): boolean {
  const local = at + days.zone.offsetMin(at) * MINUTE;
  const day = Math.floor(local / DAY);
  const minute = Math.floor((local - day * DAY) / MINUTE);
  const worked = days.exceptions.get(day) ?? days.weekdays.includes(new Date(day * DAY).getUTCDay());
  return worked && days.hours.some(({ from, to }) => minute >= from && minute < to);
}

const RULE: ClockRule = {
  id: 'answer',
  title: { zh: '答复', en: 'answer' },
  hoursOf: 'owner',
  ladder: [50, 80, 100].map((percent) => ({ percent, tell: ['assignee' as const] })),
  onLimit: null,
  duty: null,
  limits: [],
};
const USE: ClockUse = {
  runsIn: ['work'],
  pausesIn: [
    { state: 'wait', reason: { zh: '等', en: 'waits' }, capMinutes: 90 },
    { state: 'hold', reason: { zh: '停', en: 'holds' }, capMinutes: 400 },
  ],
};
const CAPS: Readonly<Record<string, number>> = { wait: 90, hold: 400 };

const ruleOf = (isWall: boolean, minutes: number): ClockRule => ({
  ...RULE,
  limits: [
    {
      when: null,
      length: { counts: isWall ? 'wall' : 'working', minutes },
      basis: { kind: 'assumption', text: { zh: '设', en: 'ours' }, source: '' },
    },
  ],
});

describe('clocks against a count of every minute', () => {
  it('count, pause up to their caps, stop, re-open, and tell each threshold once and in time', () => {
    fc.assert(
      fc.property(
        calendars,
        starts,
        fc.boolean(),
        fc.integer({ min: 1, max: 2_000 }),
        fc.array(
          fc.tuple(fc.constantFrom('work', 'wait', 'hold', 'done', 'end'), fc.integer({ min: 1, max: 900 })),
          { maxLength: 8 },
        ),
        (days, start, isWall, limit, stays) => {
          const calendar = workCalendar(days);
          const calendarOf = () => calendar;
          const turn = (state: string, at: number) => ({
            at,
            state,
            final: state === 'end',
            fields: {},
            calendar,
          });
          let clock: ClockState = startClock(ruleOf(isWall, limit), USE, turn('work', start))!;
          let naive = 0;
          let at = start;
          const paused: Record<string, number> = { wait: 0, hold: 0 };
          const told: number[] = [];
          const naiveTold: number[] = [];
          let naiveBreach: number | null = null;
          for (const [state, minutes] of [['work', 300] as const, ...stays]) {
            clock = turnClock(clock, USE, turn(state, at), calendarOf);
            const due = dueAt(clock, calendarOf);
            const next = nextThresholdAt(clock, calendarOf);
            if (next !== null && next > at)
              expect(tellThresholds(clock, next - 1, calendarOf).crossings).toEqual([]);
            for (let minute = 0; minute < minutes; minute += 1) {
              const runs = state === 'work' || (state in CAPS && paused[state]! >= CAPS[state]!);
              if (state in CAPS && !runs) paused[state]! += 1;
              if (runs && (isWall || isWorkedMinute(days, at))) naive += 1;
              at += MINUTE;
              for (const percent of [50, 80, 100])
                if (
                  (state === 'work' || state in CAPS) &&
                  !naiveTold.includes(percent) &&
                  naive >= Math.ceil(limit * percent) / 100
                ) {
                  naiveTold.push(percent);
                  if (percent === 100) naiveBreach = at;
                }
            }
            expect(elapsedMs(clock, at, calendarOf)).toBe(naive * MINUTE);
            if (due !== null && due <= at) expect(naive).toBeGreaterThanOrEqual(limit);
            if (due !== null && due > at) expect(naive).toBeLessThan(limit);
            const tick = tellThresholds(clock, at, calendarOf);
            told.push(...tick.crossings.map(({ percent }) => percent));
            expect(tellThresholds(tick.clock, at, calendarOf)).toEqual({ clock: tick.clock, crossings: [] });
            clock = tick.clock;
          }
          expect(told).toEqual(naiveTold);
          expect(clock.breachedAt).toBe(naiveBreach);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('reach names the first instant by which so much was worked', () => {
    fc.assert(
      fc.property(calendars, starts, fc.integer({ min: 1, max: 3_000 }), (days, start, minutes) => {
        const calendar = workCalendar(days);
        const at = calendar.reach(start, minutes * MINUTE);
        if (at === Infinity) return;
        expect(calendar.worked(start, at)).toBe(minutes * MINUTE);
        expect(calendar.worked(start, at - 1)).toBe(minutes * MINUTE - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('a merged duplicate hands on its earlier start, never a later one', () => {
    fc.assert(
      fc.property(calendars, starts, fc.integer({ min: -3_000, max: 3_000 }), (days, start, shift) => {
        const calendar = workCalendar(days);
        const clock = startClock(ruleOf(false, 500), USE, {
          at: start,
          state: 'work',
          final: false,
          fields: {},
          calendar,
        })!;
        const other = start + shift * MINUTE;
        const aged = backdate(clock, other, () => calendar);
        expect(aged.startedAt).toBe(Math.min(start, other));
        const end = start + 5 * DAY;
        expect(elapsedMs(aged, end, () => calendar)).toBe(calendar.worked(Math.min(start, other), end));
      }),
      { numRuns: 150 },
    );
  });
});
