import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSubject } from '../../../test/kit/casework-database.ts';
import type { AccessGrant } from '../../domain/access-grant.ts';
import type { AgencyKind } from '../../domain/agency-kind.ts';
import { ROLES, type Role } from '../../domain/role.ts';
import type { Intent, Subject } from '../../domain/subject.ts';
import { type AccessObject, objectOf } from './access-object.ts';
import type { AccessPolicy } from './access-policy.ts';
import { type AccessDecision, decide } from './decide.ts';
import { loadAccessPolicy } from './load-access-policy.ts';
import { unmask } from './unmask.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../policy');
const POLICY = loadAccessPolicy(FOLDER);
const NOW = 1_000_000;
const PLACES = {
  own: { id: 'own', kind: 'police', path: ['top', 'own'] },
  below: { id: 'below', kind: 'police', path: ['top', 'own', 'below'] },
  top: { id: 'top', kind: 'police', path: ['top'] },
  other: { id: 'other', kind: 'police', path: ['other'] },
} as const;
const PEOPLE = ['me'] as const;

const roleOf = (role: Role, over: Partial<Subject> = {}): Subject =>
  testSubject('own', role, {
    person: 'me',
    path: ['top', 'own'],
    agencyKind: POLICY.roles.get(role)?.agencies[0] ?? 'police',
    ...over,
  });

/** Everything that could help is there; each test takes one thing away. */
const full = (owner: AccessObject['owner'], over: Partial<AccessObject> = {}): AccessObject =>
  objectOf('thing', owner, {
    id: 'x',
    caseRef: 'case-1',
    team: ['me'],
    people: [...PEOPLE],
    orderedBy: PLACES.own,
    acts: {
      created: ['a'],
      requested: ['a'],
      proposed: ['a'],
      decided: ['a'],
      answered: ['a'],
      executed: ['a'],
      'first-reviewed': ['a'],
      subject: ['a'],
    },
    ...over,
  });

const purposeFor = (role: Role, action: string): Intent => {
  const found = [...POLICY.purposes.values()].find(
    ({ roles, allowsUnmasking }) => roles.includes(role) && (allowsUnmasking || !action.startsWith('pii.')),
  );
  return { purpose: found?.id ?? null, caseRef: 'case-1' };
};
const grantTo = (action: string, purpose: string | null, over: Partial<AccessGrant> = {}): AccessGrant => ({
  id: 'g',
  owningAgency: 'other',
  grantee: 'own',
  person: null,
  caseRef: 'case-1',
  actions: [action],
  purposes: [purpose ?? 'none'],
  from: 0,
  until: NOW + 1,
  revokedAt: null,
  ...over,
});
const ask = (
  subject: Subject,
  action: string,
  object: AccessObject,
  policy: AccessPolicy = POLICY,
  intent = purposeFor(subject.role, action),
): AccessDecision => decide(subject, action, object, { policy, at: NOW, intent });
const word = (decision: AccessDecision): string => (decision.allowed ? decision.reach : decision.reason);

