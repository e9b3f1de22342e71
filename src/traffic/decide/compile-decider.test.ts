import { beforeAll, describe, expect, it } from 'vitest';
import { shippedPolicy } from '../../../test/kit/policy-kit.ts';
import type { Detection } from '../../domain/detection.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Signal } from '../../domain/signal.ts';
import { compileDecider, QUIET } from './compile-decider.ts';
import { namesSuspect } from './suspect.ts';

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy();
});

const NOTHING: Detection = { signals: [], allow: null, deny: null, protection: null, degraded: [] };
const HIT = { party: 'caller', entry: '1', source: 's', reason: 'r' } as const;

/** Signals of the shipped rules by id. */
function signals(...ids: string[]): Signal[] {
  return ids.map((id) => {
    const rule = policy.rules.find((one) => one.id === id);
    if (!rule) throw new Error(`no rule ${id}`);
    const { version, group, threshold, weight } = rule;
    return { id, version, group, value: threshold, threshold, weight };
  });
}
const decide = (detection: Partial<Detection>, under: Policy = policy) =>
  compileDecider(under).decide({ ...NOTHING, ...detection });

describe('a decision', () => {
  it('is the shared quiet one when nothing was noticed', () => {
    expect(decide({})).toBe(QUIET);
    expect(Object.isFrozen(QUIET)).toBe(true);
  });

  it('caps what one group may count, and says so', () => {
    const ids = ['DISPERSED_DIALLING', 'WIDE_REACH', 'ONE_WAY_DIALLING'];
    const decision = decide({ signals: signals(...ids) });
    expect(decision.score).toBe(30);
    expect(decision.capped).toEqual([{ group: 'dispersion', sum: 40, counted: 30 }]);
    expect(decision.measure).toBe('label');
  });

  it('caps reasons to trust as well', () => {
    const decision = decide({ signals: signals('SHORT_TALK', 'CALLED_BACK', 'KNOWN_PAIR') });
    expect(decision.capped).toEqual([{ group: 'trust', sum: -55, counted: -40 }]);
    expect(decision).toMatchObject({ score: -20, measure: 'none' });
  });

  it('adds combinations outside the caps, never as a group of their own', () => {
    const decision = decide({ signals: signals('NEW_NUMBER_BUSY', 'DISPERSED_DIALLING') });
    expect(decision.composites.map(({ id, weight }) => [id, weight])).toEqual([['NEW_AND_DISPERSED', 15]]);
    expect(decision.score).toBe(50);
  });

  it('needs a sign of another kind beyond reach, volume and newness: those alone are labelled', () => {
    const reach =
      'DISPERSED_DIALLING WIDE_REACH NEW_NUMBER_BUSY OVER_FREQUENCY CALLEE_WORKED_ON NIGHT_DIALLING'.split(
        ' ',
      );
    expect(decide({ signals: signals(...reach) })).toMatchObject({ score: 90, measure: 'label' });
    for (const [sign, measure] of [
      ['LOW_ANSWER', 'label'],
      ['SHORT_TALK', 'warn'],
      ['DEAD_NUMBERS', 'divert'],
    ] as const)
      expect(decide({ signals: signals(...reach, sign) }).measure, sign).toBe(measure);
  });

  it('needs enough groups: a score from one group stops at what one group may do', () => {
    const heavy = { ...signals('SHORT_TALK')[0]!, weight: 500 };
    const wide = { ...policy, groups: policy.groups.map((group) => ({ ...group, cap: 1_000 })) };
    expect(decide({ signals: [heavy] }, wide)).toMatchObject({ score: 500, measure: 'label' });
  });

  it('does not block on behaviour, however much of it there is', () => {
    const behaviour = policy.rules
      .filter(({ weight, group }) => weight > 0 && group !== 'origin')
      .map(({ id }) => id);
    const decision = decide({ signals: signals(...behaviour) });
    expect(decision.score).toBeGreaterThan(200);
    expect(decision.measure).toBe('divert');
  });

  it('lets a good name of the number shown count nothing when the number is not the one calling', () => {
    const ids = ['SERVICE_CODE_FROM_ABROAD', 'CODE_AS_FOREIGN_CALLER', 'ESTABLISHED_NUMBER', 'CALLED_BACK'];
    const decision = decide({ signals: signals(...ids) });
    expect(decision).toMatchObject({ score: 115, measure: 'block', appliesTo: 'call' });
    expect(decision.capped).toContainEqual({ group: 'trust', sum: -35, counted: 0 });
    expect(namesSuspect(decision, 'observe')).toBe(false);
  });

  it('names a suspect from the policy measure on, by the measure that holds in the end', () => {
    const ids = ['DISPERSED_DIALLING', 'SHORT_TALK', 'MANY_DEVICES'];
    expect(namesSuspect(decide({ signals: signals(...ids) }), 'warn')).toBe(true);
    expect(namesSuspect(decide({ signals: signals(...ids.slice(0, 1)) }), 'warn')).toBe(false);
    const allowed = decide({ signals: signals(...ids), allow: { list: 'allow', ...HIT } });
    expect(allowed).toMatchObject({ measure: 'none', scoredMeasure: 'warn' });
    expect(namesSuspect(allowed, 'warn')).toBe(false);
  });

  it('takes the stronger of score and deny list, nothing when allowed, and at most observe when protected', () => {
    const deny = { list: 'deny', measure: 'divert', ...HIT } as const;
    const allow = { list: 'allow', ...HIT } as const;
    const protection = { party: 'callee', entry: '110', reason: 'r', voided: null } as const;
    expect(decide({ deny })).toMatchObject({ measure: 'divert', scoredMeasure: 'none', score: 0 });
    expect(decide({ deny }).list).toEqual({ list: 'deny', ...HIT });
    expect(decide({ deny, allow })).toMatchObject({ measure: 'none', list: allow });
    expect(decide({ deny, protection })).toMatchObject({ measure: 'observe', protection });
    const mild = { ...deny, measure: 'observe' } as const;
    expect(
      decide({ deny: mild, signals: signals('SHORT_TALK', 'DISPERSED_DIALLING', 'MANY_DEVICES') }).measure,
    ).toBe('warn');
  });

  it('orders signals by weight, then id, whatever order they came in', () => {
    const ids = ['CALLED_BACK', 'MINUTE_BURST', 'OVER_FREQUENCY', 'MANY_DEVICES'];
    const one = decide({ signals: signals(...ids) });
    const other = decide({ signals: signals(...ids.reverse()) });
    expect(one).toEqual(other);
    expect(one.signals.map(({ id }) => id)).toEqual([
      'MANY_DEVICES',
      'MINUTE_BURST',
      'OVER_FREQUENCY',
      'CALLED_BACK',
    ]);
  });

  it('keeps what failed, and has no score when every rule failed', () => {
    const failed = { what: 'rule SHORT_TALK@1', why: 'condition-failed' };
    expect(decide({ degraded: [failed] })).toMatchObject({ score: 0, degraded: [failed] });
    const all = policy.rules.map(({ id }) => ({ what: `rule ${id}@1`, why: 'condition-failed' }));
    expect(decide({ degraded: all })).toMatchObject({ score: null, measure: 'none' });
  });

  it('keeps nothing of the detection, which is used again for the next call', () => {
    const reused = { ...NOTHING, signals: signals('SHORT_TALK'), degraded: [{ what: 'a', why: 'b' }] };
    const decision = compileDecider(policy).decide(reused);
    reused.signals.length = 0;
    reused.degraded.length = 0;
    expect(decision.signals).toHaveLength(1);
    expect(decision.degraded).toHaveLength(1);
  });

  it('rounds to a millionth and never says -0', () => {
    const light = { ...signals('SHORT_TALK')[0]!, weight: 0.1 };
    const decision = decide({ signals: [light, { ...light, weight: 0.2 }] });
    expect(decision.score).toBe(0.3);
    const even = decide({ signals: [light, { ...light, weight: -0.1 }] });
    expect(Object.is(even.score, 0)).toBe(true);
  });
});
