import type { Actor } from '../../domain/actor.ts';
import type { AgencyRef } from '../../domain/agency-kind.ts';
import type { Ulid } from '../../domain/ulid.ts';
import type { ClockState } from './clock-state.ts';
import type { FieldValue } from './field-form.ts';
import type { ItemRef } from './item.ts';

/**
 * One change of one item: everything that changed, so that the entries alone rebuild the item byte for byte, whatever policy
 * holds by then. `move`: a transition. `clock`: thresholds that were reached while nobody moved; `rev` stays.
 */
export interface AuditEntry {
  readonly id: Ulid;
  readonly kind: 'move' | 'clock';
  readonly item: ItemRef;
  readonly seq: number;
  readonly rev: number;
  /** Version of the lifecycle under which it was decided. */
  readonly definition: number;
  /** `null` for clock entries. */
  readonly transition: string | null;
  /** `null` when the item was opened. */
  readonly from: string | null;
  readonly to: string;
  /** Epoch milliseconds. Never before the item's earlier entries, also when the machine's clock was set back. */
  readonly at: number;
  readonly actor: Actor;
  readonly key: string | null;
  /** SHA-256 of what was asked (`moveDigest`); `null` for clock entries. */
  readonly digest: string | null;
  readonly purpose: string | null;
  readonly caseRef: string | null;
  /** Fields written, as they stand now. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Whose item it is: when opened, and when handed over. */
  readonly parties: Parties | null;
  /** Every clock that changed, whole. */
  readonly clocks: Readonly<Record<string, ClockState>>;
  /** What guards saw beside the item. */
  readonly seen: Seen;
}

export interface Parties {
  readonly owner: AgencyRef;
  readonly addressee: AgencyRef | null;
  readonly parent: ItemRef | null;
}

export interface Seen {
  readonly children: readonly {
    readonly lifecycle: string;
    readonly state: string;
    readonly count: number;
  }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly parentRev: number | null;
}
