import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenCalls } from './seen-calls.ts';

const ids = fc.uniqueArray(fc.tuple(fc.integer(), fc.integer()), { maxLength: 3000, selector: String });

test('the last `capacity` ids are known with their serial, and nothing else is', () => {
  fc.assert(
    fc.property(ids, ids, (known, others) => {
      const seen = new SeenCalls(4096);
      for (const [index, [high, low]] of known.entries()) {
        expect(seen.find(high, low)).toBe(0);
        seen.add(high, low, index + 1, low);
      }
      for (const [index, [high, low]] of known.entries()) expect(seen.find(high, low)).toBe(index + 1);
      const names = new Set(known.map(String));
      for (const [high, low] of others)
        if (!names.has(String([high, low]))) expect(seen.find(high, low)).toBe(0);
    }),
    { numRuns: 20 },
  );
});

test('memory is bounded: old ids are forgotten, recent ones never before `capacity` others', () => {
  const seen = new SeenCalls(4096);
  const id = (index: number) => [Math.imul(index, 0x9e3779b1), Math.imul(index, 0x85ebca6b)] as const;
  for (let index = 1; index <= 50_000; index += 1) {
    const [high, low] = id(index);
    expect(seen.find(high, low)).toBe(0);
    seen.add(high, low, index, low);
    if (index > 4000) expect(seen.find(...id(index - 4000))).toBe(index - 4000);
  }
  expect(seen.find(...id(1))).toBe(0);
});

test('a row met before is known again, another row of the call is not', () => {
  const seen = new SeenCalls();
  expect(seen.find(7, 9)).toBe(0);
  seen.add(7, 9, 1, 0b00001_00000);
  expect(seen.find(7, 9)).toBe(1);
  expect(seen.meetRow(0b00001_00000)).toBe(true);
  expect(seen.meetRow(0b00101_00100)).toBe(false);
  expect(seen.meetRow(0b00101_00100)).toBe(true);
});

test('a forgotten id can be begun again', () => {
  const seen = new SeenCalls();
  seen.find(7, 9);
  seen.add(7, 9, 1, 3);
  seen.forget(7, 9);
  expect(seen.find(7, 9)).toBe(0);
  seen.add(7, 9, 2, 3);
  expect(seen.find(7, 9)).toBe(2);
});
