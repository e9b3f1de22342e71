import { describe, expect, it } from 'vitest';
import { hash32, hashUnit, RandomStream } from './random-stream.ts';

const draws = (key: number, subKey: number, count: number): number[] => {
  const random = new RandomStream(key, subKey);
  return Array.from({ length: count }, () => random.next32());
};

describe('RandomStream', () => {
  it('gives these exact numbers on every machine', () => {
    expect(draws(1, 2, 4)).toEqual(PINNED);
    expect([hash32(0, 0), hash32(1, 2), hash32(-1, 2 ** 31)]).toEqual(PINNED_HASHES);
  });

  it('depends on both keys', () => {
    const first = draws(5, 6, 8);
    expect(draws(5, 6, 8)).toEqual(first);
    expect(draws(5, 7, 8)).not.toEqual(first);
    expect(draws(6, 6, 8)).not.toEqual(first);
  });

  it('spreads evenly over units, integers and chances', () => {
    const random = new RandomStream(11, 0);
    const bins = new Array<number>(10).fill(0);
    let hits = 0;
    for (let draw = 0; draw < 100_000; draw += 1) {
      bins[random.below(10)]! += 1;
      if (random.chance(0.2)) hits += 1;
    }
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(500);
    expect(Math.abs(hits - 20_000)).toBeLessThan(800);
  });

  it('rounds at random so that the mean is kept', () => {
    const random = new RandomStream(12, 0);
    let sum = 0;
    for (let draw = 0; draw < 20_000; draw += 1) sum += random.round(1.3);
    expect(sum / 20_000).toBeCloseTo(1.3, 1);
    expect(random.round(4)).toBe(4);
    expect(random.round(0)).toBe(0);
  });

  it('hashes neighbours far apart', () => {
    const bins = new Array<number>(16).fill(0);
    for (let value = 0; value < 16_000; value += 1) bins[Math.floor(hashUnit(3, value) * 16)]! += 1;
    for (const bin of bins) expect(Math.abs(bin - 1_000)).toBeLessThan(150);
  });
});

const PINNED = [2_640_803_556, 4_154_261_364, 412_113_472, 312_628_928];
const PINNED_HASHES = [2_856_213_345, 825_666_927, 3_908_442_026];
