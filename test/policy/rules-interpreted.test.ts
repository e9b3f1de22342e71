import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import { type CallFacts, classCountry } from '../../src/domain/call-facts.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS, ROAMING_STATES } from '../../src/domain/call-signalling.ts';
import {
  SIGN_ASSERTED,
  SIGN_CONFLICT,
  SIGN_OWN_FROM_OUTSIDE,
  SIGN_PRESENTED_DIFFERS,
  SIGN_PRIVATE,
  SIGN_SHOWN_CODE,
  SIGN_SHOWN_FIXED,
} from '../../src/domain/call-signs.ts';
import { ATTESTATIONS, VERIFICATION_RESULTS } from '../../src/domain/caller-verification.ts';
import { countryIndex } from '../../src/domain/country.ts';
import { FEATURES, type FeatureVector } from '../../src/domain/feature-catalogue.ts';
import { digitsKey, e164Key, writeKey } from '../../src/domain/number-key.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { ruleVocabulary } from '../../src/domain/rule-language.ts';
import {
  NUMBER_CONFIDENCES,
  NUMBER_KINDS,
  NUMBER_TYPES,
  NUMBER_VALIDITIES,
} from '../../src/domain/telephone-number.ts';
import { TRUNK_KINDS } from '../../src/domain/trunk.ts';
import { language, type SubjectValue } from '../../src/lib/cel/language.ts';
import { withNames } from '../../src/lib/cel/vocabulary.ts';
import { compileRules } from '../../src/traffic/detect/index.ts';
import { NOON, shippedPolicy } from '../kit/policy-kit.ts';

/** The compiled rules of the shipped policy beside an interpreter of the same text, on calls of every shape. */
let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy();
});

const CN = countryIndex('CN');
const KEYS = [
  0,
  e164Key('8613800000001'),
  e164Key('447700900123'),
  digitsKey('service-code', CN, '95588'),
  digitsKey('service-code', CN, '110'),
  digitsKey('service-number', CN, '4000000000'),
];

const packedClass = fc
  .record({
    kind: fc.nat({ max: NUMBER_KINDS.length - 1 }),
    type: fc.nat({ max: NUMBER_TYPES.length - 1 }),
    validity: fc.nat({ max: NUMBER_VALIDITIES.length - 1 }),
    confidence: fc.nat({ max: NUMBER_CONFIDENCES.length - 1 }),
    country: fc.constantFrom(0, CN, countryIndex('GB')),
    keypad: fc.boolean(),
  })
  .map(
    ({ kind, type, validity, confidence, country, keypad }) =>
      kind | (type << 4) | (validity << 9) | (confidence << 11) | (country << 13) | (keypad ? 1 << 22 : 0),
  );

const calls = (): fc.Arbitrary<CallFacts> =>
  fc.record({
    at: fc.integer({ min: NOON, max: NOON + 86_400_000 }),
    receivedAt: fc.constant(NOON),
    utcOffsetMin: fc.constantFrom(0, 480, -300),
    callerKey: fc.constantFrom(...KEYS),
    callerClass: packedClass,
    calleeKey: fc.constantFrom(...KEYS),
    calleeClass: packedClass,
    trunk: fc.nat({ max: TRUNK_KINDS.length - 1 }),
    outcome: fc.nat({ max: CALL_OUTCOMES.length - 1 }),
    ringMs: fc.constantFrom(-1, 3_000),
    talkMs: fc.constantFrom(-1, 0, 60_000),
    imeiKey: fc.constant(0),
    cellKey: fc.constant(0),
    signs: signs(),
  });

/** Every combination of what signalling may tell; each word within its own list. */
function signs(): fc.Arbitrary<number> {
  const word = (words: readonly string[], shift: number) =>
    fc.nat({ max: words.length - 1 }).map((place) => place << shift);
  return fc
    .tuple(
      word(REDIRECTION_TRUSTS, 0),
      word(VERIFICATION_RESULTS, 3),
      word(ATTESTATIONS, 5),
      word(LINE_PERMISSIONS, 7),
      word(ROAMING_STATES, 9),
      fc.nat({ max: 0x7f }).map((flags) => flags << 11),
    )
    .map((parts) => parts.reduce((all, part) => all | part, 0));
}

/** Shares stay within 0 to 1; counts are never 0, since CEL divides by zero where we say "not known". */
const features: fc.Arbitrary<FeatureVector> = fc
  .tuple(...FEATURES.map(featureValue))
  .map((values) => Float64Array.from(values as number[]));

function featureValue(name: string): fc.Arbitrary<number> {
  const known = /share|ratio/.test(name)
    ? fc.double({ min: 0, max: 1, noNaN: true })
    : fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 800 }));
  return fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
}

