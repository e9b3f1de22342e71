import type { AccessGrant } from './access-grant.ts';
import type { AgencyId } from './agency.ts';
import type { AgencyKind } from './agency-kind.ts';
import type { PersonId } from './person.ts';
import type { Role } from './role.ts';

/** Who acts: one person, or one agency's program, in one role, for one agency. Made by sign-in and by keys only. */
export interface Subject {
  readonly via: 'session' | 'key';
  /** The person; for a key its id. */
  readonly person: PersonId;
  /** Whom they act for: the host during a secondment (派驻). */
  readonly agency: AgencyId;
  readonly agencyKind: AgencyKind;
  /** From the top of the tree down to `agency`. */
  readonly path: readonly AgencyId[];
  /** Whom they belong to. Recorded with every act beside `agency`. */
  readonly homeAgency: AgencyId;
  readonly role: Role;
  /** The appointment's (or the key's) term, epoch milliseconds, `until` excluded; `null`: open. */
  readonly from: number;
  readonly until: number | null;
  /** What a key may do at most; `null`: whatever the role may. */
  readonly scopes: readonly string[] | null;
  /** Grants that name this agency; those that ended are told apart by the permission function. */
  readonly grants: readonly AccessGrant[];
}

/** Why a subject acts now: with it every read and unmasking is recorded. */
export interface Intent {
  /** A purpose of policy/access/purposes.yaml; `null`: none was given. */
  readonly purpose: string | null;
  readonly caseRef: string | null;
}
