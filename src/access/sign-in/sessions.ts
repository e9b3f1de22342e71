import type { Appointment } from '../../domain/person.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { Subject } from '../../domain/subject.ts';
import type { SessionRow } from '../../ports/access-store.ts';
import { hashToken, newToken } from './secret-token.ts';
import type { SignInPorts } from './sign-in.ts';

/** How long a session lasts. */
export interface SessionTerms {
  /** Without a request. (Default: 30 min.) */
  readonly idleMs: number;
  /** From sign-in on, whatever happens. (Default: 12 h.) */
  readonly absoluteMs: number;
}
export const SESSION_TERMS: SessionTerms = { idleMs: 30 * 60_000, absoluteMs: 12 * 3_600_000 };

const TOUCH_MS = 60_000;

/** `ended`: unknown, expired, revoked, or its appointment is over: sign in again. `enrol`: may only set up the second factor. */
export type SessionProblem = 'ended' | 'enrol';

/**
 * Whom a token acts for, looked up anew each time: a revoked appointment, a disabled person, a suspended agency ends it at
 * once. A token that was replaced and comes again was stolen from somebody: the whole family ends.
 */
export async function resolveSession(
  ports: SignInPorts,
  token: string,
  terms: SessionTerms = SESSION_TERMS,
): Promise<Result<Subject, SessionProblem>> {
  const { store, directory, clock } = ports;
  const at = clock.now();
  const row = await liveRow(ports, token, terms, at);
  if (row === null) return bad('ended', 'sign in again');
  const person = await directory.person(row.person);
  if (person === null || person.state !== 'active') return bad('ended', 'sign in again');
  if (row.appointment === null) return bad('enrol', row.person);
  const appointment = await directory.appointment(row.appointment);
  if (appointment === null || appointment.revokedAt !== null || appointment.person !== person.id)
    return bad('ended', 'sign in again');
  const subject = await subjectOf(ports, appointment, person.homeAgency, at);
  if (subject === null) return bad('ended', 'sign in again');
  if (at - row.seenAt >= TOUCH_MS) await store.touchSession(row.hash, at);
  return ok(subject);
}

async function liveRow(
  { store }: SignInPorts,
  token: string,
  { idleMs, absoluteMs }: SessionTerms,
  at: number,
): Promise<SessionRow | null> {
  if (token.length > 100) return null;
  const row = await store.session(hashToken(token));
  if (row === null) return null;
  if (row.revokedAt !== null) {
    if (row.revokedFor === 'rotated')
      await store.revokeSessions({ family: row.family }, 'replaced token came again', at);
    return null;
  }
  const isOver = at - row.seenAt >= idleMs || at - row.signedInAt >= absoluteMs;
  return isOver ? null : row;
}

async function subjectOf(
  { directory }: SignInPorts,
  { person, agency, role, from, until }: Appointment,
  homeAgency: string,
  at: number,
): Promise<Subject | null> {
  const place = await directory.agency(agency);
  if (place === null || place.state !== 'active' || at < from || (until !== null && at >= until)) return null;
  return {
    via: 'session',
    person,
    agency,
    agencyKind: place.kind,
    path: place.path,
    homeAgency,
    role,
    from,
    until,
    scopes: null,
    grants: await directory.grantsTo(agency, at),
  };
}

/**
 * Changes for which appointment a session acts, under a new token; the old one is dead from then on. `denied`: not this
 * person's, or not in force.
 */
export async function switchAppointment(
  ports: SignInPorts,
  token: string,
  appointment: string,
  terms: SessionTerms = SESSION_TERMS,
): Promise<Result<string, 'ended' | 'denied'>> {
  const { store, directory, clock } = ports;
  const at = clock.now();
  const row = await liveRow(ports, token, terms, at);
  // A session that proved no second factor cannot come to an appointment this way.
  if (row === null || row.appointment === null) return bad('ended', 'sign in again');
  const wanted = await directory.appointment(appointment);
  const isTheirs = wanted !== null && wanted.person === row.person && wanted.revokedAt === null;
  if (!isTheirs || at < wanted.from || (wanted.until !== null && at >= wanted.until))
    return bad('denied', 'this appointment is not yours or not in force');
  const fresh = newToken('jts');
  const { family, person, signedInAt } = row;
  const next = { hash: hashToken(fresh), family, person, appointment, createdAt: at, signedInAt, seenAt: at };
  return (await store.rotateSession(row.hash, next, 'rotated')) ? ok(fresh) : bad('ended', 'sign in again');
}

/** Signs out here. */
export const endSession = ({ store, clock }: SignInPorts, token: string): Promise<number> =>
  store.revokeSessions({ hash: hashToken(token) }, 'signed out', clock.now());

/** Signs a person out everywhere. */
export const endAllSessions = ({ store, clock }: SignInPorts, person: string, why: string): Promise<number> =>
  store.revokeSessions({ person }, why, clock.now());
