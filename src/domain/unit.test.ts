import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNITS, writeQuantity } from './unit.ts';

describe('writeQuantity', () => {
  it.each([
    [61, 'count', '61', '61'],
    [1_204, 'count', '1,204', '1,204'],
    [139.7, 'count', '140', '140'],
    [0.303, 'share', '30 %', '30%'],
    [0.004, 'share', '<1 %', '<1%'],
    [0.9991, 'share', '>99 %', '>99%'],
    [0, 'share', '0 %', '0%'],
    [1, 'share', '100 %', '100%'],
    [1.09, 'ratio', '1.1', '1.1'],
    [4.52, 'seconds', '4.5 s', '4.5 秒'],
    [300, 'seconds', '5 min', '5 分钟'],
    [2, 'hours', '2 h', '2 小时'],
    [0.79, 'hours', '47 min', '47 分钟'],
    [167.9, 'hours', '6.9 days', '6.9 天'],
    [168, 'hours', '7 days', '7 天'],
    [Number.NaN, 'share', '–', '–'],
  ] as const)('%d as %s', (value, unit, en, zh) => {
    expect(writeQuantity(value, unit, 'en')).toBe(en);
    expect(writeQuantity(value, unit, 'zh')).toBe(zh);
  });

  it('never writes a share that is not nothing as 0 %, nor one that is not all as 100 %', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const text = writeQuantity(share, 'share', 'en');
        expect(text === '0 %').toBe(share === 0);
        expect(text === '100 %').toBe(share === 1);
      }),
    );
  });

  it('is short whatever it is given', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9 }), fc.constantFrom(...UNITS), (value, unit) => {
        expect(writeQuantity(value, unit, 'en').length).toBeLessThan(20);
      }),
    );
  });
});
