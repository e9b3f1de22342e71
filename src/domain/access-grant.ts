import type { AgencyId } from './agency.ts';
import type { PersonId } from './person.ts';

/**
 * What one agency lets another see or do in one case, for stated purposes and a time. It never gives more than the
 * grantee's role: it opens the agency scope, nothing else.
 */
export interface AccessGrant {
  readonly id: string;
  /** Whose objects. */
  readonly owningAgency: AgencyId;
  readonly grantee: AgencyId;
  /** `null`: anybody of the grantee whose role allows it. */
  readonly person: PersonId | null;
  readonly caseRef: string;
  readonly actions: readonly string[];
  readonly purposes: readonly string[];
  /** Epoch milliseconds, `from` included, `until` excluded. */
  readonly from: number;
  readonly until: number;
  readonly revokedAt: number | null;
}
