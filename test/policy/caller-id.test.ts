import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from '../../src/domain/call-facts.ts';
import type { CallQuestion, ClaimedIdentity, ClaimedRedirection } from '../../src/domain/call-question.ts';
import { IDENTITY_HEADERS } from '../../src/domain/call-question.ts';
import { type CallerVerification, NOT_ASKED } from '../../src/domain/caller-verification.ts';
import { FEATURES } from '../../src/domain/feature-catalogue.ts';
import { measureRank } from '../../src/domain/measure.ts';
import type { Peer } from '../../src/domain/peer.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { TRUNK_KINDS } from '../../src/domain/trunk.ts';
import type { Decision } from '../../src/domain/verdict.ts';
import { loadNumberingPlans } from '../../src/main/load-numbering-plans.ts';
import { blockKindOf, compileDecider, namesSuspect } from '../../src/traffic/decide/index.ts';
import { type CompiledDetector, compileDetector } from '../../src/traffic/detect/index.ts';
import {
  createNumberNormaliser,
  eventOf,
  type NumberNormaliser,
  readNumberSet,
} from '../../src/traffic/normalise/index.ts';
import { identity, peer, question, redirection } from '../kit/call-questions.ts';
import { featureVector, NOON, shippedPolicy } from '../kit/policy-kit.ts';

/** Caller-ID legality (反电信网络诈骗法 art. 13) the whole way: a question as a switch asks it, and what is decided. */
let policy: Policy;
let normaliser: NumberNormaliser;
let detector: CompiledDetector;
beforeAll(async () => {
  policy = await shippedPolicy();
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  normaliser = createNumberNormaliser(plans.value);
  detector = compileDetector(policy, (text, country) =>
    normaliser.normalise(text, { country, trunk: 'unknown', at: NOON }),
  );
});

function judge(
  asked: Partial<CallQuestion>,
  from: Partial<Peer>,
  verification: CallerVerification = NOT_ASKED,
  features = featureVector(),
): Decision {
  const event = eventOf(question(asked), peer(from), verification, normaliser, () => 480);
  return compileDecider(policy).decide(detector.detect(factsOf(event), features));
}
const caller = (address: string, ...more: ClaimedIdentity[]): Partial<CallQuestion> => ({
  identities: [identity('from', address), ...more],
});
const rules = (decision: Decision) => decision.signals.map(({ id }) => id);
const numbers = (...entries: string[]) => readNumberSet(entries, 'CN', NOON, normaliser).set;

const ABROAD: Partial<Peer> = { trunk: 'international' };
const TRUSTED: Partial<Peer> = { trustsIdentity: true, trustsRedirection: true };
const FIXED = 'tel:+862360000001';
const MOBILE = 'tel:+8613800000001';
const TRAVELLER = 'tel:+8613900000005';

