import { beforeAll, describe, expect, it } from 'vitest';
import { identity, peer, question, redirection } from '../../../../test/kit/call-questions.ts';
import { NOON } from '../../../../test/kit/policy-kit.ts';
import type { CallQuestion } from '../../../domain/call-question.ts';
import { type CallerVerification, NOT_ASKED } from '../../../domain/caller-verification.ts';
import type { Peer } from '../../../domain/peer.ts';
import { loadNumberingPlans } from '../../../main/load-numbering-plans.ts';
import { createNumberNormaliser } from '../number/create-number-normaliser.ts';
import type { NumberNormaliser } from '../number/number-normaliser.ts';
import { claimedCaller } from './claimed-caller.ts';
import { eventOf } from './event-of.ts';
import { readNumberSet } from './read-number-set.ts';

let normaliser: NumberNormaliser;
beforeAll(async () => {
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  normaliser = createNumberNormaliser(plans.value);
});

const TRUSTED = { trustsIdentity: true, trustsRedirection: true };
const PROVED: CallerVerification = { ...NOT_ASKED, result: 'passed', attestation: 'A', diverted: 1 };

const read = (
  asked: Partial<CallQuestion>,
  from: Partial<Peer> = {},
  verification: CallerVerification = NOT_ASKED,
) => eventOf(question(asked), peer(from), verification, normaliser, () => 480);
const told = (...given: Parameters<typeof read>) => read(...given).signalling!;
const numbers = (...entries: string[]) => readNumberSet(entries, 'CN', NOON, normaliser).set;

describe('a plain question', () => {
  it('is an event between the two numbers, everything else not told', () => {
    expect(read({})).toMatchObject({
      source: 'peer:gw1',
      at: NOON,
      utcOffsetMin: 480,
      caller: { canonical: '+8613800000001', raw: 'sip:+8613800000001@gw.example;user=phone' },
      callee: { canonical: '+8613900000002' },
      trunk: 'interconnect',
      outcome: 'unknown',
      ringMs: null,
      talkMs: null,
      problems: [],
      signalling: {
        peer: 'gw1',
        callerFrom: 'from',
        isAsserted: false,
        presented: null,
        isPrivate: false,
        redirections: [],
        redirectionTrust: 'none',
        conflicts: [],
        verification: NOT_ASKED,
        line: 'unknown',
        isOwnFromOutside: false,
        roaming: 'unknown',
      },
    });
  });

  it('has one id however often it is asked, and another for other parties under the same Call-ID', () => {
    const { id } = read({});
    expect(read({ at: NOON + 5_000, receivedAt: NOON + 5_000 }).id).toBe(id);
    expect(read({ callee: 'tel:+8613900000003' }).id).not.toBe(id);
    expect(read({ identities: [identity('from', 'tel:+8613800000009')] }).id).not.toBe(id);
    expect(read({}, { name: 'gw2' }).id).not.toBe(id);
    expect(read({ callee: 'tel:+86-139-0000-0002' }).id).toBe(id);
    const long = 'x'.repeat(5_000);
    expect(read({ callId: `${long}1` }).id).not.toBe(read({ callId: `${long}2` }).id);
    expect(read({ callId: long }).id.length).toBeLessThan(200);
  });

  it('reads the callee of a call from abroad in the national form, the caller never', () => {
    const event = read(
      { callee: 'sip:13900000002@x.example', identities: [identity('from', 'sip:8613800000001@x.example')] },
      { trunk: 'international' },
    );
    expect(event.callee.canonical).toBe('+8613900000002');
    expect(event.caller.canonical).toBe('+8613800000001');
  });
});

const FROM = identity('from', 'sip:+8613800000001@gw.example');
const ANONYMOUS = identity('from', 'sip:anonymous@anonymous.invalid');
const OTHER_SIP = identity('p-asserted-identity', 'sip:+862360000001@ims.example;user=phone');
const OTHER_TEL = identity('p-asserted-identity', 'tel:+862360000001');

