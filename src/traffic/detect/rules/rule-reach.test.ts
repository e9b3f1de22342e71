import { beforeAll, describe, expect, it } from 'vitest';
import { featureVector, shippedPolicy } from '../../../../test/kit/policy-kit.ts';
import { sampleFacts } from '../../../../test/kit/sample-facts.ts';
import { FEATURES } from '../../../domain/feature-catalogue.ts';
import type { Policy, Rule } from '../../../domain/policy.ts';
import { TRUNK_KINDS } from '../../../domain/trunk.ts';
import { compileRules } from './compile-rules.ts';
import { FARTHEST } from './rule-reach.ts';

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy();
});

const rule = (given: Partial<Rule>): Rule => ({
  ...policy.rules[0]!,
  weight: 20,
  value: '1',
  threshold: 1,
  ...given,
});
const reachOf = (...given: Partial<Rule>[]) => compileRules(given.map(rule), 'CN').reach;
const counts = (known: Readonly<Record<string, number>>) => {
  const zeros = Object.fromEntries(FEATURES.map((name) => [name, 0]));
  return featureVector({ ...zeros, 'caller.imeis_7d': Number.NaN, 'caller.cells_7d': Number.NaN, ...known });
};
const ABROAD = TRUNK_KINDS.indexOf('international');

describe('ruleReach', () => {
  it('tells how many calls are missing to the nearest limit', () => {
    const reach = reachOf(
      { value: 'caller.calls_1h', when: 'value > threshold', threshold: 60 },
      { when: 'caller.callees_24h >= 20 && 12 < caller.calls_24h && caller.talk_s_24h <= 8' },
    );
    expect(reach.callsToGo(sampleFacts(), counts({ 'caller.calls_1h': 55 }))).toBe(6);
    expect(reach.callsToGo(sampleFacts(), counts({ 'caller.callees_24h': 18, 'caller.calls_24h': 9 }))).toBe(
      4,
    );
    expect(reach.callsToGo(sampleFacts(), counts({ 'caller.callees_24h': 25, 'caller.calls_24h': 80 }))).toBe(
      1,
    );
    expect(reach.byFacts(sampleFacts())).toBe(false);
  });

  it('leaves out rules of another trunk, and those that speak for a call', () => {
    const reach = reachOf(
      { when: 'call.trunk == "international" && caller.one_ring_10m >= 4' },
      { when: 'caller.calls_1h >= 2', weight: -20 },
    );
    expect(reach.callsToGo(sampleFacts({ trunk: 0 }), counts({}))).toBe(FARTHEST);
    expect(reach.callsToGo(sampleFacts({ trunk: ABROAD }), counts({}))).toBe(4);
  });

  it('asks the call itself where no count bounds a rule', () => {
    const reach = reachOf({ when: 'caller.type == "premium" && caller.age_h < 24' });
    expect(reach.byFacts(sampleFacts())).toBe(false);
    expect(reachOf({ when: 'caller.answer_ratio_24h < 0.2' }).byFacts(sampleFacts())).toBe(true);
    expect(reachOf({ when: 'caller.calls_1h >= 3 || callee.calls_1h >= 3' }).byFacts(sampleFacts())).toBe(
      true,
    );
  });

  it('waits for a device to be told', () => {
    const reach = reachOf({ value: 'caller.imeis_7d', when: 'value >= threshold', threshold: 5 });
    expect(reach.byFacts(sampleFacts())).toBe(false);
    expect(reach.byFacts(sampleFacts({ imeiKey: 7 }))).toBe(true);
    expect(reach.callsToGo(sampleFacts(), counts({}))).toBe(FARTHEST);
    expect(reach.callsToGo(sampleFacts(), counts({ 'caller.imeis_7d': 1 }))).toBe(1);
  });

  it('sums up what rules ask of the callee', () => {
    expect(
      reachOf(
        { when: 'callee.callers_1h >= 30 && callee.answer_ratio_1h <= 0.3' },
        { when: 'callee.suspects_24h >= 2 && pair.calls_7d <= 1' },
      ),
    ).toMatchObject({ leastCalleeCalls: 30, asksForSuspects: true, calleeIsApart: true });
    expect(reachOf({ when: 'caller.calls_1h >= 9 && callee.calls_7d <= 2' }).calleeIsApart).toBe(false);
  });

  it('lets the shipped rules pass an ordinary call', () => {
    const { reach } = compileRules(policy.rules, policy.home);
    expect(reach.byFacts(sampleFacts())).toBe(false);
    expect(reach.calleeIsApart).toBe(true);
    expect(reach.callsToGo(sampleFacts(), counts({}))).toBeGreaterThan(1);
  });
});
