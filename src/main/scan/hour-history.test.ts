import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HourHistory } from './hour-history.ts';

describe('HourHistory', () => {
  it('agrees with a plain count for any order of hours', () => {
    const call = fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 490_000, max: 490_004 }));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
        const history = new HourHistory(10_000);
        const plain = new Map<number, Map<number, number>>();
        for (const [id, hour] of calls) {
          history.count(id, hour);
          const own = plain.get(id) ?? new Map<number, number>();
          plain.set(id, own.set(hour, (own.get(hour) ?? 0) + 1));
        }
        for (const [id, own] of plain)
          expect(history.of(id)).toEqual(
            [...own].sort(([one], [other]) => one - other).map(([hour, count]) => ({ hour, calls: count })),
          );
      }),
    );
  });

  it('says when hours found no place', () => {
    const history = new HourHistory(1);
    for (const hour of [1, 2, 3]) history.count(0, hour);
    expect(history.incomplete).toBe(true);
    expect(history.of(0).map(({ hour }) => hour)).toEqual([1, 3]);
    expect(history.of(99)).toEqual([]);
  });
});
