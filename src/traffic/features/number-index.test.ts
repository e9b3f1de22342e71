import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashKey } from './key-hash.ts';
import { NumberIndex } from './number-index.ts';
import { ROW_DOUBLES } from './row-layout.ts';

it('finds what was inserted and not removed, through growth and shifting back', () => {
  const rows = 3_000;
  fc.assert(
    fc.property(
      fc.array(fc.record({ row: fc.nat({ max: rows - 1 }), isRemoval: fc.boolean() }), {
        minLength: 3_000,
        maxLength: 4_000,
        size: 'max',
      }),
      fc.integer(),
      (steps, seed) => {
        const keys = new Float64Array(rows * ROW_DOUBLES);
        const index = new NumberIndex(keys, rows, seed);
        const live = new Set<number>();
        const keyOf = (row: number) => 8_617_000_000_000 + row * 4_096;
        for (const { row, isRemoval } of steps) {
          const hash = hashKey(keyOf(row), seed);
          if (!live.has(row)) {
            keys[row * ROW_DOUBLES] = keyOf(row);
            index.insert(row, hash);
            live.add(row);
          } else if (isRemoval) {
            index.remove(keyOf(row), hash);
            keys[row * ROW_DOUBLES] = 0;
            live.delete(row);
          }
        }
        expect(index.size).toBe(live.size);
        for (let row = 0; row < rows; row += 1)
          expect(index.find(keyOf(row), hashKey(keyOf(row), seed))).toBe(live.has(row) ? row : -1);
      },
    ),
    { numRuns: 10 },
  );
});
