import { describe, expect, it } from 'vitest';
import { PAIR_METRICS, PairTable, pairSet, pairTag, reverseTag } from './pair-table.ts';

const NOW = 1_772_416_800;

describe('pair table', () => {
  it('keeps the two directions of a pair in one set under two tags', () => {
    const set = pairSet(123, 456);
    expect(reverseTag(pairTag(set, 123, true))).toBe(pairTag(set, 123, false));
    expect(pairTag(set, 123, true)).not.toBe(pairTag(set, 123, false));
  });

  it('gives up the pair longest silent, a repeated one last', () => {
    const table = new PairTable(8);
    for (let tag = 1; tag <= 8; tag += 1) {
      const place = table.claim(0, tag, NOW + tag);
      table.count(place, NOW + tag, true, 10, false);
    }
    table.count(table.find(0, 1), NOW + 9, true, 10, true);
    table.claim(0, 100, NOW + 10);
    table.claim(0, 101, NOW + 11);
    expect([1, 2, 3, 4, 100, 101].map((tag) => table.find(0, tag) >= 0)).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('stops counting at 255 calls and 65,535 s instead of wrapping, and forgets with the windows', () => {
    const table = new PairTable(8);
    const place = table.claim(0, 5, NOW);
    for (let index = 0; index < 700; index += 1) table.count(place, NOW, true, 1_000, index > 0);
    const estimates = new Float64Array(5 * PAIR_METRICS);
    table.estimates(place, NOW, estimates);
    expect(Array.from(estimates.subarray(0, 3))).toEqual([255, 255, 65_535]);
    table.estimates(place, NOW + 7_200, estimates);
    expect(Array.from(estimates.subarray(0, 9))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(estimates[3 * PAIR_METRICS]).toBe(255);
    table.estimates(place, NOW + 15 * 86_400, estimates);
    expect(estimates.every((value) => value === 0)).toBe(true);
  });
});
