import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import { type CallFacts, classOf } from '../../src/domain/call-facts.ts';
import { featureIndex } from '../../src/domain/feature-catalogue.ts';
import type { ListEntry, Policy, Rule } from '../../src/domain/policy.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';
import { compileDecider } from '../../src/traffic/decide/index.ts';
import { compileDetector, featuresReadBy } from '../../src/traffic/detect/index.ts';
import { createFeatureStore, type FeatureStoreOptions } from '../../src/traffic/features/index.ts';
import { BulkJudge, createCallPipeline } from '../../src/traffic/pipeline/index.ts';
import { callFacts, listEntry, realReader, shippedPolicy } from '../kit/policy-kit.ts';
import { DAY, HOUR, MINUTE, SECOND, START } from './facts-kit.ts';

const CALLEES = 'caller.callees_7d';
let shipped: Policy;
let read: Awaited<ReturnType<typeof realReader>>;
let callers: readonly TelephoneNumber[];
let callees: readonly TelephoneNumber[];

beforeAll(async () => {
  shipped = await shippedPolicy();
  read = await realReader();
  const numbers = (texts: readonly string[]) => texts.map((text) => read(text, 'CN'));
  callers = numbers([
    '13912340001',
    '13912340002',
    '18812340003',
    '01088880004',
    '4008000005',
    '+37120000006',
    '',
  ]);
  callees = [
    ...numbers(['110', '10086', '+8613912340001', '13912340002']),
    ...Array.from({ length: 90 }, (_, index) => read(`1381234${String(1000 + index * 2)}`, 'CN')),
  ];
});

/** A small generator, so that a failing case is told by one number. */
function dice(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, of: <Item>(items: readonly Item[]): Item => items[below(items.length)]! };
}

const EXTRA: readonly Pick<Rule, 'value' | 'when' | 'threshold'>[] = [
  { value: 'caller.answer_ratio_24h', when: 'value < threshold', threshold: 0.4 },
  { value: 'caller.calls_1h', when: '2 < value && callee.calls_24h <= 3', threshold: 1 },
  { value: 'callee.calls_1h', when: 'value >= threshold', threshold: 4 },
  { value: 'caller.imeis_7d', when: 'value >= 2', threshold: 2 },
  { value: 'pair.calls_24h', when: 'value >= threshold || caller.dead_1h > 2', threshold: 3 },
  { value: 'call.talk_s', when: 'value > threshold && call.outcome == "answered"', threshold: 100 },
  { value: 'caller.callees_1h', when: 'value >= threshold && call.trunk == "international"', threshold: 3 },
];

/** Some of the shipped rules and some others, with limits low enough to be reached by a few hundred calls. */
function policyOf(seed: number): Policy {
  const { next, below, of } = dice(seed);
  const scale = of([1, 2, 4, 8, 16]);
  const down = (limit: number) => (limit >= 2 ? Math.max(1, Math.round(limit / scale)) : limit);
  const rules = shipped.rules
    .filter(() => next() < 0.8)
    .map((rule) => ({
      ...rule,
      threshold: down(rule.threshold),
      when: rule.when.replace(/>= (\d+)\b(?!\.)/g, (_, limit) => `>= ${down(Number(limit))}`),
    }));
  const extra = EXTRA.filter(() => next() < 0.2).map((rule, index) => ({
    ...shipped.rules[0]!,
    ...rule,
    id: `EXTRA_${index}`,
    weight: of([12, 30, 60, -20]),
    group: of(shipped.groups).id,
  }));
  const listed: readonly ListEntry[] = [
    listEntry({ list: 'deny', party: 'caller', number: '18812340003', measure: 'warn' }),
    listEntry({ list: 'allow', party: 'caller', number: '13912340002' }),
  ];
  const kept = new Set([...rules, ...extra].map(({ id }) => id));
  return {
    ...shipped,
    rules: [...rules, ...extra],
    composites: shipped.composites.filter(({ when }) =>
      [...when.matchAll(/fired\.(\w+)/g)].every(([, id]) => kept.has(id!)),
    ),
    lists: [...shipped.lists, ...listed.filter(() => below(3) === 0)],
    suspectFrom: of(['observe', 'warn']),
  };
}

