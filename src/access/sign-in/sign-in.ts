import { randomBytes } from 'node:crypto';
import type { Person } from '../../domain/person.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { DirectoryStore, SignInStore } from '../../ports/access-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { deviceToken, knownDevice } from './known-device.ts';
import { lanesOf } from './lanes.ts';
import { hashPassword, isWeakHash, matchesPassword } from './password-hash.ts';
import { secretBox } from './secret-box.ts';
import { hashRecoveryCode, hashToken, newToken } from './secret-token.ts';
import { totpStep } from './totp.ts';

export interface SignInPorts {
  readonly directory: DirectoryStore;
  readonly store: SignInStore;
  readonly clock: Clock;
  /** 32 octets kept outside the database: seals second factors and proves devices. */
  readonly key: Buffer;
}

/** Everything at once: an answer to a part would tell which part was right. */
export interface SignInAttempt {
  readonly login: string;
  readonly password: string;
  /** Six digits of the authenticator, or a recovery code; `null` before a second factor is set up. */
  readonly code: string | null;
  /** Which of the person's appointments to act for; `null`: the only one in force. */
  readonly appointment: string | null;
  /** The client's network; of IPv6 the first 64 bits. */
  readonly network: string;
  /** Cookie of an earlier sign-in. */
  readonly device: string | null;
}

export interface SignedIn {
  /** Show it to the client once, keep it nowhere. */
  readonly token: string;
  readonly device: string;
  readonly person: string;
  /** `null`: this session may only set up the second factor. */
  readonly appointment: string | null;
}

/**
 * `refused` says nothing of why: no such login, wrong password, wrong or used code, disabled. `wait`: too many attempts, the
 * detail is the seconds. `choose`: proved, but has several appointments in force and named none of them (the code is used up
 * by then). `not-appointed`: proved, but none is in force.
 */
export type SignInProblem = 'refused' | 'wait' | 'choose' | 'not-appointed';

/** Hash of a password nobody has: an unknown login costs as much as a known one. */
let nobody: Promise<string> | undefined;

/** Proves a person and opens a session. Every attempt is counted before it is made. Throws only what the stores throw. */
export async function signIn(
  ports: SignInPorts,
  attempt: SignInAttempt,
): Promise<Result<SignedIn, SignInProblem>> {
  const { directory, store, clock, key } = ports;
  const at = clock.now();
  const login = attempt.login.trim().toLowerCase().slice(0, 64);
  const lanes = lanesOf(login, { network: attempt.network, device: knownDevice(key, login, attempt.device) });
  const waitMs = await store.countAttempt(lanes, at);
  if (waitMs > 0) return bad('wait', String(Math.ceil(waitMs / 1000)));
  const person = await directory.personByLogin(login);
  const proved = await prove(ports, person, attempt, at);
  if (person === null || proved === null) return bad('refused', 'the sign-in was refused');
  await store.clearLanes(lanes.filter(({ lane }) => lane !== lanes[2]?.lane).map(({ lane }) => lane));
  const chosen =
    proved === 'password' ? ok(null) : await chooseAppointment(ports, person, attempt.appointment, at);
  if (!chosen.ok) return chosen;
  const token = newToken('jts');
  const hash = hashToken(token);
  await store.addSession({
    hash,
    family: randomBytes(16).toString('base64url'),
    person: person.id,
    appointment: chosen.value,
    createdAt: at,
    signedInAt: at,
    seenAt: at,
  });
  return ok({ token, device: deviceToken(key, login), person: person.id, appointment: chosen.value });
}

/** What was proved: both factors, the password alone where there is no second factor yet, or nothing. */
async function prove(
  { store, key }: SignInPorts,
  person: Person | null,
  { password, code }: SignInAttempt,
  at: number,
): Promise<'both' | 'password' | null> {
  nobody ??= hashPassword(randomBytes(16).toString('base64url'));
  const credential = person === null ? null : await store.credential(person.id);
  const matches = await matchesPassword(credential?.passwordHash ?? (await nobody), password);
  if (person === null || credential === null || !matches || person.state !== 'active') return null;
  if (isWeakHash(credential.passwordHash))
    await store.setPassword(person.id, await hashPassword(password), at);
  if (credential.totpSecret === null || !credential.isTotpConfirmed) return 'password';
  if (code === null) return null;
  const secret = secretBox(key).open(credential.totpSecret, person.id);
  const step = totpStep(secret, code, at, credential.totpStep);
  if (step !== null) return (await store.takeTotpStep(person.id, step)) ? 'both' : null;
  return (await store.takeRecoveryCode(person.id, hashRecoveryCode(code), at)) ? 'both' : null;
}

async function chooseAppointment(
  { directory }: SignInPorts,
  person: Person,
  wanted: string | null,
  at: number,
): Promise<Result<string, 'choose' | 'not-appointed'>> {
  const all = await directory.appointments(person.id);
  const inForce = all.filter(
    ({ from, until, revokedAt }) => revokedAt === null && from <= at && (until === null || at < until),
  );
  if (inForce.length === 0) return bad('not-appointed', 'no appointment is in force');
  const found =
    wanted === null && inForce.length === 1 ? inForce[0] : inForce.find(({ id }) => id === wanted);
  if (found === undefined)
    return bad('choose', inForce.map(({ id, agency, role }) => `${id} ${agency} ${role}`).join('\n'));
  return ok(found.id);
}
