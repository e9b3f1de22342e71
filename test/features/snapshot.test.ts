import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { createFeatureStore, type FeatureStore } from '../../src/traffic/features/index.ts';
import { call, DAY, feature, SECOND, START, subscriber } from './facts-kit.ts';

const sizes = { maxNumbers: 40, maxPairs: 256, maxRegular: 6, maxFrequent: 3, maxBusy: 6, maxHeavy: 2 };

const facts = fc
  .record({
    caller: fc.nat({ max: 60 }),
    callee: fc.nat({ max: 60 }),
    offsetS: fc.integer({ min: 0, max: 9 * 86_400 }),
    outcome: fc.constantFrom(...CALL_OUTCOMES),
  })
  .map(
    (one): CallFacts =>
      call({
        at: START + one.offsetS * SECOND,
        callerKey: subscriber(one.caller < 20 ? 1 : one.caller),
        calleeKey: subscriber(one.callee),
        outcome: one.outcome,
      }),
  );
const inOrder = (list: readonly CallFacts[]) => [...list].sort((one, other) => one.at - other.at);

function play(store: FeatureStore, list: readonly CallFacts[]): unknown[] {
  return list.map((one, index) => {
    const vector = Array.from(store.observe(one));
    if (index % 7 === 0) store.noteSuspect(one);
    return [store.lastNote, vector];
  });
}

describe('snapshot', () => {
  it('gives a store that goes on identically, bit for bit, however its chunks are cut', () => {
    fc.assert(
      fc.property(
        fc.array(facts, { minLength: 300, maxLength: 400 }),
        fc.integer({ min: 7, max: 5_000 }),
        (list, cut) => {
          const calls = inOrder(list);
          const half = calls.length >> 1;
          const original = createFeatureStore(sizes);
          play(original, calls.slice(0, half));
          const bytes = Buffer.concat([...original.snapshot()]);
          const pieces: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; at += cut) pieces.push(bytes.subarray(at, at + cut));
          const restored = createFeatureStore(sizes);
          expect(restored.restore(pieces)).toEqual({ ok: true });
          expect(restored.stats()).toEqual(original.stats());
          expect(play(restored, calls.slice(half))).toEqual(play(original, calls.slice(half)));
          expect(
            Buffer.concat([...restored.snapshot()]).equals(Buffer.concat([...original.snapshot()])),
          ).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps calls that wait for others to confirm their time', () => {
    const receivedAt = START + 365 * DAY;
    const later = (index: number) => call({ at: START + 40 * DAY + index * SECOND, receivedAt });
    const original = createFeatureStore(sizes);
    for (let index = 0; index < 20; index += 1) original.observe(call({ at: START + index, receivedAt }));
    for (let index = 0; index < 5; index += 1) original.observe(later(index));
    expect(original.lastNote).toBe('ahead');
    const restored = createFeatureStore(sizes);
    expect(restored.restore(original.snapshot())).toEqual({ ok: true });
    const rest = [5, 6, 7, 8, 9].map(later);
    const outcome = play(restored, rest);
    expect(outcome).toEqual(play(original, rest));
    expect(restored.lastNote).toBe('counted');
    expect(feature(restored.observe(later(10)), 'caller.calls_1h')).toBe(11);
  });

  it('refuses any damage with a reason and stays as it was', () => {
    const original = createFeatureStore(sizes);
    play(original, inOrder(fc.sample(facts, { seed: 5, numRuns: 200 })));
    const bytes = Buffer.concat([...original.snapshot()]);
    const store = createFeatureStore(sizes);
    store.observe(call({}));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = damaged[at]! ^ flip;
        const outcome = store.restore([damaged]);
        expect(outcome.ok).toBe(false);
        expect(outcome.ok || outcome.reason).toMatch(/damaged|not a feature snapshot/);
      }),
      { numRuns: 60 },
    );
    for (const length of [0, 10, 40, bytes.length >> 1, bytes.length - 33, bytes.length - 1])
      expect(store.restore([bytes.subarray(0, length)]).ok).toBe(false);
    expect(store.restore([bytes, bytes]).ok).toBe(false);
    expect(store.stats().numbers).toBe(2);
    expect(feature(store.observe(call({ at: START + SECOND })), 'caller.calls_1h')).toBe(2);
  });

  it('refuses a foreign one: another seed, another pair table, a larger store', () => {
    const bytes = [...createFeatureStore(sizes).snapshot()];
    const reasons = [{ hashSeed: 1 }, { maxPairs: 1_024 }].map((other) =>
      createFeatureStore({ ...sizes, ...other }).restore(bytes),
    );
    for (const reason of reasons)
      expect(reason).toMatchObject({ ok: false, reason: expect.stringMatching(/^foreign/) });
    const full = createFeatureStore(sizes);
    play(full, inOrder(fc.sample(facts, { seed: 6, numRuns: 200 })));
    const outcome = createFeatureStore({ ...sizes, maxNumbers: 10 }).restore(full.snapshot());
    expect(outcome).toEqual({ ok: false, reason: 'larger than this store may grow' });
  });

  it('lets a larger store take over a smaller one', () => {
    const original = createFeatureStore(sizes);
    for (let index = 0; index < 100; index += 1)
      original.observe(call({ at: START + index * SECOND, calleeKey: subscriber(10 + index) }));
    const larger = createFeatureStore({ ...sizes, maxNumbers: 4_000 });
    expect(larger.restore(original.snapshot())).toEqual({ ok: true });
    expect(feature(larger.observe(call({ at: START + DAY })), 'caller.calls_7d')).toBeGreaterThan(100);
  });
});
