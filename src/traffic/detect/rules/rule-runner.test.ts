import { beforeAll, describe, expect, it } from 'vitest';
import { callFacts, featureVector, realReader, shippedPolicy } from '../../../../test/kit/policy-kit.ts';
import type { CallFacts } from '../../../domain/call-facts.ts';
import { FEATURES } from '../../../domain/feature-catalogue.ts';
import type { Policy, Rule } from '../../../domain/policy.ts';
import type { Signal } from '../../../domain/signal.ts';
import type { Degradation } from '../../../domain/verdict.ts';
import { compileRules, featuresReadBy } from './compile-rules.ts';
import { ruleRunner } from './rule-runner.ts';

let policy: Policy;
let facts: CallFacts;
beforeAll(async () => {
  policy = await shippedPolicy();
  const read = await realReader();
  facts = callFacts(read('13800000001', 'CN'), read('13800000002', 'CN'));
});

const rule = (id: string, given: Partial<Rule>): Rule => ({ ...policy.rules[0]!, id, weight: 10, ...given });

function run(rules: readonly Rule[], features = featureVector(), of: CallFacts = facts) {
  const signals: Signal[] = [];
  const degraded: Degradation[] = [];
  ruleRunner(compileRules(rules, 'CN'))(of, features, signals, degraded);
  return { fired: signals.map(({ id, value }) => [id, value]), degraded };
}

describe('rules on a call', () => {
  it('fire with the value they saw', () => {
    const busy = rule('BUSY', { value: 'caller.calls_1h * 2', threshold: 100, when: 'value > threshold' });
    expect(run([busy], featureVector({ 'caller.calls_1h': 51 }))).toEqual({
      fired: [['BUSY', 102]],
      degraded: [],
    });
    expect(run([busy], featureVector({ 'caller.calls_1h': 50 })).fired).toEqual([]);
    expect(run([busy]).fired).toEqual([]);
  });

  it('that fire on a value that is not known are named as degraded, and the others go on', () => {
    const blind = rule('BLIND', { value: 'caller.age_h', when: 'true' });
    const sound = rule('SOUND', { value: '1', when: 'true' });
    expect(run([blind, sound])).toEqual({
      fired: [['SOUND', 1]],
      degraded: [{ what: 'rule BLIND@1', why: 'value-not-finite' }],
    });
    const infinite = featureVector({ 'caller.age_h': Number.POSITIVE_INFINITY });
    expect(run([blind], infinite).degraded).toHaveLength(1);
  });

  it('that throw are named as degraded, and the others go on', () => {
    const broken = { ...facts };
    Object.defineProperty(broken, 'trunk', {
      get() {
        throw new Error('a damaged record');
      },
    });
    const touchy = rule('TOUCHY', { value: '1', when: 'call.trunk == "international"' });
    const sound = rule('SOUND', { value: '1', when: 'true' });
    expect(run([touchy, sound], featureVector(), broken)).toEqual({
      fired: [['SOUND', 1]],
      degraded: [{ what: 'rule TOUCHY@1', why: 'condition-failed' }],
    });
  });

  it('that are reasons to trust speak only beside reasons against', () => {
    const trust = rule('TRUST', { value: '1', when: 'true', weight: -10 });
    const against = rule('AGAINST', { value: '1', threshold: 5, when: 'caller.calls_1h > threshold' });
    expect(run([trust, against], featureVector({ 'caller.calls_1h': 1 })).fired).toEqual([]);
    expect(run([trust, against], featureVector({ 'caller.calls_1h': 9 })).fired).toEqual([
      ['AGAINST', 1],
      ['TRUST', 1],
    ]);
  });

  it('read the hour where the call was made', () => {
    const night = rule('NIGHT', { value: 'call.hour', when: 'value >= 12 && value < 13' });
    expect(run([night]).fired).toEqual([['NIGHT', 12]]);
    expect(run([night], featureVector(), { ...facts, utcOffsetMin: 0 }).fired).toEqual([]);
  });

  it('cannot tell the beginning of a number that is not known', () => {
    const not = rule('NOT', { value: '1', when: '!caller.prefix("+86139")' });
    expect(run([not]).fired).toEqual([['NOT', 1]]);
    expect(run([not], featureVector(), { ...facts, callerKey: 0 }).fired).toEqual([]);
  });
});

describe('the features a policy reads', () => {
  it('are named, so that a store need not keep the others', () => {
    const names = featuresReadBy(policy.rules, policy.home);
    expect(names).toContain('caller.calls_per_callee_7d');
    expect(names).not.toContain('callee.talk_s_1m');
    expect(names.every((name) => FEATURES.includes(name))).toBe(true);
    expect(featuresReadBy([rule('ONE', { value: 'caller.age_h', when: 'pair.calls_1h > 1' })], 'CN')).toEqual(
      ['caller.age_h', 'pair.calls_1h'],
    );
  });
});