describe('decide', () => {
  it('answers every role, action and kind of object as the table says', () => {
    let cells = 0;
    for (const role of ROLES)
      for (const action of POLICY.actions.keys()) {
        const reaches = POLICY.roles.get(role)?.may.get(action);
        const own = full(PLACES.own, { parties: [PLACES.own] });
        const intent = purposeFor(role, action);
        const named = grantTo(action, intent.purpose, { owningAgency: 'own', person: 'me' });
        const needsGrant = POLICY.actions.get(action)?.needsGrant === true;
        const subject = roleOf(role, needsGrant ? { grants: [named] } : {});
        const isOrderedElsewhere = reaches?.[0] === 'ordered' && subject.agencyKind !== 'police';
        const isSectorOnly = reaches?.every((reach) => reach === 'sector') === true;
        const expected = reaches !== undefined && !isOrderedElsewhere && !isSectorOnly;
        expect([role, action, ask(subject, action, own).allowed]).toEqual([role, action, expected]);
        const foreign = full(PLACES.other, { team: [], people: [], orderedBy: null });
        const isAny = reaches?.includes('any') === true;
        expect([role, action, 'other', ask(roleOf(role), action, foreign).allowed]).toEqual([
          role,
          action,
          'other',
          isAny,
        ]);
        expect([role, action, 'none', ask(roleOf(role), action, full(null, { people: [] })).allowed]).toEqual(
          [role, action, 'none', isAny],
        );
        const isOpened =
          reaches?.some((reach) => ['unit', 'party', 'team'].includes(reach)) === true && !needsGrant;
        const granted = roleOf(role, { grants: [grantTo(action, intent.purpose)] });
        const needs = isOpened && intent.purpose !== null;
        expect([role, action, 'granted', ask(granted, action, foreign).allowed]).toEqual([
          role,
          action,
          'granted',
          isAny || needs,
        ]);
        const ended = roleOf(role, { grants: [grantTo(action, intent.purpose, { until: NOW })] });
        expect([role, action, 'ended', ask(ended, action, foreign).allowed]).toEqual([
          role,
          action,
          'ended',
          isAny,
        ]);
        const revoked = roleOf(role, { grants: [grantTo(action, intent.purpose, { revokedAt: 1 })] });
        expect([role, action, 'revoked', ask(revoked, action, foreign).allowed]).toEqual([
          role,
          action,
          'revoked',
          isAny,
        ]);
        const gone = roleOf(role, { until: NOW });
        expect(ask(gone, action, own).allowed).toBe(false);
        const seconded = roleOf(role, { homeAgency: 'other' });
        expect([role, action, 'seconded', ask(seconded, action, foreign).allowed]).toEqual([
          role,
          action,
          'seconded',
          isAny,
        ]);
        cells += 8;
      }
    expect(cells).toBeGreaterThan(6000);
  });

  const carrier = (path: readonly string[]) =>
    ({ id: path.at(-1)!, kind: 'carrier' as AgencyKind, path }) as const;
  // Written by hand from the table of roles in docs/casework/access.md.
  it.each<[Role, string, Partial<AccessObject>, string]>([
    ['case-officer', 'request.create', {}, 'own'],
    ['case-officer', 'order.propose', {}, 'own'],
    ['case-officer', 'order.approve', {}, 'role'],
    ['case-officer', 'stop-pay.approve', {}, 'role'],
    ['case-officer', 'pii.unmask', {}, 'team'],
    ['case-officer', 'pii.unmask', { team: [] }, 'not-on-team'],
    ['case-officer', 'appeal.decide', {}, 'role'],
    ['case-officer', 'audit.read', { people: [] }, 'not-yours'],
    ['police-supervisor', 'order.approve', {}, 'unit'],
    ['police-supervisor', 'order.approve', { acts: { proposed: ['me'] } }, 'separation'],
    ['police-supervisor', 'order.approve', { acts: {} }, 'separation-unknown'],
    ['police-supervisor', 'order.approve', { owner: PLACES.below }, 'unit'],
    ['police-supervisor', 'order.approve', { owner: PLACES.top }, 'other-agency'],
    ['police-supervisor', 'appeal.decide', {}, 'ordered'],
    ['police-supervisor', 'appeal.decide', { orderedBy: carrier(['c']) }, 'other-agency'],
    ['police-supervisor', 'appeal.decide', { acts: { decided: ['me'] } }, 'separation'],
    ['regulator-officer', 'pii.unmask', {}, 'role'],
    ['regulator-officer', 'rectification.verify', { owner: carrier(['c']) }, 'sector'],
    ['regulator-officer', 'appeal.decide', { orderedBy: { ...PLACES.own, kind: 'regulator' } }, 'ordered'],
    ['enforcement-officer', 'penalty.decide', {}, 'unit'],
    ['enforcement-officer', 'appeal.decide', {}, 'role'],
    ['handler', 'order.execute', { parties: [PLACES.own], owner: PLACES.other }, 'party'],
    ['handler', 'order.execute', { parties: [PLACES.below], owner: PLACES.other }, 'party'],
    ['handler', 'order.verify', {}, 'role'],
    ['handler', 'order.approve', {}, 'role'],
    ['handler', 'request.create', {}, 'role'],
    ['liaison', 'leg.accept', { parties: [PLACES.own], owner: PLACES.other }, 'party'],
    ['liaison', 'leg.answer', { parties: [PLACES.own] }, 'role'],
    ['liaison', 'pii.unmask', {}, 'role'],
    ['analyst', 'pii.unmask', {}, 'role'],
    ['analyst', 'campaign.draft', {}, 'own'],
    ['analyst', 'campaign.approve', {}, 'role'],
    ['appeals-officer', 'appeal.decide', {}, 'unit'],
    ['appeals-officer', 'appeal.decide', { acts: { decided: ['me'] } }, 'separation'],
    ['auditor', 'audit.read', { owner: PLACES.other }, 'any'],
    ['auditor', 'report.read', {}, 'role'],
    ['data-protection-officer', 'pii.approve-bulk', {}, 'unit'],
    ['data-protection-officer', 'pii.unmask', {}, 'role'],
    ['system-administrator', 'pii.unmask', {}, 'role'],
    ['system-administrator', 'report.read', {}, 'role'],
    ['system-administrator', 'audit.read', {}, 'role'],
    ['system-administrator', 'audit.read-config', {}, 'unit'],
    ['citizen', 'appeal.file', {}, 'self'],
    ['citizen', 'appeal.file', { people: ['another'] }, 'not-yours'],
    ['system', 'report.read', {}, 'role'],
    ['police-supervisor', 'audit.edit', {}, 'never'],
    ['auditor', 'history.delete', {}, 'never'],
    ['police-supervisor', 'nothing.known', {}, 'unknown-action'],
    ['police-supervisor', 'case.read', { closedTo: ['me'] }, 'deny-wall'],
    ['police-supervisor', 'case.read', { closedTo: ['top'] }, 'deny-wall'],
    ['police-supervisor', 'pii.unmask', { caseRef: 'case-2' }, 'case-differs'],
    ['police-supervisor', 'pii.export', {}, 'grant-missing'],
  ])('%s, %s, %j: %s', (role, action, over, expected) => {
    const { owner, ...rest } = over;
    expect(word(ask(roleOf(role), action, full(owner ?? PLACES.own, rest)))).toBe(expected);
  });

  it('asks why, and whether that suits the role and plain text', () => {
    const supervisor = roleOf('police-supervisor');
    const because = (purpose: string | null, caseRef: string | null = 'case-1') =>
      word(ask(supervisor, 'pii.unmask', full(PLACES.own), POLICY, { purpose, caseRef }));
    expect(because(null)).toBe('purpose-missing');
    expect(because('curiosity')).toBe('purpose-unknown');
    expect(because('supervision')).toBe('purpose-not-for-role');
    expect(because('triage')).toBe('purpose-not-for-unmasking');
    expect(because('investigation', null)).toBe('case-missing');
    expect(because('investigation')).toBe('unit');
  });

  it('speaks both languages and leaves no gap open', () => {
    const decision = ask(roleOf('analyst'), 'pii.unmask', full(PLACES.own));
    expect(decision).toMatchObject({
      words: { zh: expect.stringContaining('研判员'), en: expect.stringContaining('analyst') },
    });
    expect(JSON.stringify(decision)).not.toMatch(/[{](?:action|role)[}]/);
  });

  const role = fc.constantFrom(...ROLES);
  const action = fc.constantFrom(...POLICY.actions.keys(), 'audit.edit', 'history.edit', 'pii.anything');
  const place = fc.constantFrom(...Object.values(PLACES), null);
  const anything = fc.record({
    parties: fc.subarray(Object.values(PLACES)),
    people: fc.subarray(['me', 'you']),
    team: fc.subarray(['me', 'you']),
    acts: fc.dictionary(
      fc.constantFrom('proposed', 'created', 'decided', 'executed'),
      fc.subarray(['me', 'a']),
    ),
  });
  const refusal = fc.record({
    role: fc.option(role),
    action: fc.option(action),
    agency: fc.option(fc.constantFrom('top', 'own', 'other')),
  });

  it('never allows more after a refusal was added', () => {
    fc.assert(
      fc.property(
        role,
        action,
        place,
        anything,
        fc.array(refusal, { maxLength: 4 }),
        refusal,
        (who, what, owner, over, refusals, more) => {
          const before = { ...POLICY, refusals };
          const after = { ...POLICY, refusals: [...refusals, more] };
          const object = full(owner, over);
          if (!ask(roleOf(who), what, object, before).allowed)
            expect(ask(roleOf(who), what, object, after).allowed).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('lets the system administrator unmask nothing, even under a table that says so', () => {
    const administrator = POLICY.roles.get('system-administrator')!;
    const may = new Map([...administrator.may, ['pii.unmask', ['any']], ['pii.export', ['any']]] as const);
    const rigged: AccessPolicy = {
      ...POLICY,
      roles: new Map([...POLICY.roles, ['system-administrator', { ...administrator, may }]]),
      purposes: new Map(
        [...POLICY.purposes].map(([id, rule]) => [
          id,
          { ...rule, roles: [...rule.roles, 'system-administrator'] },
        ]),
      ),
    };
    fc.assert(
      fc.property(place, anything, fc.constantFrom(...POLICY.purposes.keys()), (owner, over, purpose) => {
        const context = { policy: rigged, at: NOW, intent: { purpose, caseRef: 'case-1' } };
        expect(unmask(roleOf('system-administrator'), full(owner, over), ['name'], context).allowed).toBe(
          false,
        );
      }),
    );
  });

  it('lets no role edit history', () => {
    for (const who of ROLES)
      for (const what of ['audit.edit', 'audit.delete', 'audit.write', 'history.edit', 'history.delete'])
        expect(word(ask(roleOf(who), what, full(PLACES.own)))).toBe('never');
  });

  it('lets a key do no more than its scopes', () => {
    const key = roleOf('handler', { via: 'key', scopes: ['leg.answer'] });
    const object = full(PLACES.other, { parties: [PLACES.own] });
    expect(word(ask(key, 'leg.answer', object))).toBe('party');
    expect(word(ask(key, 'order.execute', object))).toBe('key-scope');
    expect(word(ask(roleOf('handler', { scopes: ['order.approve'] }), 'order.approve', object))).toBe('role');
  });

  it('gives the audit what was unmasked, why and by whom, without content', () => {
    const seconded = roleOf('police-supervisor', { homeAgency: 'carrier.x' });
    const intent = { purpose: 'investigation', caseRef: 'case-1' };
    const result = unmask(seconded, full(PLACES.own), ['name', 'phone'], { policy: POLICY, at: NOW, intent });
    expect(result).toMatchObject({
      allowed: true,
      record: {
        kind: 'unmask',
        at: NOW,
        person: 'me',
        agency: 'own',
        homeAgency: 'carrier.x',
        caseRef: 'case-1',
        fields: ['name', 'phone'],
      },
    });
  });
});
