import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureStore } from '../../src/traffic/features/index.ts';
import { call, subscriber } from './facts-kit.ts';

const stream = fc.array(
  fc.record({
    who: fc.integer({ min: 1, max: 6 }),
    whom: fc.integer({ min: 1, max: 40 }),
    peeked: fc.boolean(),
  }),
  { maxLength: 200 },
);
const bytesOf = (store: ReturnType<typeof createFeatureStore>) => Buffer.concat([...store.snapshot()]);

describe('a call that is only peeked at', () => {
  it('leaves the state bit for bit as it was', () => {
    fc.assert(
      fc.property(stream, (steps) => {
        const plain = createFeatureStore({ maxNumbers: 1_000 });
        const peeking = createFeatureStore({ maxNumbers: 1_000 });
        steps.forEach(({ who, whom, peeked }, nth) => {
          const at = Date.UTC(2026, 2, 2, 9) + nth * 700_000;
          const facts = call({ at, callerKey: subscriber(who), calleeKey: subscriber(whom) });
          if (peeked) peeking.peek(facts, 'uncounted');
          else {
            plain.observe(facts);
            peeking.observe(facts);
          }
        });
        expect(bytesOf(peeking).equals(bytesOf(plain))).toBe(true);
      }),
    );
  });

  it('is told what others know of its caller', () => {
    const store = createFeatureStore({ maxNumbers: 1_000, needed: ['caller.calls_1h'] });
    for (let whom = 1; whom <= 9; whom += 1)
      store.observe(call({ callerKey: subscriber(1), calleeKey: subscriber(10 + whom) }));
    const counted = [...store.observe(call({ callerKey: subscriber(1), calleeKey: subscriber(30) }))];
    expect([
      ...store.peek(call({ callerKey: subscriber(1), calleeKey: subscriber(31) }), 'uncounted'),
    ]).toEqual(counted);
    expect(store.lastNote).toBe('uncounted');
  });
});