describe('a service code', () => {
  it.each([
    'tel:95588',
    'sip:+8695588@x.example',
    'sip:008695588@x.example',
    'tel:110',
    'tel:10086',
    'tel:96110',
    'tel:+864000000000',
  ])('%s from abroad is blocked by the law, as this call and not as this number (O-03)', (address) => {
    const decision = judge(caller(address), ABROAD);
    expect(decision.measure, JSON.stringify(decision.signals)).toBe('block');
    expect(blockKindOf(decision, policy)).toBe('law');
    expect(decision.appliesTo).toBe('call');
    expect(namesSuspect(decision, 'observe')).toBe(false);
  });

  it('that a traveller forwards home comes back from abroad, and nobody is harmed (O-14)', () => {
    const forwarded = { ...caller('tel:95588'), dialled: TRAVELLER, redirections: [redirection(TRAVELLER)] };
    const trusted = judge(forwarded, { ...ABROAD, ...TRUSTED });
    expect(trusted).toMatchObject({ measure: 'none', appliesTo: 'number' });
    expect(rules(trusted)).toEqual(['EXCUSED_BY_REDIRECTION']);
    const proved = judge(forwarded, ABROAD, {
      ...NOT_ASKED,
      result: 'passed',
      attestation: 'A',
      diverted: 1,
    });
    expect(proved.measure).toBe('none');
  });

  it('is no less blocked for a forged redirection, which is noted', () => {
    const forged = { ...caller('tel:95588'), redirections: [redirection(TRAVELLER)] };
    const decision = judge(forged, ABROAD);
    expect(decision.measure).toBe('block');
    expect(rules(decision)).toContain('REDIRECTION_AS_EXCUSE');
    const impossible = { ...caller('tel:95588'), redirections: [redirection('tel:+862360000009')] };
    expect(judge(impossible, { ...ABROAD, ...TRUSTED }).measure).toBe('block');
  });

  it('is in order between carriers and on a leased line, and told on a subscriber line', () => {
    for (const trunk of ['interconnect', 'private', 'unknown'] as const)
      expect(judge(caller('tel:95588'), { trunk }).measure, trunk).toBe('none');
    expect(judge(caller('tel:95588'), { trunk: 'subscriber' })).toMatchObject({
      measure: 'label',
      appliesTo: 'call',
    });
    expect(judge(caller('tel:110'), { trunk: 'subscriber' }).measure).toBe('observe');
  });

  it('of our own from another carrier is told', () => {
    const own = { ownNumbers: numbers('10086', '+8623600*') };
    expect(rules(judge(caller('tel:10086'), own))).toEqual(['OWN_NUMBER_FROM_OUTSIDE']);
    expect(judge(caller('tel:10086'), own).measure).toBe('observe');
    expect(judge(caller('tel:10010'), own).measure).toBe('none');
    const unprotected = { ownNumbers: numbers('95588') };
    expect(judge(caller('tel:95588'), unprotected)).toMatchObject({ measure: 'label', appliesTo: 'call' });
  });

  it('our own fixed line and mobile from another carrier are labelled and watched, unless passed on by whom we trust', () => {
    const own = { ownNumbers: numbers('+8623600*', '+8613800000001') };
    expect(judge(caller(FIXED), own)).toMatchObject({ measure: 'label', appliesTo: 'call' });
    expect(judge(caller(MOBILE), own).measure).toBe('observe');
    for (const address of [FIXED, MOBILE]) {
      const passed = { ...caller(address), redirections: [redirection('tel:+8613700000009')] };
      expect(judge(passed, { ...own, ...TRUSTED }).measure, address).toBe('none');
      expect(judge(passed, own).measure, address).toBe(judge(caller(address), own).measure);
      expect(judge(caller(address), { ...own, trunk: 'subscriber' }).measure, address).toBe('none');
    }
    const roaming = { ...caller(MOBILE), roaming: true };
    expect(rules(judge(roaming, { ...own, ...TRUSTED }))).toEqual([]);
  });

  it('on the display alone, the network naming a line abroad, is blocked as well', () => {
    const asserted = identity('p-asserted-identity', 'tel:+442079460000');
    const decision = judge(caller('tel:95588', asserted), { ...ABROAD, trustsIdentity: true });
    expect(rules(decision)).toEqual([
      'CODE_SHOWN_FROM_ABROAD',
      'CODE_SHOWN_BY_ANOTHER',
      'OTHER_NUMBER_SHOWN',
    ]);
    expect(decision.measure).toBe('block');
    const hidden = judge(
      { ...caller('tel:95588', asserted), privacy: ['id'] },
      { ...ABROAD, trustsIdentity: true },
    );
    expect(hidden.measure).toBe('block');
  });
});

describe('a domestic fixed line from abroad', () => {
  it('is labelled, forwarded by whom we trust it is not, and never blocked', () => {
    expect(judge(caller(FIXED), ABROAD)).toMatchObject({ measure: 'label', appliesTo: 'call' });
    const forwarded = { ...caller(FIXED), redirections: [redirection(TRAVELLER)] };
    expect(judge(forwarded, { ...ABROAD, ...TRUSTED }).measure).toBe('none');
    expect(judge(forwarded, ABROAD).measure).toBe('label');
    const shown = caller(FIXED, identity('p-asserted-identity', 'tel:+442079460000'));
    expect(judge(shown, { ...ABROAD, trustsIdentity: true }).measure).toBe('warn');
  });
});

describe('a domestic mobile from abroad', () => {
  const roaming = (where: boolean | null, from: Partial<Peer> = TRUSTED) =>
    judge({ ...caller(MOBILE), roaming: where }, { ...ABROAD, ...from });

  it('may roam: nothing is done, and nothing said once that is known', () => {
    expect(roaming(null)).toMatchObject({ measure: 'none', appliesTo: 'number' });
    expect(rules(roaming(null))).toEqual(['DOMESTIC_MOBILE_FROM_ABROAD']);
    expect(rules(roaming(true))).toEqual([]);
  });

  it('is blocked when its network says that it is at home', () => {
    expect(roaming(false)).toMatchObject({ measure: 'block', appliesTo: 'call' });
    expect(rules(roaming(false, {}))).toEqual(['MOBILE_AT_HOME_FROM_ABROAD', 'MOBILE_IS_ELSEWHERE']);
  });
});

describe('a leased voice line', () => {
  const line = (address: string, changes: Partial<Peer> = {}, asked: Partial<CallQuestion> = {}) =>
    judge(
      { ...caller(address), ...asked },
      { trunk: 'private', allowedCallers: numbers('023 6000 0001', '+86236000001*'), ...changes },
    );

  it('may show the numbers of its list', () => {
    for (const address of [FIXED, 'sip:02360000001@pbx.example', 'tel:+862360000015'])
      expect(line(address).measure, address).toBe('none');
  });

  it.each(['tel:110', 'tel:95588', 'tel:+861065000000', MOBILE, 'tel:+442079460000'])(
    'that shows %s is blocked by the law',
    (address) => {
      const decision = line(address);
      expect(decision.measure, JSON.stringify(decision)).toBe('block');
      expect(blockKindOf(decision, policy)).toBe('law');
      expect(decision.appliesTo).toBe('call');
    },
  );

  it('that lets an extension out is labelled, one that sends no number watched', () => {
    expect(line('sip:8001@pbx.example').measure).toBe('label');
    const silent = line('sip:anonymous@anonymous.invalid');
    expect(rules(silent)).toContain('NO_NUMBER_ON_LINE');
    expect(silent.measure).toBe('observe');
  });

  it('without a list proves nothing', () => {
    expect(line('tel:95588', { allowedCallers: null }).measure).toBe('none');
  });
});

