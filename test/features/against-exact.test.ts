import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { FEATURES } from '../../src/domain/feature-catalogue.ts';
import { createFeatureStore } from '../../src/traffic/features/index.ts';
import { ExactFeatures, inSlots, sliding, type Weigh } from './exact-features.ts';
import { call, DAY, feature, HOUR, MINUTE, SECOND, START, subscriber } from './facts-kit.ts';

const small = { maxNumbers: 2_000, maxPairs: 8_192 };

/** Calls among a few people over days, each a little before or after the one before it. */
const calls = (people: number, count: number, stepS: number) =>
  fc
    .array(
      fc.record({
        caller: fc.integer({ min: 0, max: people - 1 }),
        callee: fc.integer({ min: 0, max: people - 1 }),
        stepS: fc.integer({ min: -120, max: stepS }),
        outcome: fc.constantFrom(...CALL_OUTCOMES),
        ringQuarters: fc.integer({ min: -1, max: 120 }),
        talkS: fc.integer({ min: -1, max: 500 }),
      }),
      { minLength: count, maxLength: count },
    )
    .map((list) => {
      let at = START;
      return list.map((one): CallFacts => {
        at += one.stepS * SECOND;
        return call({
          at,
          callerKey: subscriber(one.caller),
          calleeKey: subscriber(one.callee),
          outcome: one.outcome,
          ringMs: one.ringQuarters < 0 ? -1 : one.ringQuarters * 250,
          talkMs: one.outcome !== 'answered' ? 0 : one.talkS < 0 ? -1 : one.talkS * SECOND,
        });
      });
    });

const notCompared = /imeis|cells|suspects/;

function expectSame(vector: Float64Array, exact: Map<string, number>, only: RegExp): void {
  for (const [index, name] of FEATURES.entries()) {
    if (!only.test(name) || notCompared.test(name)) continue;
    const right = exact.get(name)!;
    // Most agree: asking `expect` of each would take longer than everything else.
    if (Math.abs(vector[index]! - right) < 1e-9 || Object.is(vector[index], right)) continue;
    if (Number.isNaN(right)) expect(vector[index], name).toBeNaN();
    else expect(vector[index], name).toBeCloseTo(right, 6);
  }
}

