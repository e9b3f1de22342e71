import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { classOf } from '../../src/domain/call-facts.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS } from '../../src/domain/call-signalling.ts';
import { signLine, signRedirection } from '../../src/domain/call-signs.ts';
import { countryIndex } from '../../src/domain/country.ts';
import { FEATURES } from '../../src/domain/feature-catalogue.ts';
import { MEASURES, measureRank } from '../../src/domain/measure.ts';
import type { ListEntry, Policy } from '../../src/domain/policy.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../src/domain/trunk.ts';
import type { Decision } from '../../src/domain/verdict.ts';
import { compileDecider, namesSuspect } from '../../src/traffic/decide/index.ts';
import { compileDetector, originIsImpossible } from '../../src/traffic/detect/index.ts';
import { callFacts, featureVector, listEntry, NOON, realReader, shippedPolicy } from '../kit/policy-kit.ts';

/** Kind K17, O-42, O-03: what nothing may stop, and what may be stopped although it shows a protected number. */
const OBSERVE = measureRank('observe');
const CHINESE_CODES = '110 119 120 122 12395 12110 95110 96110 12381 12345 10000 10010 10086 10099'.split(
  ' ',
);
const EMERGENCIES: [string, string][] = [
  ['CN', '110'],
  ['CN', '120'],
  ['GB', '999'],
  ['DE', '112'],
  ['US', '911'],
];
const MOBILE = '+8613800000001';

let policy: Policy;
let read: Awaited<ReturnType<typeof realReader>>;
let everything: Policy;
beforeAll(async () => {
  policy = await shippedPolicy();
  read = await realReader();
  // Every rule fires on every call and pulls as hard as it can, trust included, so that only protection is left.
  everything = {
    ...policy,
    rules: policy.rules.map((rule) => ({ ...rule, value: '1', when: 'true', weight: 100 })),
    groups: policy.groups.map((group) => ({ ...group, cap: 1_000, about: 'number' })),
    thresholds: policy.thresholds.map((step) => ({ ...step, minGroups: 1, needs: [] })),
  };
});

function judge(
  under: Policy,
  caller: TelephoneNumber,
  callee: TelephoneNumber,
  trunk: TrunkKind,
  features = featureVector(),
  signs = 0,
): Decision {
  const detector = compileDetector(under, (text, country) => read(text, country));
  return compileDecider(under).decide(
    detector.detect({ ...callFacts(caller, callee, trunk), signs }, features),
  );
}

/** Whatever signalling may have told. */
const anySigns: fc.Arbitrary<number> = fc
  .record({
    redirection: fc.nat({ max: 4 }),
    verification: fc.nat({ max: 3 }),
    attestation: fc.nat({ max: 3 }),
    line: fc.nat({ max: 2 }),
    roaming: fc.nat({ max: 2 }),
    flags: fc.nat({ max: 0x7f }),
  })
  .map(
    ({ redirection, verification, attestation, line, roaming, flags }) =>
      redirection | (verification << 3) | (attestation << 5) | (line << 7) | (roaming << 9) | (flags << 11),
  );