describe('irregular callers', () => {
  it.each([
    ['tel:+86023', {}, 'IMPOSSIBLE_NUMBER'],
    ['sip:+266696687@x.example', {}, 'KEYPAD_WORD_CALLER'],
    ['sip:02360000001@x.example', ABROAD, 'NOT_INTERNATIONAL_FORM'],
    ['sip:+861234567890123456@x.example', ABROAD, 'UNREADABLE_CALLER'],
    ['tel:4000000000', {}, 'CALLER_IS_400'],
    ['tel:8000000000', {}, 'CALLER_IS_400'],
    ['sip:anonymous@anonymous.invalid', {}, 'NO_NUMBER_BETWEEN_NETWORKS'],
  ] as const)('%s is noticed and at most watched (O-05)', (address, from, rule) => {
    const decision = judge(caller(address), from);
    expect(rules(decision)).toContain(rule);
    expect(measureRank(decision.measure)).toBeLessThanOrEqual(measureRank('observe'));
  });

  it.each(['tel:+2025550143', 'tel:+39390669000000', 'tel:+390669000000', 'sip:+12025550143x136@x.example'])(
    '%s, a reading in doubt or a foreign form, is no impossible number (O-01, O-02, O-04)',
    (address) => {
      const decision = judge(caller(address), ABROAD);
      expect(measureRank(decision.measure), JSON.stringify(decision.signals)).toBeLessThanOrEqual(
        measureRank('observe'),
      );
    },
  );
});

describe('signed statements (profile: intl)', () => {
  it.each([
    [{ result: 'failed', reason: 'bad-signature' }, 'SIGNATURE_FAILED', 'observe'],
    [{ result: 'not-verified', reason: 'no-identity' }, 'NOT_VERIFIED', 'none'],
    [{ result: 'passed', attestation: 'C' }, 'GATEWAY_ATTESTATION', 'none'],
  ] as const)('%j', (outcome, rule, measure) => {
    const decision = judge({}, {}, { ...NOT_ASKED, ...outcome });
    expect(rules(decision)).toEqual([rule]);
    expect(decision.measure).toBe(measure);
  });

  it('that hold say nothing against the call', () => {
    expect(rules(judge({}, {}, { ...NOT_ASKED, result: 'passed', attestation: 'A' }))).toEqual([]);
  });
});

/** Whatever an untrusted peer writes into headers beside From: it must not make the measure milder. */
describe('claims of an untrusted peer', () => {
  const address = fc.constantFrom(
    'tel:95588',
    FIXED,
    MOBILE,
    TRAVELLER,
    'tel:+442079460000',
    'sip:anonymous@anonymous.invalid',
    'sip:8001@pbx.example',
    'tel:4000000000',
    '',
  );
  const claimedIdentity: fc.Arbitrary<ClaimedIdentity> = fc.record({
    header: fc.constantFrom(...IDENTITY_HEADERS.slice(1)),
    address,
    display: fc.constant(null),
    isPrivate: fc.boolean(),
  });
  const claimedRedirection: fc.Arbitrary<ClaimedRedirection> = fc.record({
    header: fc.constantFrom('diversion', 'history-info', 'record'),
    address,
    reason: fc.constantFrom('unknown', 'no-answer', 'unconditional'),
    count: fc.integer({ min: 1, max: 5 }),
    isPrivate: fc.boolean(),
  });
  const features = fc
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

  it('never lower a measure', () => {
    const own = numbers('+8613800000001', '+8623600*', '95588');
    fc.assert(
      fc.property(
        address,
        fc.constantFrom(...TRUNK_KINDS),
        fc.array(claimedIdentity, { maxLength: 3 }),
        fc.array(claimedRedirection, { maxLength: 4 }),
        fc.subarray(['id', 'user', 'header', 'none']),
        fc.constantFrom(null, true),
        features,
        (from, trunk, identities, redirections, privacy, roaming, vector) => {
          const place = { trunk, ownNumbers: own, allowedCallers: trunk === 'private' ? own : null };
          const bare = judge(caller(from), place, NOT_ASKED, vector);
          const claims = { ...caller(from, ...identities), redirections, privacy, roaming };
          const claimed = judge(claims, place, NOT_ASKED, vector);
          expect(measureRank(claimed.measure)).toBeGreaterThanOrEqual(measureRank(bare.measure));
          if (bare.appliesTo === 'number' && bare.signals.some(({ weight }) => weight > 0))
            expect(claimed.score!).toBeGreaterThanOrEqual(bare.score!);
        },
      ),
      { numRuns: 600 },
    );
  });
});
