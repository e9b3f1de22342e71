import type { AgencyId } from './agency.ts';
import type { Role } from './role.ts';

/** Opaque and never given again. */
export type PersonId = string;

/** Somebody who can sign in. */
export interface Person {
  readonly id: PersonId;
  readonly login: string;
  readonly name: string;
  /** Who employs them; never changed by a secondment. */
  readonly homeAgency: AgencyId;
  readonly state: 'active' | 'disabled';
}

/**
 * One role at one agency for a time (任职). A person may hold several and acts under exactly one at a time, so that every
 * act has one role and one agency.
 */
export interface Appointment {
  readonly id: string;
  readonly person: PersonId;
  /** Whom the person acts for: the host during a secondment. */
  readonly agency: AgencyId;
  readonly role: Role;
  /** Epoch milliseconds, included. */
  readonly from: number;
  /** Epoch milliseconds, excluded; `null`: until revoked. A secondment always has an end. */
  readonly until: number | null;
  readonly revokedAt: number | null;
  /** The person was sent by their home agency (派驻). */
  readonly isSecondment: boolean;
}
