import type { AgencyId } from '../../domain/agency.ts';
import type { AgencyKind } from '../../domain/agency-kind.ts';
import type { PersonId } from '../../domain/person.ts';
import type { Acts } from './separation.ts';

/** An agency with its place in the tree. */
export interface AgencyPlace {
  readonly id: AgencyId;
  readonly kind: AgencyKind;
  /** From the top of the tree down to the agency itself. */
  readonly path: readonly AgencyId[];
}

/** What somebody wants to do something with, as far as permission depends on it. */
export interface AccessObject {
  readonly kind: string;
  /** `null`: it is about to be made. */
  readonly id: string | null;
  /** `null`: of no agency; only `any` and `self` reach it. */
  readonly owner: AgencyPlace | null;
  /** Agencies that take part: addressees, executors. */
  readonly parties: readonly AgencyPlace[];
  /** Who ordered the measure that this is about; `null`: not about one. */
  readonly orderedBy: AgencyPlace | null;
  readonly caseRef: string | null;
  /** People on the case's team. */
  readonly team: readonly PersonId[];
  /** Who made it, and whom it is about. */
  readonly people: readonly PersonId[];
  /** Agencies and people to whom it is closed, whatever else holds (回避). */
  readonly closedTo: readonly string[];
  readonly acts: Acts;
}

/** An object that belongs to an agency and nothing more is known of; give what is. */
export const objectOf = (
  kind: string,
  owner: AgencyPlace | null,
  over: Partial<AccessObject> = {},
): AccessObject => ({
  kind,
  id: null,
  owner,
  parties: [],
  orderedBy: null,
  caseRef: null,
  team: [],
  people: [],
  closedTo: [],
  acts: {},
  ...over,
});