describe('who the caller is', () => {
  it('is whom a trusted peer asserts; From is what is shown', () => {
    const identities = [FROM, OTHER_SIP, OTHER_TEL];
    expect(read({ identities }, TRUSTED)).toMatchObject({
      caller: { canonical: '+862360000001' },
      signalling: {
        callerFrom: 'p-asserted-identity',
        isAsserted: true,
        presented: { canonical: '+8613800000001' },
        conflicts: [],
      },
    });
  });

  it('is From whatever an untrusted peer asserts, prefers or remembers', () => {
    for (const header of ['p-asserted-identity', 'p-preferred-identity', 'remote-party-id'] as const)
      for (const first of [FROM, ANONYMOUS]) {
        const event = read({ identities: [identity(header, 'tel:95588'), first] });
        expect(event.caller.raw).toBe(first.address);
        expect(event.signalling).toMatchObject({ callerFrom: 'from', isAsserted: false, presented: null });
      }
  });

  it('is Remote-Party-ID where a trusted peer asserts nothing else', () => {
    const identities = [FROM, identity('remote-party-id', 'sip:02360000001@gw.example')];
    expect(read({ identities }, TRUSTED).caller.canonical).toBe('+862360000001');
    const both = [...identities, identity('p-asserted-identity', 'tel:+8613800000001')];
    const event = read({ identities: both }, TRUSTED);
    expect(event.caller.canonical).toBe('+8613800000001');
    expect(event.signalling!.conflicts).toEqual(['remote-party-id-differs']);
  });

  it('is no Remote-Party-ID that the network has not checked', () => {
    const identities = [FROM, identity('remote-party-id', 'sip:02360000001@gw.example')];
    const event = read({ identities, problems: ['remote-party-id-not-screened'] }, TRUSTED);
    expect(event.caller.canonical).toBe('+8613800000001');
    expect(event.signalling).toMatchObject({ isAsserted: false, presented: null, conflicts: [] });
  });

  it('is P-Preferred-Identity of a trusted peer behind an anonymous From only, and never asserted', () => {
    const preferred = identity('p-preferred-identity', 'tel:+862360000001');
    expect(read({ identities: [FROM, preferred] }, TRUSTED).caller.canonical).toBe('+8613800000001');
    const hidden = read({ identities: [ANONYMOUS, preferred] }, TRUSTED);
    expect(hidden.caller.canonical).toBe('+862360000001');
    expect(hidden.signalling).toMatchObject({ isAsserted: false, isPrivate: true, presented: null });
  });

  it('is the first of two asserted numbers that disagree, which is a conflict (O-12)', () => {
    const identities = [FROM, OTHER_SIP, identity('p-asserted-identity', 'tel:+8613800000001')];
    expect(told({ identities }, TRUSTED).conflicts).toEqual(['asserted-identities-differ']);
    expect(told({ identities }).conflicts).toEqual([]);
    const many = [FROM, OTHER_SIP, OTHER_TEL, OTHER_TEL];
    expect(told({ identities: many }, TRUSTED).conflicts).toEqual(['too-many-asserted-identities']);
  });

  it('is the number where the network vouches for an account beside it', () => {
    const account = identity('p-asserted-identity', 'sip:trunk-7@pbx.example');
    const event = read({ identities: [identity('from', 'sip:95588@pbx.example'), account] }, TRUSTED);
    expect(event.caller.canonical).toBe('95588');
    expect(event.signalling).toMatchObject({ callerFrom: 'from', isAsserted: false });
    const withNumber = read({ identities: [FROM, account, OTHER_TEL] }, TRUSTED);
    expect(withNumber.caller.canonical).toBe('+862360000001');
    expect(withNumber.signalling!.conflicts).toEqual([]);
  });

  it('is known to the network and hidden from the display when privacy is asked for (O-05)', () => {
    for (const privacy of [['id'], ['user', 'critical'], ['header']])
      expect(
        told({ identities: [FROM, { ...OTHER_TEL, address: 'tel:+8613800000001' }], privacy }, TRUSTED),
      ).toMatchObject({
        isPrivate: true,
        isAsserted: true,
        presented: null,
      });
    const hidden = read({ identities: [ANONYMOUS, OTHER_TEL] }, TRUSTED);
    expect(hidden.caller.canonical).toBe('+862360000001');
    expect(hidden.signalling).toMatchObject({ isPrivate: true, presented: null });
    const remote = identity('remote-party-id', 'tel:+8613800000001', { isPrivate: true });
    expect(told({ identities: [FROM, remote] }, TRUSTED).isPrivate).toBe(true);
    expect(told({ privacy: ['none'] }).isPrivate).toBe(false);
  });

  it('is nobody when everything is anonymous or nothing is told', () => {
    const event = read({ identities: [ANONYMOUS], privacy: ['id'] }, TRUSTED);
    expect(event).toMatchObject({ caller: { kind: 'withheld', key: 0 } });
    expect(event.signalling).toMatchObject({ callerFrom: 'from', isPrivate: false, isAsserted: false });
    expect(read({ identities: [] })).toMatchObject({
      caller: { kind: 'withheld' },
      signalling: { callerFrom: 'none' },
    });
  });

  it('is in doubt when the form can hide another', () => {
    expect(told({ problems: ['two-from-headers', 'bare-lf'] }).conflicts).toEqual(['two-from-headers']);
    for (const problem of ['unclosed-quote-in-from', 'text-after-brackets-in-from', 'comma-in-from'])
      expect(told({ problems: [problem] }).conflicts).toEqual([problem]);
    const asserted = 'bracket-in-brackets-in-p-asserted-identity';
    expect(told({ problems: [asserted] }).conflicts).toEqual([]);
    expect(told({ problems: [asserted] }, TRUSTED).conflicts).toEqual([asserted]);
    const two = [FROM, identity('from', 'sip:+8613800000007@gw.example')];
    expect(told({ identities: two }).conflicts).toEqual(['from-identities-differ']);
    expect(told({ identities: [FROM, identity('from', 'tel:+86-138-0000-0001')] }).conflicts).toEqual([]);
  });

  it('is not another for showing an extension or the short form of the same line', () => {
    const asserted = identity('p-asserted-identity', 'tel:+862360000001');
    for (const shown of [
      'sip:8001@pbx.example',
      'sip:alice@pbx.example',
      'sip:02360000001@pbx.example',
      'sip:60000001@pbx.example',
    ])
      expect(told({ identities: [identity('from', shown), asserted] }, TRUSTED).presented, shown).toBeNull();
  });
});

