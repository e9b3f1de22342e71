import type { AgencyRef } from '../../domain/agency-kind.ts';
import type { Ulid } from '../../domain/ulid.ts';
import type { ClockState } from './clock-state.ts';
import type { FieldValue } from './field-form.ts';

/** Anything that has a lifecycle. Plain JSON; made and changed only by audit entries (`evolve`). */
export interface Item {
  readonly id: Ulid;
  readonly lifecycle: string;
  readonly state: string;
  /** Grows by one with every move; what `If-Match` compares. */
  readonly rev: number;
  /** Number of its last audit entry, moves and clock entries together; from 1, without gaps. */
  readonly seq: number;
  readonly owner: AgencyRef;
  readonly addressee: AgencyRef | null;
  readonly parent: ItemRef | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Who made each transition, each person once, and how often it was made. */
  readonly made: Readonly<Record<string, Made>>;
  readonly clocks: Readonly<Record<string, ClockState>>;
  readonly openedAt: number;
  /** When the last move was made. */
  readonly movedAt: number;
  /** When its last audit entry was written, clock entries included. */
  readonly changedAt: number;
}

export interface ItemRef {
  readonly lifecycle: string;
  readonly id: Ulid;
}

export interface Made {
  readonly times: number;
  readonly by: readonly string[];
}
