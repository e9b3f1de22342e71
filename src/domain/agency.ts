import type { AgencyKind } from './agency-kind.ts';

/** A code chosen once and never given to another agency: `police.cq.yuzhong`. See `isAgencyId`. */
export type AgencyId = string;

const AGENCY_ID = /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/;

/** 1 to 64 of lower-case letters, digits, `.` and `-`, neither first nor last a mark. */
export const isAgencyId = (text: string): boolean => AGENCY_ID.test(text);

/** A member unit and its place: province → city → county, head office → branch. A tree never mixes kinds: a police office is
 * never above a carrier. */
export interface Agency {
  readonly id: AgencyId;
  readonly kind: AgencyKind;
  readonly name: string;
  /** `null`: the top of its tree. */
  readonly parent: AgencyId | null;
  /** From the top of the tree down to this agency itself; never empty. */
  readonly path: readonly AgencyId[];
  /** A suspended unit sees and does nothing, nor does anybody acting for it; what it did stays. */
  readonly state: 'active' | 'suspended';
}

/** Whether `agency` with this path is `above` or somewhere under it. */
export const isUnder = (path: readonly AgencyId[], above: AgencyId): boolean => path.includes(above);
