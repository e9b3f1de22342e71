import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleFacts } from '../../../test/kit/sample-facts.ts';
import { appendFacts, callColumns } from '../../domain/call-columns.ts';
import { CallerTable } from './caller-table.ts';

describe('CallerTable', () => {
  it('agrees with a plain map, through growth', () => {
    const call = fc.record({
      callerKey: fc.integer({ min: 8_613_800_000_000, max: 8_613_800_000_060 }),
      at: fc.integer({ min: 0, max: 1_000_000 }),
      outcome: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
        const table = new CallerTable(1_000, 8);
        for (const { callerKey, at, outcome } of calls) table.count(callerKey, at, outcome);
        for (const key of new Set(calls.map(({ callerKey }) => callerKey))) {
          const own = calls.filter(({ callerKey }) => callerKey === key);
          const times = own.map(({ at }) => at);
          expect(table.totals(key)).toMatchObject({
            calls: own.length,
            answered: own.filter(({ outcome }) => outcome === 1).length,
            outcomes: own.filter(({ outcome }) => outcome !== 0).length,
            firstAt: Math.min(...times),
            lastAt: Math.max(...times),
          });
        }
        expect(table.callers).toBe(new Set(calls.map(({ callerKey }) => callerKey)).size);
      }),
    );
  });

  it('numbers callers densely in order of appearance', () => {
    const table = new CallerTable(100);
    expect([7, 9, 7, 8].map((key) => table.count(key, 0, 1))).toEqual([0, 1, 0, 2]);
  });

  it('counts the calls of callers beyond the bound apart', () => {
    const table = new CallerTable(2, 8);
    for (const key of [1, 2, 3, 3, 1]) table.count(key, 0, 1);
    expect(table.uncounted).toBe(2);
    expect(table.totals(3)).toBeNull();
    expect(table.totals(1)?.calls).toBe(2);
  });

  it('counts a batch, with no number for a caller that shows none', () => {
    const columns = callColumns(8);
    for (const callerKey of [7, 0, 9, 7]) appendFacts(columns, sampleFacts({ callerKey }));
    const ids = new Int32Array(8).fill(99);
    const table = new CallerTable(100);
    table.countAll(columns, ids);
    expect([...ids]).toEqual([0, -1, 1, 0, 99, 99, 99, 99]);
    expect(table.callers).toBe(2);
  });

  it('goes on from its data as it was', () => {
    const table = new CallerTable(2, 8);
    for (const key of [1, 2, 3, 1]) table.count(key, key * 10, 1);
    const same = CallerTable.from(structuredClone(table.data()));
    expect([same.callers, same.uncounted, same.totals(1)]).toEqual([2, 1, table.totals(1)]);
    expect(same.count(2, 5, 0)).toBe(1);
    expect(same.totals(2)).toMatchObject({ calls: 2, outcomes: 1, firstAt: 5 });
  });
});