function subjects(facts: CallFacts, vector: FeatureVector): Record<string, SubjectValue> {
  const found: Record<string, SubjectValue> = { caller: {}, callee: {}, pair: {} };
  FEATURES.forEach((name, index) => {
    const [role, metric] = name.split('.') as [string, string];
    if (!Number.isNaN(vector[index]!)) found[role]![metric] = vector[index]!;
  });
  for (const role of ['caller', 'callee'] as const) Object.assign(found[role]!, partyOf(facts, role));
  const call: SubjectValue = { hour: new Date(facts.at + facts.utcOffsetMin * 60_000).getUTCHours() };
  if (facts.trunk !== 0) call.trunk = TRUNK_KINDS[facts.trunk];
  if (facts.outcome !== 0) call.outcome = CALL_OUTCOMES[facts.outcome];
  if (facts.ringMs >= 0) call.ring_s = facts.ringMs / 1_000;
  if (facts.talkMs >= 0) call.talk_s = facts.talkMs / 1_000;
  return { ...found, call: { ...call, ...signalled(facts.signs) } };
}

/** Rules ask of roaming and line whether they are not known, which is answered, so here that is a word like any other. */
function signalled(signs: number): SubjectValue {
  const verification = VERIFICATION_RESULTS[(signs >> 3) & 3];
  return {
    redirection: REDIRECTION_TRUSTS[signs & 7],
    ...(verification === 'unknown' ? {} : { verification }),
    attestation: ATTESTATIONS[(signs >> 5) & 3],
    line: LINE_PERMISSIONS[(signs >> 7) & 3],
    roaming: ROAMING_STATES[(signs >> 9) & 3],
    asserted: (signs & SIGN_ASSERTED) !== 0,
    private: (signs & SIGN_PRIVATE) !== 0,
    presented_differs: (signs & SIGN_PRESENTED_DIFFERS) !== 0,
    identity_conflict: (signs & SIGN_CONFLICT) !== 0,
    own_from_outside: (signs & SIGN_OWN_FROM_OUTSIDE) !== 0,
    shows_code_from_abroad: (signs & SIGN_SHOWN_CODE) !== 0,
    shows_fixed_from_abroad: (signs & SIGN_SHOWN_FIXED) !== 0,
  };
}

function partyOf(facts: CallFacts, role: 'caller' | 'callee'): SubjectValue {
  const packed = facts[`${role}Class`];
  const key = facts[`${role}Key`];
  const written = writeKey(key);
  const type = NUMBER_TYPES[(packed >> 4) & 31];
  const country = classCountry(packed);
  return {
    kind: NUMBER_KINDS[packed & 15],
    validity: NUMBER_VALIDITIES[(packed >> 9) & 3],
    confidence: NUMBER_CONFIDENCES[(packed >> 11) & 3],
    keypad_word: (packed & (1 << 22)) !== 0,
    known: key !== 0,
    ...(type === 'unknown' ? {} : { type }),
    ...(country === null ? {} : { country }),
    prefix: (text: string) => {
      if (written === null) throw new Error('no number');
      return written.startsWith(text);
    },
  };
}

describe('every shipped rule', () => {
  it('holds exactly when the interpreter says so', () => {
    const nothing = { type: 'number', js: 'NaN' } as const;
    const cel = language(withNames(ruleVocabulary(policy.home), { value: nothing, threshold: nothing }));
    const interpreted = policy.rules.map((rule) => {
      const [value, when] = [cel.parse(rule.value), cel.parse(rule.when)];
      cel.check(value);
      cel.check(when);
      return { value, when, threshold: rule.threshold };
    });
    const compiled = compileRules(policy.rules, policy.home);
    const fired = new Map<string, number>();
    fc.assert(
      fc.property(calls(), features, (facts, vector) => {
        const context: Record<string, unknown> = {};
        for (const [name, properties] of Object.entries(subjects(facts, vector)))
          context[name] = cel.subject(name, properties);
        policy.rules.forEach(({ id }, index) => {
          const ours = compiled.conditions[index]!(facts, vector);
          expect(ours, id).toBe(holds(interpreted[index]!, context));
          if (ours) fired.set(id, (fired.get(id) ?? 0) + 1);
        });
      }),
      { numRuns: 1_500, seed: 11 },
    );
    expect(fired.size).toBeGreaterThan(45);
  });
});

type Parsed = ReturnType<ReturnType<typeof language>['parse']>;

function holds(
  rule: { readonly value: Parsed; readonly when: Parsed; readonly threshold: number },
  context: Record<string, unknown>,
): boolean {
  const names: Record<string, unknown> = { ...context, threshold: rule.threshold };
  try {
    names.value = rule.value(names);
  } catch {
    // Not known: a condition that uses it fails below, as it should.
  }
  try {
    return rule.when(names) === true;
  } catch {
    return false;
  }
}