const vectors = fc
  .array(
    fc.oneof(
      fc.constant(Number.NaN),
      fc.integer({ min: 0, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    {
      minLength: FEATURES.length,
      maxLength: FEATURES.length,
    },
  )
  .map((values) => Float64Array.from(values));

const entries: fc.Arbitrary<ListEntry> = fc
  .record({
    list: fc.constantFrom('allow', 'deny'),
    number: fc.constantFrom(...CHINESE_CODES, MOBILE, '+8610086', '+86138000', '1008', '9511', '1100'),
    match: fc.constantFrom('exact', 'prefix'),
    party: fc.constantFrom('caller', 'callee', 'both'),
    measure: fc.constantFrom(...MEASURES.slice(1)),
  })
  .map((given) => listEntry(given as ListEntry));

describe('calls to protected and emergency numbers', () => {
  it('pass everything: every rule at once, every list, any features, any origin, any signalling', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHINESE_CODES, '+86110', '010 12345', '023 110'),
        fc.constantFrom(MOBILE, '110', '95588', '+4420 7946 0000', 'anonymous', '4000000000'),
        fc.constantFrom(...TRUNK_KINDS),
        fc.array(entries, { maxLength: 6 }),
        vectors,
        fc.boolean(),
        anySigns,
        (calleeText, callerText, trunk, lists, features, all, signs) => {
          const under = { ...(all ? everything : policy), lists: [...policy.lists, ...lists] };
          const callee = read(calleeText, 'CN', 'subscriber');
          fc.pre(callee.kind === 'service-code');
          const decision = judge(under, read(callerText, 'CN', trunk), callee, trunk, features, signs);
          expect(measureRank(decision.measure), `${callerText} to ${calleeText}`).toBeLessThanOrEqual(
            OBSERVE,
          );
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each(EMERGENCIES)('%s %s is protected by its numbering plan alone, exactly', (country, code) => {
    const bare = { ...everything, lists: [] };
    const callee = read(code, country, 'subscriber');
    expect(callee.type).toBe('emergency');
    const decision = judge(bare, read(MOBILE, 'CN'), callee, 'subscriber');
    expect(decision.measure).toBe('observe');
    expect(decision.protection).toMatchObject({ party: 'callee', entry: code, voided: null });
    const longer = read(`${code}55555`, country, 'subscriber');
    expect(longer.type).not.toBe('emergency');
    expect(judge(bare, read(MOBILE, 'CN'), longer, 'subscriber').measure).toBe('block');
  });
});

describe('calls from protected numbers', () => {
  it('are at most watched unless their origin is impossible', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHINESE_CODES, '+8610086', '+86110'),
        fc.constantFrom(...TRUNK_KINDS),
        fc.array(entries, { maxLength: 6 }),
        vectors,
        fc.boolean(),
        fc.oneof(fc.constant(0), anySigns),
        (callerText, trunk, lists, features, all, signs) => {
          const under = { ...(all ? everything : policy), lists: [...policy.lists, ...lists] };
          const caller = read(callerText, 'CN', trunk);
          fc.pre(caller.kind === 'service-code');
          const decision = judge(under, caller, read(MOBILE, 'CN'), trunk, features, signs);
          const facts = { ...callFacts(caller, caller, trunk), signs };
          if (originIsImpossible(facts, countryIndex('CN'))) {
            const isExplained = signRedirection(signs) >= REDIRECTION_TRUSTS.indexOf('trusted');
            expect(trunk === 'international' && !isExplained ? 'abroad' : signLine(signs)).toEqual(
              trunk === 'international' && !isExplained ? 'abroad' : LINE_PERMISSIONS.indexOf('not-allowed'),
            );
            expect(decision.protection?.voided).toBe('impossible-origin');
            expect(decision.appliesTo).toBe('call');
            expect(namesSuspect(decision, 'observe')).toBe(false);
          } else expect(measureRank(decision.measure)).toBeLessThanOrEqual(OBSERVE);
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each(['110', '10086', '+8610086', '96110', '+8695588', '95588'])(
    '%s on an international trunk is blocked, as this call and not as this number',
    (text) => {
      const caller = read(text, 'CN', 'international');
      const decision = judge(policy, caller, read(MOBILE, 'CN'), 'international');
      expect(decision.measure, JSON.stringify(caller)).toBe('block');
      expect(decision.appliesTo).toBe('call');
      expect(decision.signals.map(({ id }) => id)).toEqual([
        'SERVICE_CODE_FROM_ABROAD',
        'CODE_AS_FOREIGN_CALLER',
      ]);
    },
  );

  it.each(['interconnect', 'private', 'unknown'] as const)(
    'the same digits on a trunk of kind %s prove nothing',
    (trunk) => {
      for (const text of ['110', '10086', '95588']) {
        const decision = judge(policy, read(text, 'CN', trunk), read(MOBILE, 'CN'), trunk);
        expect(decision.measure, text).toBe('none');
        expect(decision.appliesTo).toBe('number');
      }
    },
  );

  it('a protected mobile may roam, so a call from abroad does not void its protection', () => {
    const lists = [...policy.lists, listEntry({ list: 'protected', number: MOBILE })];
    const decision = judge(
      { ...everything, lists },
      read(MOBILE, 'CN'),
      read('13900000001', 'CN'),
      'international',
    );
    expect(decision.measure).toBe('observe');
    expect(decision.protection?.voided).toBeNull();
  });

  it('an allowed fixed line gives no shelter to who shows it from abroad', () => {
    const lists = [listEntry({ list: 'allow', number: '+86 10 6000 0000' })];
    const caller = read('+86 10 6000 0000', 'CN', 'international');
    const from = (trunk: TrunkKind) => judge({ ...policy, lists }, caller, read(MOBILE, 'CN'), trunk);
    expect(from('interconnect')).toMatchObject({ measure: 'none', list: { list: 'allow' } });
    expect(from('international')).toMatchObject({ list: null, appliesTo: 'call', measure: 'label' });
  });
});

describe('the classes of the kit', () => {
  it('read as the tests assume', () => {
    expect(read(MOBILE, 'CN')).toMatchObject({ kind: 'e164', type: 'mobile', confidence: 'certain' });
    expect(classOf(read('110', 'CN'))).toBe(classOf(read('110', 'CN', 'subscriber')));
    expect(NOON).toBeGreaterThan(0);
  });
});

describe('a domestic fixed line shown from abroad', () => {
  it('is never blocked, whatever else is known of the number: the call may be forwarded home', () => {
    const caller = read('+862360000001', 'CN', 'international');
    fc.assert(
      fc.property(vectors, (features) => {
        const decision = judge(policy, caller, read(MOBILE, 'CN'), 'international', features);
        expect(decision.appliesTo).toBe('call');
        expect(measureRank(decision.measure)).toBeLessThan(measureRank('block'));
      }),
      { numRuns: 300 },
    );
  });
});
