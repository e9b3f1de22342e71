import type { AgencyRef } from './agency-kind.ts';
import type { Role } from './role.ts';

/** Who does something in casework, as it is written into the audit: never changed afterwards. */
export interface Actor {
  /** Person's id; `system` when the product itself acts. */
  readonly person: string;
  /** The role in which the person acts now: one, even when the person holds several. */
  readonly role: Role;
  /** The unit for which the person acts; `null` for citizens and the system. Seconded (派驻): the host. */
  readonly agency: AgencyRef | null;
  /** The unit that sent a seconded person; `null` when nobody is seconded. */
  readonly home: AgencyRef | null;
}

/** The product itself: clocks that ran out, traffic that found something. */
export const SYSTEM_ACTOR: Actor = { person: 'system', role: 'system', agency: null, home: null };
