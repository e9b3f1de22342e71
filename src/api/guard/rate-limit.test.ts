import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  it('grants a burst, then the rate, and says how long to wait', () => {
    const limit = new RateLimit({ perSecond: 2, burst: 4, maxClients: 10 });
    expect([1, 2, 3, 4].map(() => limit.take('a', 1, 1000))).toEqual([0, 0, 0, 0]);
    expect(limit.take('a', 1, 1000)).toBe(1);
    expect(limit.take('a', 4, 1000)).toBe(2);
    expect(limit.take('b', 1, 1000)).toBe(0);
    expect(limit.take('a', 1, 1500)).toBe(0);
  });

  it('serves a request dearer than its burst from a full bucket', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 2, maxClients: 10 });
    expect(limit.take('a', 500, 0)).toBe(0);
    expect(limit.take('a', 1, 0)).toBeGreaterThan(0);
  });

  it('remembers a bounded number of clients, whoever comes', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1, maxClients: 100 });
    for (let client = 0; client < 10_000; client += 1)
      limit.take(`10.0.${client >> 8}.${client & 255}`, 1, client);
    expect(limit.clients).toBe(100);
  });

  it('never grants more than burst and rate allow, also when the clock is set back', () => {
    const step = fc.record({
      after: fc.integer({ min: -5_000, max: 5_000 }),
      cost: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const limit = new RateLimit({ perSecond: 3, burst: 5, maxClients: 2 });
        let now = 1e6;
        let forward = 0;
        let granted = 0;
        for (const { after, cost } of steps) {
          now += after;
          forward += Math.max(0, after);
          if (limit.take('a', cost, now) === 0) granted += cost;
        }
        expect(granted).toBeLessThanOrEqual(5 + (forward / 1000) * 3 + 1e-6);
      }),
    );
  });
});
