import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OldestKeys } from './oldest-keys.ts';

describe('the oldest key', () => {
  it('is the first of the map, whatever was put in, taken out and put in again', () => {
    const step = fc.tuple(fc.constantFrom('put', 'renew', 'take', 'evict'), fc.nat(30));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const map = new Map<number, number>();
        const oldest = new OldestKeys(map);
        for (const [what, key] of steps) {
          if (what === 'put' && !map.has(key)) map.set(key, key);
          if (what === 'take') map.delete(key);
          if (what === 'renew' && map.delete(key)) map.set(key, key);
          if (what !== 'evict') continue;
          const [first] = map.keys();
          const found = oldest.next();
          expect(found).toBe(first);
          if (found !== undefined) map.delete(found);
        }
      }),
    );
  });
});
