import { randomBytes, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTestAgency, startTestCasework, type TestCasework } from '../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../test/kit/embedded-postgres-peer.ts';
import { postgresDirectory } from '../../platform/shared/postgres/access/postgres-directory.ts';
import { postgresKeys } from '../../platform/shared/postgres/access/postgres-keys.ts';
import { postgresSignIn } from '../../platform/shared/postgres/access/postgres-sign-in.ts';
import { createKey, resolveKey } from '../keys/api-keys.ts';
import { appoint } from '../people/appointments.ts';
import { loadAccessPolicy } from '../permission/load-access-policy.ts';
import { hashPassword } from './password-hash.ts';
import { confirmTotp, offerTotp } from './second-factor.ts';
import { secretBox } from './secret-box.ts';
import { endAllSessions, resolveSession, switchAppointment } from './sessions.ts';
import { type SignedIn, type SignInAttempt, type SignInPorts, signIn } from './sign-in.ts';
import { totpCode } from './totp.ts';

const POLICY = loadAccessPolicy(join(dirname(fileURLToPath(import.meta.url)), '../../../policy'));
const DECISION = { by: 'test', reason: 'test' };
const PASSWORD = 'seven green kettles sing';
const DAY = 86_400_000;

describe.skipIf(missingPostgres())('sign-in and keys on PostgreSQL', () => {
  let test: TestCasework;
  let ports: SignInPorts;
  let now = 1_800_000_000_000;
  beforeAll(async () => {
    test = await startTestCasework(6);
    await addTestAgency(test.owner, 'police.cq', 'police');
    await addTestAgency(test.owner, 'carrier.a', 'carrier');
    ports = {
      directory: postgresDirectory(test.casework.gate),
      store: postgresSignIn(test.casework.gate),
      clock: { now: () => now },
      key: randomBytes(32),
    };
  });
  afterAll(() => test?.stop());

  interface Known {
    readonly id: string;
    readonly login: string;
    readonly secret: Buffer;
    readonly appointment: string;
  }
  const newPerson = async (
    home = 'police.cq',
    role: 'case-officer' | 'handler' = 'case-officer',
  ): Promise<Known> => {
    const id = randomUUID();
    const login = `p${id.slice(0, 8)}`;
    const secret = randomBytes(20);
    await ports.directory.addPerson({ id, login, name: '测试', homeAgency: home });
    await ports.store.setPassword(id, await hashPassword(PASSWORD), now);
    await ports.store.setTotp(id, secretBox(ports.key).seal(secret, id));
    await ports.store.takeTotpStep(id, 1);
    const made = await appoint(
      ports.directory,
      POLICY,
      { person: id, agency: home, role, from: now - DAY, until: null },
      DECISION,
    );
    if (!made.ok) throw new Error(made.detail);
    return { id, login, secret, appointment: made.value };
  };
  const codeOf = (who: Known): string => totpCode(who.secret, Math.floor(now / 30_000));
  const attempt = (who: Known, over: Partial<SignInAttempt> = {}) =>
    signIn(ports, {
      login: who.login,
      password: PASSWORD,
      code: codeOf(who),
      appointment: null,
      network: '192.0.2.1',
      device: null,
      ...over,
    });
  const entered = async (who: Known, over: Partial<SignInAttempt> = {}): Promise<SignedIn> => {
    now += 60_000;
    const result = await attempt(who, over);
    if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
    return result.value;
  };

  it('opens a session for both factors and takes a code once', async () => {
    const who = await newPerson();
    const { token } = await entered(who);
    expect(token).toMatch(/^jts_[\w-]{43}$/);
    const subject = await resolveSession(ports, token);
    expect(subject).toMatchObject({
      ok: true,
      value: { person: who.id, agency: 'police.cq', role: 'case-officer', path: ['police.cq'] },
    });
    expect(await attempt(who)).toMatchObject({ ok: false, reason: 'refused' });
    now += 30_000;
    const both = await Promise.all([
      attempt(who, { network: '192.0.2.7' }),
      attempt(who, { network: '192.0.2.8' }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('gives one answer for everything that is wrong', async () => {
    const who = await newPerson();
    const answers = await Promise.all([
      attempt(who, { login: 'nobody-at-all' }),
      attempt(who, { password: 'wrong' }),
      attempt(who, { code: '000000' }),
      attempt(who, { code: null }),
      attempt(who, { password: 'x'.repeat(5000) }),
      attempt(who, { login: "x' or '1'='1" }),
    ]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await ports.directory.setPersonState(who.id, 'disabled');
    now += 60_000;
    expect(await attempt(who, { network: '192.0.2.99' })).toEqual(answers[0]);
  });

  it('slows guessing down without shutting the owner out', async () => {
    const who = await newPerson();
    const { device } = await entered(who);
    const guesses = await Promise.all(
      Array.from({ length: 12 }, () => attempt(who, { password: 'guess', network: '203.0.113.5' })),
    );
    expect(guesses.filter((one) => !one.ok && one.reason === 'wait').length).toBeGreaterThanOrEqual(6);
    for (let network = 0; network < 40; network += 1)
      await attempt(who, { password: 'guess', network: `198.51.100.${network}` });
    const stranger = await attempt(who, { network: '192.0.2.200' });
    expect(stranger).toMatchObject({ ok: false, reason: 'wait' });
    expect(Number(stranger.ok ? 0 : stranger.detail)).toBeLessThanOrEqual(30);
    now += 30_000;
    expect((await attempt(who, { device })).ok).toBe(true);
  });

  it('takes each recovery code once', async () => {
    const who = await newPerson();
    await offerTotp(ports, who.id, who.login);
    const credential = await ports.store.credential(who.id);
    const secret = secretBox(ports.key).open(credential!.totpSecret!, who.id);
    expect(await confirmTotp(ports, who.id, '12345')).toMatchObject({ ok: false });
    const codes = await confirmTotp(ports, who.id, totpCode(secret, Math.floor(now / 30_000)));
    if (!codes.ok) throw new Error(codes.detail);
    expect(new Set(codes.value).size).toBe(10);
    expect((await attempt(who, { code: codes.value[0]!.toUpperCase() })).ok).toBe(true);
    expect((await attempt(who, { code: codes.value[0]! })).ok).toBe(false);
    const stored = await test.owner.query('select hash from recovery_code');
    expect(JSON.stringify(stored.rows)).not.toContain(codes.value[1]);
  });

  it('lets a person without second factor set one up and nothing else', async () => {
    const who = await newPerson();
    await ports.store.setTotp(who.id, null);
    const { token, appointment } = await entered(who, { code: null });
    expect(appointment).toBeNull();
    expect(await resolveSession(ports, token)).toEqual({ ok: false, reason: 'enrol', detail: who.id });
    expect(await switchAppointment(ports, token, who.appointment)).toMatchObject({ ok: false });
  });

  it('makes the hash of an old cost anew', async () => {
    const who = await newPerson();
    await ports.store.setPassword(who.id, await hash(PASSWORD, { memoryCost: 4096, timeCost: 1 }), now);
    await entered(who);
    expect((await ports.store.credential(who.id))?.passwordHash).toContain('m=19456,t=2,p=1');
  });

  it('ends a session by idleness, by age, by revocation of what it acts for', async () => {
    const who = await newPerson();
    const idle = await entered(who);
    now += 31 * 60_000;
    expect(await resolveSession(ports, idle.token)).toMatchObject({ ok: false, reason: 'ended' });
    const old = await entered(who);
    for (let turn = 0; turn < 25; turn += 1) {
      now += 29 * 60_000;
      await resolveSession(ports, old.token);
    }
    expect(await resolveSession(ports, old.token)).toMatchObject({ ok: false });
    const suspended = await entered(who);
    await ports.directory.setAgencyState('police.cq', 'suspended');
    expect(await resolveSession(ports, suspended.token)).toMatchObject({ ok: false });
    await ports.directory.setAgencyState('police.cq', 'active');
    expect((await resolveSession(ports, suspended.token)).ok).toBe(true);
    await ports.directory.revokeAppointment(who.appointment, now);
    expect(await resolveSession(ports, suspended.token)).toMatchObject({ ok: false });
    expect(await resolveSession(ports, 'jts_unknown')).toMatchObject({ ok: false });
  });

  it('rotates on a change of appointment; a replaced token ends the whole family', async () => {
    const who = await newPerson('carrier.a', 'handler');
    const seconded = await appoint(
      ports.directory,
      POLICY,
      { person: who.id, agency: 'police.cq', role: 'liaison', from: now - DAY, until: now + DAY },
      DECISION,
    );
    if (!seconded.ok) throw new Error(seconded.detail);
    now += 60_000;
    expect(await attempt(who)).toMatchObject({ ok: false, reason: 'choose' });
    const first = await entered(who, { appointment: who.appointment });
    const second = await switchAppointment(ports, first.token, seconded.value);
    if (!second.ok) throw new Error(second.detail);
    expect(second.value).not.toBe(first.token);
    expect(await resolveSession(ports, second.value)).toMatchObject({
      value: { agency: 'police.cq', agencyKind: 'police', homeAgency: 'carrier.a', role: 'liaison' },
    });
    const other = await newPerson();
    expect(await switchAppointment(ports, second.value, other.appointment)).toMatchObject({
      reason: 'denied',
    });
    // The thief and the owner hold the same token: whoever comes second shows it.
    expect(await resolveSession(ports, first.token)).toMatchObject({ ok: false });
    expect(await resolveSession(ports, second.value)).toMatchObject({ ok: false });
    const third = await entered(who, { appointment: seconded.value });
    now += DAY;
    expect(await resolveSession(ports, third.token)).toMatchObject({ ok: false });
  });

  it('signs out everywhere and stores no token', async () => {
    const who = await newPerson();
    const one = await entered(who);
    const two = await entered(who);
    expect(await endAllSessions(ports, who.id, 'lost phone')).toBe(2);
    for (const { token } of [one, two]) {
      expect(await resolveSession(ports, token)).toMatchObject({ ok: false });
      const { rows } = await test.owner.query('select session::text as row from session');
      expect(JSON.stringify(rows)).not.toContain(token.slice(4));
    }
  });

  it('appoints only where a role fits, watchers alone, others elsewhere for a time', async () => {
    const who = await newPerson();
    const ask = (role: Parameters<typeof appoint>[2]['role'], agency: string, until: number | null = null) =>
      appoint(ports.directory, POLICY, { person: who.id, agency, role, from: now, until }, DECISION);
    expect(await ask('handler', 'police.cq')).toMatchObject({ reason: 'role' });
    expect(await ask('auditor', 'police.cq')).toMatchObject({ reason: 'alone' });
    expect(await ask('case-officer', 'police.cq')).toMatchObject({ reason: 'held' });
    expect(await ask('liaison', 'carrier.a')).toMatchObject({ reason: 'secondment' });
    expect(await ask('liaison', 'carrier.a', now + 3 * 366 * DAY)).toMatchObject({ reason: 'secondment' });
    expect(await ask('system', 'police.cq')).toMatchObject({ reason: 'role' });
    expect((await ask('liaison', 'carrier.a', now + DAY)).ok).toBe(true);
    await expect(test.owner.query('delete from appointment')).rejects.toThrow('never deleted');
    await expect(test.owner.query("update appointment set role = 'auditor'")).rejects.toThrow('only the end');
  });

  it('gives programs keys with scopes, an end, and a certificate', async () => {
    const store = postgresKeys(test.casework.gate);
    const keys = { directory: ports.directory, store, clock: ports.clock };
    const wanted = {
      agency: 'carrier.a',
      role: 'handler' as const,
      name: 'switch',
      scopes: ['leg.answer'],
      days: 30,
      createdBy: 'test',
      certificate: null,
    };
    const made = await createKey(keys, POLICY, wanted);
    if (!made.ok) throw new Error(made.detail);
    const { token, id } = made.value;
    expect(await resolveKey(keys, token, null)).toMatchObject({
      value: { via: 'key', agency: 'carrier.a', scopes: ['leg.answer'] },
    });
    expect((await store.key(id))?.lastUsedAt).toBe(now);
    expect(JSON.stringify(await store.keysOf('carrier.a'))).not.toContain(token.slice(17));
    expect(
      await resolveKey(keys, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, null),
    ).toMatchObject({ ok: false });
    expect(await resolveKey(keys, 'jtk_nothing', null)).toMatchObject({ ok: false });
    for (const [over, reason] of [
      [{ scopes: ['order.approve'] }, 'scopes'],
      [{ scopes: ['pii.unmask'] }, 'scopes'],
      [{ scopes: [] }, 'scopes'],
      [{ role: 'case-officer' as const }, 'role'],
      [{ agency: 'none' }, 'agency'],
      [{ days: 367 }, 'days'],
      [{ certificate: 'ab' }, 'certificate'],
    ] as const)
      expect(await createKey(keys, POLICY, { ...wanted, ...over })).toMatchObject({ reason });
    const bound = await createKey(keys, POLICY, { ...wanted, certificate: `${'AB:'.repeat(31)}AB` });
    if (!bound.ok) throw new Error(bound.detail);
    expect((await resolveKey(keys, bound.value.token, 'ab'.repeat(32))).ok).toBe(true);
    expect((await resolveKey(keys, bound.value.token, 'cd'.repeat(32))).ok).toBe(false);
    expect((await resolveKey(keys, bound.value.token, null)).ok).toBe(false);
    expect(await store.revokeKey(id, now)).toBe(true);
    expect((await resolveKey(keys, token, null)).ok).toBe(false);
    now += 31 * DAY;
    expect((await resolveKey(keys, bound.value.token, 'ab'.repeat(32))).ok).toBe(false);
  });
});