describe('features against the definition', { timeout: 180_000 }, () => {
  it.each([
    ['ordinary', 12, 60, 4 * 3600, null],
    ['regular', 8, 120, 2 * 3600, 'regularNumbers'],
    ['frequent', 4, 130, 2 * 3600, 'frequentNumbers'],
    ['frequent, then fewer', 4, 140, 8 * 3600, 'frequentNumbers'],
  ] as const)('agree exactly for numbers that are %s', (_, people, count, stepS, tier) => {
    let reached = 0;
    fc.assert(
      fc.property(calls(people, count, stepS), (list) => {
        const store = createFeatureStore(small);
        const oracle = new ExactFeatures();
        for (const facts of list) {
          const vector = store.observe(facts);
          if (store.stats().busyNumbers > 0) break;
          expectSame(vector, oracle.observe(facts, sliding), /^(caller|callee)/);
          if (tier !== null && store.stats()[tier] > 0) reached += 1;
        }
      }),
      { numRuns: 12 },
    );
    if (tier !== null) expect(reached).toBeGreaterThan(0);
  });

  it('agree with the documented buckets for busy numbers, with exact distinct counts up to 64 peers', () => {
    fc.assert(
      fc.property(calls(5, 120, 1800), (list) => {
        // No room for longer logs: busy from the 16th call on.
        const store = createFeatureStore({ ...small, maxRegular: 0, maxFrequent: 0 });
        const oracle = new ExactFeatures();
        const weigh: Weigh = inSlots;
        for (const [index, facts] of list.entries()) {
          const vector = store.observe(facts);
          const exact = oracle.observe(facts, weigh);
          if (index < 100) continue;
          expectSame(vector, exact, /^(caller|callee)\.(?!hours|called_back_share)/);
        }
        expect(store.stats().busyNumbers).toBe(5);
      }),
      { numRuns: 40 },
    );
  });

  it('lose nothing on the way from the log in the row over both blocks to counters', () => {
    let compared = 0;
    fc.assert(
      fc.property(calls(2, 170, 1800), (list) => {
        const store = createFeatureStore(small);
        const oracle = new ExactFeatures();
        for (const facts of list) {
          const vector = store.observe(facts);
          const { busyNumbers } = store.stats();
          if (busyNumbers === 1) {
            oracle.note(facts);
            continue;
          }
          const exact = oracle.observe(facts, busyNumbers === 0 ? sliding : inSlots);
          expectSame(vector, exact, /^(caller|callee)\.(?!hours|called_back_share)/);
          if (busyNumbers === 2) compared += 1;
        }
      }),
      { numRuns: 12 },
    );
    expect(compared).toBeGreaterThan(0);
  });

  it('are the same when only some of them are read; the rest stay unknown', () => {
    const some = fc.subarray([...FEATURES], { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(calls(4, 80, 3600), some, fc.boolean(), (list, needed, isBusy) => {
        const bounds = isBusy ? { ...small, maxRegular: 0, maxFrequent: 0 } : small;
        const [all, few] = [createFeatureStore(bounds), createFeatureStore({ ...bounds, needed })];
        for (const facts of list) {
          const vector = all.observe(facts);
          const part = few.observe(facts);
          for (const [index, name] of FEATURES.entries()) {
            const right = needed.includes(name) ? vector[index]! : Number.NaN;
            if (!Object.is(part[index], right)) expect(part[index], name).toBe(right);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('agree with two buckets for pairs', () => {
    fc.assert(
      fc.property(calls(4, 60, 2 * 3600), (list) => {
        const store = createFeatureStore(small);
        const oracle = new ExactFeatures();
        for (const facts of list) expectSame(store.observe(facts), oracle.observe(facts), /^pair/);
      }),
      { numRuns: 40 },
    );
  });

  it('do not depend on the order of calls within the lateness bound', () => {
    const orderMatters = /sequential|called_back/;
    fc.assert(
      fc.property(calls(6, 80, 30), fc.infiniteStream(fc.nat()), (list, stream) => {
        const shuffled = list
          .map((facts) => ({ facts, weight: stream.next().value as number }))
          .sort((one, other) => one.weight - other.weight)
          .map((one) => one.facts);
        const stores = [list, shuffled].map((order) => {
          const store = createFeatureStore({ ...small, latenessMs: DAY });
          for (const facts of order) store.observe(facts);
          return store;
        });
        for (let caller = 0; caller < 6; caller += 1) {
          const probe = call({
            at: START + DAY,
            receivedAt: START,
            callerKey: subscriber(caller),
            calleeKey: subscriber((caller + 1) % 6),
          });
          const [one, other] = stores.map((store) => Array.from(store.observe(probe)));
          const relevant = (values: number[]) =>
            values.filter((_, index) => !orderMatters.test(FEATURES[index]!));
          expect(relevant(other!)).toEqual(relevant(one!));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('distinct callees of a heavy number', () => {
  /** Mean and spread of the relative error over independent sets of callees. */
  function errors(distinct: number, repeats: number): { readonly mean: number; readonly deviation: number } {
    const seen: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const store = createFeatureStore({
        maxNumbers: distinct + 10,
        maxPairs: 1_024,
        needed: ['caller.callees_1h'],
      });
      let estimate = 0;
      for (let index = 0; index < distinct; index += 1)
        estimate = feature(
          store.observe(
            call({
              at: START + Math.floor((index / distinct) * 30 * MINUTE),
              callerKey: subscriber(0),
              calleeKey: subscriber(1 + repeat * 100_000 + index),
            }),
          ),
          'caller.callees_1h',
        );
      seen.push(estimate / distinct - 1);
    }
    const mean = seen.reduce((sum, one) => sum + one, 0) / repeats;
    const deviation = Math.sqrt(seen.reduce((sum, one) => sum + (one - mean) ** 2, 0) / repeats);
    return { mean, deviation };
  }

  it.each([
    [50, 40, 0.005, 0.008],
    [500, 40, 0.012, 0.03],
    [5_000, 12, 0.03, 0.045],
  ])(
    '%i: bias and standard error stay within what the documentation says',
    (distinct, repeats, bias, deviation) => {
      const found = errors(distinct, repeats);
      expect(Math.abs(found.mean)).toBeLessThan(bias);
      expect(found.deviation).toBeLessThan(deviation);
    },
  );

  it('slides: callees of two hours ago leave the hour and stay in the day', () => {
    const store = createFeatureStore({ maxNumbers: 4_000 });
    let vector = new Float64Array();
    for (let index = 0; index < 1_000; index += 1)
      vector = store.observe(
        call({ at: START + index * SECOND, callerKey: subscriber(0), calleeKey: subscriber(1 + index) }),
      ) as Float64Array<ArrayBuffer>;
    expect(feature(vector, 'caller.callees_1h')).toBeGreaterThan(900);
    for (let index = 0; index < 20; index += 1)
      vector = store.observe(
        call({
          at: START + 3 * HOUR + index,
          callerKey: subscriber(0),
          calleeKey: subscriber(2_000 + index),
        }),
      ) as Float64Array<ArrayBuffer>;
    expect(feature(vector, 'caller.callees_1h')).toBeGreaterThan(17);
    expect(feature(vector, 'caller.callees_1h')).toBeLessThan(23);
    expect(feature(vector, 'caller.callees_24h')).toBeGreaterThan(950);
    vector = store.observe(
      call({ at: START + 6 * DAY, callerKey: subscriber(0), calleeKey: subscriber(3_000) }),
    ) as Float64Array<ArrayBuffer>;
    expect(feature(vector, 'caller.callees_24h')).toBeCloseTo(1, 1);
    expect(feature(vector, 'caller.callees_7d')).toBeGreaterThan(900);
  });
});
