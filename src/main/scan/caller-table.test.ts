import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleFacts } from '../../../test/kit/sample-facts.ts';
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
        for (const one of calls) table.count(sampleFacts(one));
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
    expect([7, 9, 7, 8].map((callerKey) => table.count(sampleFacts({ callerKey })))).toEqual([0, 1, 0, 2]);
  });

  it('counts the calls of callers beyond the bound apart', () => {
    const table = new CallerTable(2, 8);
    for (const callerKey of [1, 2, 3, 3, 1]) table.count(sampleFacts({ callerKey }));
    expect(table.uncounted).toBe(2);
    expect(table.totals(3)).toBeNull();
    expect(table.totals(1)?.calls).toBe(2);
  });
});
