import { beforeAll, describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/kit/policy-kit.ts';
import { loadNumberingPlans } from '../../../main/load-numbering-plans.ts';
import { createNumberNormaliser } from '../number/create-number-normaliser.ts';
import type { NumberNormaliser } from '../number/number-normaliser.ts';
import { readNumberSet } from './read-number-set.ts';

let normaliser: NumberNormaliser;
beforeAll(async () => {
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  normaliser = createNumberNormaliser(plans.value);
});
const keyOf = (text: string) => normaliser.normalise(text, { country: 'CN', trunk: 'unknown', at: NOON }).key;

describe('a written list of numbers', () => {
  it('is one list in whatever form it is written and asked (O-29)', () => {
    const { set, refused } = readNumberSet(
      [' 023 6000 0001 ', '+86 138 0000 0001', '95588', '400 000 0000', '+862360001*', '955*', '800*'],
      'CN',
      NOON,
      normaliser,
    );
    expect(refused).toEqual([]);
    for (const text of [
      '+862360000001',
      '02360000001',
      'tel:+86-138-0000-0001',
      '4000000000',
      '02360001234',
      '95566',
      '8000000001',
    ])
      expect(set.has(keyOf(text)), text).toBe(true);
    for (const text of ['+862360000002', '95', '110', '4000000001', 'anonymous'])
      expect(set.has(keyOf(text)), text).toBe(false);
  });

  it('tells what was left out, with its place and why', () => {
    const entries = [
      '110',
      'anonymous',
      '+2025550143',
      'ExampleBK',
      '8001',
      '+86 abc*',
      '*',
      '+862360000001',
    ];
    expect(readNumberSet(entries, 'CN', NOON, normaliser).refused).toEqual([
      { place: 1, entry: 'anonymous', reason: 'not-a-public-number' },
      { place: 2, entry: '+2025550143', reason: 'ambiguous-number' },
      { place: 3, entry: 'ExampleBK', reason: 'not-a-public-number' },
      { place: 4, entry: '8001', reason: 'not-a-public-number' },
      { place: 5, entry: '+86 abc*', reason: 'bad-prefix' },
      { place: 6, entry: '*', reason: 'bad-prefix' },
    ]);
  });
});
