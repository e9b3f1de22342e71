import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuleSets } from './rule-sets.ts';

const setOf = (sets: RuleSets, rules: readonly number[]): number =>
  rules.reduce((set, rule) => sets.with(set, rule), 0);

describe('RuleSets', () => {
  it('gives equal sets one number and different ones different numbers', () => {
    const ascending = fc
      .uniqueArray(fc.nat(69), { maxLength: 8 })
      .map((rules) => rules.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(ascending, { minLength: 1, maxLength: 200 }), (many) => {
        const sets = new RuleSets(70);
        const numbers = new Map<string, number>();
        for (const rules of many) {
          const known = numbers.get(rules.join());
          if (known !== undefined) expect(setOf(sets, rules)).toBe(known);
          numbers.set(rules.join(), setOf(sets, rules));
        }
        expect(new Set(numbers.values()).size).toBe(numbers.size);
        expect(numbers.get('') ?? 0).toBe(0);
      }),
    );
  });

  it('says so when too many have been met, and knows the first ones still', () => {
    const sets = new RuleSets(200);
    for (let one = 0; one < 200; one += 1)
      for (let other = one + 1; other < 200; other += 1) setOf(sets, [one, other]);
    expect(setOf(sets, [198, 199])).toBe(-1);
    expect(setOf(sets, [198, 199, 3])).toBe(-1);
    expect(setOf(sets, [0, 1])).toBeGreaterThan(0);
  });
});
