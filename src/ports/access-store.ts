import type { AccessGrant } from '../domain/access-grant.ts';
import type { Agency } from '../domain/agency.ts';
import type { Appointment, Person, PersonId } from '../domain/person.ts';
import type { Role } from '../domain/role.ts';

/** Who decided a change of the directory, and on what paper. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}

/** Agencies, people and appointments. Methods throw what the driver throws; a broken rule has SQLSTATE class 23. */
export interface DirectoryStore {
  addAgency(agency: Pick<Agency, 'id' | 'kind' | 'name' | 'parent'>): Promise<Agency>;
  agency(id: string): Promise<Agency | null>;
  /** All of them, by path. */
  agencies(): Promise<readonly Agency[]>;
  setAgencyState(id: string, state: Agency['state']): Promise<boolean>;
  addPerson(person: Omit<Person, 'state'>): Promise<void>;
  personByLogin(login: string): Promise<Person | null>;
  person(id: PersonId): Promise<Person | null>;
  setPersonState(id: PersonId, state: Person['state']): Promise<boolean>;
  appoint(appointment: Omit<Appointment, 'revokedAt'>, decision: Decision): Promise<void>;
  /** Of this person, ended ones too, oldest first. */
  appointments(person: PersonId): Promise<readonly Appointment[]>;
  appointment(id: string): Promise<Appointment | null>;
  /** False when there is none or it was revoked before. Sessions that act for it end with it. */
  revokeAppointment(id: string, at: number): Promise<boolean>;
  /** Grants that name this agency and have not ended before `at`. */
  grantsTo(agency: string, at: number): Promise<readonly AccessGrant[]>;
}

export interface Credential {
  readonly person: PersonId;
  readonly passwordHash: string;
  /** Sealed; `null`: no second factor. */
  readonly totpSecret: Buffer | null;
  readonly isTotpConfirmed: boolean;
  readonly totpStep: number;
}

export interface SessionRow {
  readonly hash: string;
  readonly family: string;
  readonly person: PersonId;
  /** `null`: may only set up the second factor. */
  readonly appointment: string | null;
  readonly createdAt: number;
  readonly signedInAt: number;
  readonly seenAt: number;
  readonly revokedAt: number | null;
  readonly revokedFor: string | null;
}

/** Secrets and sessions. */
export interface SignInStore {
  credential(person: PersonId): Promise<Credential | null>;
  setPassword(person: PersonId, hash: string, at: number): Promise<void>;
  setTotp(person: PersonId, sealed: Buffer | null): Promise<void>;
  /** Takes a time step once: false when it or a later one was taken, also by somebody at the same moment. Confirms. */
  takeTotpStep(person: PersonId, step: number): Promise<boolean>;
  /** Replaces all. */
  setRecoveryCodes(person: PersonId, hashes: readonly string[]): Promise<void>;
  /** Takes a code once. */
  takeRecoveryCode(person: PersonId, hash: string, at: number): Promise<boolean>;
  /**
   * Counts an attempt in every lane before it is made, all or none: `waitMs` says for how long a lane with so many
   * failures is shut after the last. Returns 0, or the milliseconds still to wait (nothing is counted then).
   */
  countAttempt(lanes: readonly LaneRule[], at: number): Promise<number>;
  clearLanes(lanes: readonly string[]): Promise<void>;
  addSession(session: Omit<SessionRow, 'revokedAt' | 'revokedFor'>): Promise<void>;
  session(hash: string): Promise<SessionRow | null>;
  /** Revokes `from` and adds `to`, both or neither; false when `from` was revoked already. */
  rotateSession(
    from: string,
    to: Omit<SessionRow, 'revokedAt' | 'revokedFor'>,
    why: string,
  ): Promise<boolean>;
  touchSession(hash: string, at: number): Promise<void>;
  /** How many were ended. */
  revokeSessions(
    which: { readonly family: string } | { readonly person: PersonId } | { readonly hash: string },
    why: string,
    at: number,
  ): Promise<number>;
}

export interface LaneRule {
  readonly lane: string;
  waitMs(failures: number): number;
}

export interface ApiKeyRow {
  readonly id: string;
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
  readonly agency: string;
  readonly role: Role;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  readonly certificate: string | null;
}

export interface KeyStore {
  addKey(key: Omit<ApiKeyRow, 'lastUsedAt' | 'revokedAt'>): Promise<void>;
  key(id: string): Promise<ApiKeyRow | null>;
  keysOf(agency: string): Promise<readonly ApiKeyRow[]>;
  /** False when there is none or it was revoked before. */
  revokeKey(id: string, at: number): Promise<boolean>;
  touchKey(id: string, at: number): Promise<void>;
}