describe('a domestic number on the display of a call from abroad', () => {
  const abroad = { ...TRUSTED, trunk: 'international' } as const;
  const foreign = identity('p-asserted-identity', 'tel:+442079460000');

  it.each([
    ['95588', 'shown-code-from-abroad'],
    ['+8695588', 'shown-code-from-abroad'],
    ['4000000000', 'shown-code-from-abroad'],
    ['+862360000001', 'shown-fixed-line-from-abroad'],
  ])('%s is told as %s', (text, conflict) => {
    const identities = [identity('from', `sip:${text}@gw.example`), foreign];
    expect(told({ identities, privacy: ['id'] }, abroad).conflicts).toEqual([conflict]);
    expect(told({ identities }, { ...abroad, trunk: 'interconnect' }).conflicts).toEqual([]);
  });

  it('may lack its country code, which is a conflict unless it is the short form of the caller', () => {
    const shows = (text: string) =>
      told({ identities: [identity('from', `sip:${text}@gw.example`), foreign] }, abroad).conflicts;
    expect(shows('02360000001')).toEqual(['shown-without-country-code']);
    expect(shows('02079460000')).toEqual([]);
    expect(shows('8001')).toEqual([]);
    expect(shows('alice')).toEqual([]);
  });

  it('is nothing special for a mobile, which may roam', () => {
    expect(told({ identities: [FROM, foreign] }, abroad).conflicts).toEqual([]);
  });
});

