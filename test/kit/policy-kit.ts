import type { CallFacts } from '../../src/domain/call-facts.ts';
import { classOf } from '../../src/domain/call-facts.ts';
import { FEATURES, type FeatureVector, featureIndex } from '../../src/domain/feature-catalogue.ts';
import type { ListEntry, Policy } from '../../src/domain/policy.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../src/domain/trunk.ts';
import { loadNumberingPlans } from '../../src/main/load-numbering-plans.ts';
import { loadPolicy } from '../../src/main/load-policy.ts';
import { createNumberNormaliser } from '../../src/traffic/normalise/index.ts';

/** A fixed moment: 25 June 2026, noon in Chongqing. */
export const NOON = Date.UTC(2026, 5, 25, 4);

export async function shippedPolicy(): Promise<Policy> {
  const parsed = await loadPolicy();
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.value;
}

/** The real normaliser over the shipped plans, as the service reads lists and calls. */
export async function realReader(): Promise<
  (text: string, country: string, trunk?: TrunkKind) => TelephoneNumber
> {
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  const normaliser = createNumberNormaliser(plans.value);
  return (text, country, trunk = 'unknown') => normaliser.normalise(text, { country, trunk, at: NOON });
}

/** A call between two read numbers; everything else unknown. */
export function callFacts(
  caller: TelephoneNumber,
  callee: TelephoneNumber,
  trunk: TrunkKind = 'unknown',
  at = NOON,
): CallFacts {
  return {
    at,
    receivedAt: at,
    utcOffsetMin: 480,
    callerKey: caller.key,
    callerClass: classOf(caller),
    calleeKey: callee.key,
    calleeClass: classOf(callee),
    trunk: TRUNK_KINDS.indexOf(trunk),
    outcome: 0,
    ringMs: -1,
    talkMs: -1,
    imeiKey: 0,
    cellKey: 0,
    signs: 0,
  };
}

/** A vector with the named features; the rest is not known. */
export function featureVector(known: Readonly<Record<string, number>> = {}): FeatureVector {
  const vector = new Float64Array(FEATURES.length).fill(Number.NaN);
  for (const [name, value] of Object.entries(known)) {
    const index = featureIndex(name);
    if (index < 0) throw new Error(`no feature ${name}`);
    vector[index] = value;
  }
  return vector;
}

/** A list entry with every other field filled in. */
export function listEntry(given: Partial<ListEntry> & Pick<ListEntry, 'list' | 'number'>): ListEntry {
  return {
    match: 'exact',
    country: 'CN',
    party: given.list === 'protected' ? 'both' : 'caller',
    source: 'test',
    reason: { zh: '测试', en: 'test' },
    expiresAt: given.list === 'protected' ? null : NOON + 86_400_000,
    measure: given.list === 'deny' ? 'block' : 'none',
    approvedBy: 'a person',
    place: 'lists/test.yaml:1',
    ...given,
  };
}