/** Calls in bursts and pauses, some late, some from the future, some far ahead; some callers call one another. */
function callsOf(seed: number, length: number): CallFacts[] {
  const { next, below, of } = dice(seed);
  const busy = below(callers.length);
  const trunk = of(['unknown', 'international', 'subscriber'] as const);
  const mixed = next() < 0.1;
  const reach = of([5, 30, callees.length]);
  let at = START;
  return Array.from({ length }, () => {
    at +=
      next() < 0.7
        ? below(20) * SECOND
        : of([MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, next() < 0.1 ? 3 * DAY : 0]);
    const back = next() < 0.15 ? below(6 * HOUR) : next() < 0.01 ? -of([20 * MINUTE, 2 * DAY, 40 * DAY]) : 0;
    const outcome = below(CALL_OUTCOMES.length);
    const one = next() < 0.6 ? callers[busy]! : of(callers);
    const other = callees[below(reach)]!;
    const [caller, callee] = next() < 0.9 ? [one, other] : [other, one];
    return {
      ...callFacts(caller, callee, mixed ? of(['unknown', 'international']) : trunk, at - back),
      receivedAt: next() < 0.97 ? START + 60 * DAY : at - back - HOUR,
      outcome,
      ringMs: below(12) * SECOND - 1,
      talkMs: outcome === 1 ? below(300) * SECOND : 0,
      imeiKey: next() < 0.03 ? 1 + below(9) : 0,
      callerClass: next() < 0.02 ? classOf({ ...caller, confidence: 'ambiguous' }) : classOf(caller),
    };
  });
}

function compare(seed: number, length: number, sizes: FeatureStoreOptions): number {
  const policy = policyOf(seed);
  const compile = () => ({
    detector: compileDetector(policy, (text, country) => read(text, country)),
    decider: compileDecider(policy),
    suspectFrom: policy.suspectFrom,
    reads: [...featuresReadBy(policy.rules, policy.home), CALLEES],
  });
  const whole = createFeatureStore(sizes);
  const plain = createCallPipeline({ features: whole, ...compile() });
  const compiled = compile();
  const features = createFeatureStore({ ...sizes, kept: compiled.reads });
  const bulk = new BulkJudge({ features, ...compiled });
  const ids = new Map<number, number>();
  const watched = new Set<number>();
  let passed = 0;
  for (const facts of callsOf(seed + 1, length)) {
    const id = facts.callerKey === 0 ? -1 : (ids.get(facts.callerKey) ?? ids.size);
    if (id >= 0) ids.set(facts.callerKey, id);
    const expected = plain.judge(facts);
    const { measure, score, degraded, looked } = bulk.judge(facts, id);
    if (!looked) passed += 1;
    expect({ measure, score, degraded }).toEqual({
      measure: expected.measure,
      score: expected.score,
      degraded: expected.degraded,
    });
    expect(bulk.decision(facts)).toEqual(expected);
    const wanted = plain.lastFeatures![featureIndex(CALLEES)];
    if (measure !== 'none' || watched.has(id)) {
      expect(looked).toBe(true);
      expect(bulk.lastFeatures![featureIndex(CALLEES)]).toBe(wanted);
      if (seed % 2 === 0) {
        bulk.watch(id);
        if (id >= 0) watched.add(id);
      }
    }
  }
  expect(features.stats().dropped).toEqual(whole.stats().dropped);
  return passed;
}

describe('BulkJudge', () => {
  const seed = fc.integer({ min: 1, max: 2 ** 31 });

  it('decides on every call as the pipeline does, whatever the calls and the policy', () => {
    let passed = 0;
    fc.assert(
      fc.property(seed, (value) => {
        passed += compare(value, 250, { maxNumbers: 1000 });
      }),
      { numRuns: 40 },
    );
    // The comparison means something only if calls were let pass unlooked.
    expect(passed).toBeGreaterThan(50);
  });

  it('does so for busy callers, in a warm-up and when room is short', () => {
    fc.assert(
      fc.property(seed, (value) => {
        compare(value, 900, {
          maxNumbers: 40 + (value % 200),
          maxBusy: value % 5,
          maxHeavy: value % 3,
          maxRegular: 4 + (value % 7),
          maxFrequent: value % 3,
          warmupMs: (value % 4) * DAY,
          latenessMs: 4 * HOUR,
        });
      }),
      { numRuns: 40 },
    );
  });
});