/** B was called, passed on to C, who passed on to D. */
const B = 'sip:+8613900000005@b.example';
const C = 'sip:+8613900000006@c.example';
const D = 'sip:+8613900000002@d.example';
const forwarded = (changes: Partial<CallQuestion> = {}): Partial<CallQuestion> => ({
  dialled: B,
  callee: D,
  redirections: [
    redirection(C, { reason: 'unconditional' }),
    redirection(B, { reason: 'no-answer', count: 2 }),
  ],
  ...changes,
});
const chain = (...given: Parameters<typeof read>) =>
  told(...given).redirections.map(({ by, reason, count }) => [by.canonical.slice(-2), reason, count]);

describe('a call that was passed on (K5, O-14)', () => {
  it('keeps everyone in order, and counts only for a trusted peer or by signed proof', () => {
    expect(chain(forwarded())).toEqual([
      ['06', 'unconditional', 1],
      ['05', 'no-answer', 2],
    ]);
    expect(told(forwarded()).redirectionTrust).toBe('claimed');
    expect(told(forwarded(), TRUSTED).redirectionTrust).toBe('trusted');
    expect(told(forwarded(), {}, PROVED).redirectionTrust).toBe('proved');
    expect(told({}, {}, PROVED).redirectionTrust).toBe('proved');
    expect(told(forwarded(), {}, { ...PROVED, result: 'failed' }).redirectionTrust).toBe('claimed');
    expect(told({}, TRUSTED).redirectionTrust).toBe('none');
  });

  it('joins Diversion and History-Info without doubling, each in its order', () => {
    const history = (address: string, reason = 'unknown') =>
      redirection(address, { header: 'history-info', reason });
    const both = forwarded({
      redirections: [redirection(C), history(C, 'unconditional'), history(B, 'no-answer')],
    });
    expect(chain(both)).toEqual([
      ['06', 'unconditional', 1],
      ['05', 'no-answer', 1],
    ]);
    const lost = forwarded({ redirections: [redirection(B, { count: 3 }), history(C), history(B)] });
    expect(chain(lost)).toEqual([
      ['06', 'unknown', 1],
      ['05', 'unknown', 3],
    ]);
    const apart = forwarded({ redirections: [redirection(C), history(B)] });
    expect(chain(apart)).toEqual([
      ['06', 'unknown', 1],
      ['05', 'unknown', 1],
    ]);
  });

  it.each([
    ['a loop', { redirections: [redirection(B), redirection(C), redirection(B)] }],
    ['it comes back to who is called', { redirections: [redirection(D), redirection(B)] }],
    ['nobody whom the caller dialled', { dialled: 'tel:+8613900000077' }],
  ])('is broken by %s, also from a trusted peer', (_why, changes) => {
    expect(told(forwarded(changes), TRUSTED).redirectionTrust).toBe('broken');
  });

  it.each([
    [
      'one telephone with two reasons',
      { redirections: [redirection(C, { reason: 'user-busy' }), redirection(C), redirection(B)] },
    ],
    ['a To that was rewritten', { dialled: D }],
    ['a dialled service number that was translated', { dialled: 'tel:4000000000' }],
    ['a redirector who is not named', { redirections: [redirection('sip:anonymous@anonymous.invalid')] }],
    ['no To', { dialled: null }],
  ])('is not broken by %s', (_why, changes) => {
    expect(told(forwarded(changes), TRUSTED).redirectionTrust).toBe('trusted');
  });

  it('cannot have been passed on abroad by a line that stays at home', () => {
    const abroad = { ...TRUSTED, trunk: 'international' } as const;
    const by = (last: string) =>
      told(forwarded({ redirections: [redirection(last)], dialled: null }), abroad).redirectionTrust;
    expect(by('tel:+862360000009')).toBe('broken');
    expect(by('tel:95588')).toBe('broken');
    expect(by('tel:+8613900000005')).toBe('trusted');
    expect(by('tel:+442079460000')).toBe('trusted');
  });

  it('keeps a bounded chain and says that it was longer', () => {
    const redirections = Array.from({ length: 40 }, (_, nth) =>
      redirection(`tel:+86139000010${String(nth).padStart(2, '0')}`, { count: 1e9 }),
    );
    const event = read({ redirections });
    expect(event.signalling!.redirections).toHaveLength(20);
    expect(event.signalling!.redirections[0]!.count).toBe(99);
    expect(event.problems).toContain('too-many-redirections');
  });
});

