import type { Actor } from '../../domain/actor.ts';
import type { Ulid } from '../../domain/ulid.ts';
import type { AuditEntry, Parties } from './audit-entry.ts';
import type { CaseworkEvent, DueMove } from './casework-event.ts';
import type { ClockRule } from './clock-rule.ts';
import type { CalendarOf } from './clock-time.ts';
import type { Effect } from './effect.ts';
import type { CountName } from './guard.ts';
import type { Item } from './item.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** What somebody asks for. */
export interface Move {
  readonly transition: string;
  /** Revision the asker saw (`If-Match`); 0 to open an item. */
  readonly rev: number;
  /** 8 to 128 printable ASCII characters, chosen by the asker: the same key again gives the first outcome. */
  readonly key: string;
  /** Unchecked: as it came. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** A word of the table of purposes, as in `fraud-investigation`. */
  readonly purpose: string | null;
  readonly caseRef: Ulid | null;
  /** Id and parties of an item to be opened; `null` for every other move. */
  readonly opening: (Parties & { readonly id: Ulid }) | null;
}

/** All that a decision needs beside item and move. The caller reads it under the locks of its transaction. */
export interface MoveContext {
  /** Epoch milliseconds by the one clock of the server. */
  readonly at: number;
  readonly actor: Actor;
  /** Id of the audit entry to be written. */
  readonly entryId: Ulid;
  readonly rules: CaseworkRules;
  /** The parent, when the item has one; needed where duties are separated across it. */
  readonly parent: Item | null;
  /** Children by lifecycle and state; needed by guards about children. */
  readonly children: readonly {
    readonly lifecycle: string;
    readonly state: string;
    readonly count: number;
  }[];
  readonly counts: Readonly<Partial<Record<CountName, number>>>;
  /** The duplicate that the move absorbs; `null` for every other move. */
  readonly duplicate: Item | null;
  /** What the asker's unit was answered under the same key; `null`: the key is new. */
  readonly earlier: KeptOutcome | null;
}

/** Clocks and calendars as policy has them. */
export interface CaseworkRules {
  readonly clocks: Readonly<Record<string, ClockRule>>;
  /** The calendar by which a unit of a kind works. */
  readonly calendarFor: (kind: string) => WorkCalendar;
  readonly calendarOf: CalendarOf;
}

/** What is stored under a key, in the transaction of the move. Plain JSON. */
export interface KeptOutcome {
  readonly digest: string;
  readonly outcome: Moved;
}

/** An accepted move: store `item`, append `entry`, put `events` in the outbox, carry out `effects`, all or nothing. */
export interface Moved {
  readonly item: Item;
  readonly entry: AuditEntry;
  readonly events: readonly CaseworkEvent[];
  readonly effects: readonly Effect[];
  /** Moves of the system that a clock calls for; made next, in the same transaction. */
  readonly dueMoves: readonly DueMove[];
}
