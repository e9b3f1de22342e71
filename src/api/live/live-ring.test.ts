import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../domain/measure.ts';
import type { JudgedCall } from '../verdict-desk.ts';
import { LiveRing } from './live-ring.ts';

const judged = (measure: Measure) => ({ verdict: { measure } }) as JudgedCall;

describe('the live ring', () => {
  it('gives what came after, and counts what is gone', () => {
    const ring = new LiveRing(4);
    for (let n = 0; n < 10; n += 1) ring.push(judged('none'));
    const { entries, dropped } = ring.after(3, 100);
    expect(entries.map(({ sequence }) => sequence)).toEqual([7, 8, 9, 10]);
    expect(dropped).toBe(3);
    expect(ring.after(10, 100)).toEqual({ entries: [], dropped: 0 });
  });

  it('leaves out calls nobody noticed anything about before the others', () => {
    const ring = new LiveRing(100);
    for (let n = 0; n < 20; n += 1) ring.push(judged(n % 5 === 0 ? 'warn' : 'none'));
    const { entries, dropped } = ring.after(0, 6);
    expect(entries.filter(({ judged: { verdict } }) => verdict.measure === 'warn')).toHaveLength(4);
    expect(entries).toHaveLength(6);
    expect(dropped).toBe(14);
  });

  it('always accounts for every call, in order', () => {
    const measures = fc.array(fc.constantFrom<Measure>('none', 'warn', 'block'), { maxLength: 60 });
    fc.assert(
      fc.property(
        measures,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        (given, room, limit) => {
          const ring = new LiveRing(room);
          let sent = 0;
          let seen = 0;
          given.forEach((measure, place) => {
            ring.push(judged(measure));
            if (place % 3 !== 0) return;
            const { entries, dropped } = ring.after(sent, limit);
            expect(entries.length).toBeLessThanOrEqual(limit);
            const order = entries.map(({ sequence }) => sequence);
            expect(order).toEqual([...order].sort((one, other) => one - other));
            seen += entries.length + dropped;
            sent = ring.newest;
            expect(seen).toBe(ring.newest);
          });
        },
      ),
    );
  });
});
