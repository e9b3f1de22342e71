import { describe, expect, it } from 'vitest';
import type { Measure } from '../../domain/measure.ts';
import type { JudgedCall } from '../verdict-desk.ts';
import { LiveFigures, TOP_WINDOW_MS } from './live-figures.ts';

const T0 = Date.UTC(2026, 10, 25, 6);
const judged = (receivedAt: number, measure: Measure = 'none', key = 1, score = 0, degraded = 0) =>
  ({
    event: { receivedAt, caller: { key } },
    verdict: { measure, score, degraded: Array(degraded).fill({ what: 'x', why: 'y' }) },
  }) as unknown as JudgedCall;

/** A clock that no call is ahead of. */
const LATER = T0 + 1e9;

describe('live figures', () => {
  it('count by measure and by minute', () => {
    const figures = new LiveFigures();
    figures.count(judged(T0), LATER);
    figures.count(judged(T0 + 59_999, 'block'), LATER);
    figures.count(judged(T0 + 60_000, 'warn', 1, 0, 2), LATER);
    expect(figures.byMeasure).toEqual([1, 0, 0, 1, 0, 0, 1]);
    expect(figures.degraded).toBe(1);
    expect(figures.minutes()).toEqual([
      { minute: T0, counts: [1, 0, 0, 0, 0, 0, 1] },
      { minute: T0 + 60_000, counts: [0, 0, 0, 1, 0, 0, 0] },
    ]);
  });

  it('keep an hour and no more, and put late calls into their own minute', () => {
    const figures = new LiveFigures();
    for (let minute = 0; minute < 200; minute += 1) figures.count(judged(T0 + minute * 60_000), LATER);
    figures.count(judged(T0), LATER);
    figures.count(judged(T0 + 190 * 60_000), LATER);
    expect(figures.minutes().map(({ minute }) => minute)).toEqual(
      Array.from({ length: 60 }, (_, place) => T0 + (140 + place) * 60_000),
    );
    expect(figures.minutes(10)[0]!.counts[0]).toBe(2);
  });

  it('give the mean of the last ten whole seconds, and 0 when nobody calls any more', () => {
    const figures = new LiveFigures();
    for (let call = 0; call < 100; call += 1) figures.count(judged(T0 + call * 100), LATER);
    expect(figures.callsPerSecond(T0 + 10_000)).toBe(10);
    expect(figures.callsPerSecond(T0 + 15_000)).toBe(5);
    expect(figures.callsPerSecond(T0 + 60_000)).toBe(0);
  });

  it('rank callers by their most serious verdict and forget them when they are quiet', () => {
    const figures = new LiveFigures();
    figures.count(judged(T0, 'warn', 1, 60), LATER);
    figures.count(judged(T0, 'block', 2, 110), LATER);
    figures.count(judged(T0 + 1, 'observe', 2, 12), LATER);
    figures.count(judged(T0, 'warn', 3, 70), LATER);
    figures.count(judged(T0, 'none', 4), LATER);
    figures.count(judged(T0, 'block', 0, 120), LATER);
    const top = figures.top(2, T0 + 1);
    expect(top.map(({ worst }) => worst.event.caller.key)).toEqual([2, 3]);
    expect(top[0]).toMatchObject({ calls: 2, worst: { verdict: { measure: 'block' } } });
    expect(figures.top(9, T0 + TOP_WINDOW_MS + 2)).toEqual([]);
  });

  it('count a call from ahead of the clock at the time of the clock', () => {
    const figures = new LiveFigures();
    figures.count(judged(T0 + 3_600_000), T0);
    expect(figures.minutes().map(({ minute }) => minute)).toEqual([T0]);
    expect(figures.callsPerSecond(T0 + 1_000)).toBe(0.1);
  });

  it('stay bounded whatever callers come', () => {
    const figures = new LiveFigures();
    for (let key = 1; key <= 10_000; key += 1) figures.count(judged(T0 + key, 'warn', key, 60), LATER);
    expect(figures.top(100_000, T0 + 10_000)).toHaveLength(2_000);
  });
});