describe('what the carrier knows of its own numbers', () => {
  it('tells an own number that comes in from outside, whether asserted or only shown', () => {
    const ownNumbers = numbers('+8613800000001', '+8623600*');
    const own = (asked: Partial<CallQuestion>, from: Partial<Peer> = {}) =>
      told(asked, { ownNumbers, ...from }).isOwnFromOutside;
    expect(own({})).toBe(true);
    expect(own({}, { trunk: 'international' })).toBe(true);
    for (const trunk of ['subscriber', 'private', 'unknown'] as const) expect(own({}, { trunk })).toBe(false);
    expect(own({ identities: [OTHER_TEL, identity('from', 'tel:+8613700000001')] })).toBe(false);
    expect(own({ identities: [identity('from', 'tel:02360000009')] })).toBe(true);
    const shown = [FROM, identity('p-asserted-identity', 'tel:+8613700000001')];
    expect(own({ identities: shown }, TRUSTED)).toBe(true);
  });

  it('measures a voice line by its list, in any written form (O-29)', () => {
    const line = (from: string, asked: Partial<CallQuestion> = {}, changes: Partial<Peer> = {}) =>
      told(
        { identities: [identity('from', from)], ...asked },
        { trunk: 'private', allowedCallers: numbers('023 6000 0001', '95588'), ...changes },
      ).line;
    for (const text of [
      'tel:+862360000001',
      'sip:02360000001@pbx.example',
      'sip:2360000001@pbx.example',
      'tel:95588',
    ])
      expect(line(text), text).toBe('allowed');
    for (const text of ['tel:+862360000002', 'tel:110', 'sip:8001@pbx.example', 'sip:bank@pbx.example'])
      expect(line(text), text).toBe('not-allowed');
    expect(line('sip:anonymous@anonymous.invalid')).toBe('unknown');
    expect(line('tel:110', {}, { allowedCallers: null })).toBe('unknown');
    expect(line('tel:110', {}, { trunk: 'subscriber' })).toBe('not-allowed');
  });

  it('measures what a line passes on by the line, if that is vouched for', () => {
    const passed = (trustsRedirection: boolean) =>
      told(
        { redirections: [redirection('tel:+862360000001')] },
        { trunk: 'private', allowedCallers: numbers('+862360000001'), trustsRedirection },
      ).line;
    expect(passed(true)).toBe('allowed');
    expect(passed(false)).toBe('not-allowed');
  });

  it('believes that a mobile is abroad from a trusted peer only, that it is at home from all', () => {
    expect(told({ roaming: true }).roaming).toBe('unknown');
    expect(told({ roaming: true }, TRUSTED).roaming).toBe('abroad');
    expect(told({ roaming: false }).roaming).toBe('at-home');
  });
});

describe('the numbers a verifier compares', () => {
  it('are the caller as believed, the dialled and the present target', () => {
    const claimed = claimedCaller(
      question({ identities: [FROM, OTHER_TEL], dialled: 'sip:13900000005@x.example' }),
      peer(TRUSTED),
      normaliser,
    );
    expect(claimed).toMatchObject({
      caller: { canonical: '+862360000001' },
      from: { canonical: '+8613800000001' },
      dialled: { canonical: '+8613900000005' },
      target: { canonical: '+8613900000002' },
    });
    const untrusted = claimedCaller(question({ identities: [FROM, OTHER_TEL] }), peer(), normaliser);
    expect(untrusted).toMatchObject({
      caller: { canonical: '+8613800000001' },
      dialled: { canonical: '+8613900000002' },
    });
  });
});
