import type { Role } from '../domain/role.ts';

/** Who acted. Ids only: names are in the directory and may be erased there. */
export interface AuditWho {
  /** Opaque id of the person, or of the key of a program; `system` for the product itself. */
  readonly person: string;
  readonly role: Role;
  /** For whom: the host during a secondment (派驻). `null`: for no agency (citizens, the system). */
  readonly agency: string | null;
  /** Who employs them; equal to `agency` unless seconded. */
  readonly home: string | null;
}

/** What was done. */
export interface AuditWhat {
  /** `area.verb`: `order.approve`, `number.read`, `report.search`, `person.unmask`. Reading and searching are acts. */
  readonly action: string;
  /** Kind and id of the object; `null` for a search or a list. The id must be opaque: never a number or a name. */
  readonly kind: string | null;
  readonly object: string | null;
  /** Revision after the act; `null` where nothing changed. */
  readonly rev: number | null;
}

/** Why. Each is `null` when none was given. */
export interface AuditWhy {
  readonly purpose: string | null;
  readonly case: string | null;
  /** Law and article, or the id of the paper it rests on. */
  readonly basis: string | null;
}

export type AuditOutcome = 'done' | 'refused' | 'failed';

/** What a caller says of one act. */
export interface AuditDraft {
  readonly who: AuditWho;
  readonly what: AuditWhat;
  readonly why: AuditWhy;
  readonly outcome: AuditOutcome;
  /** Code of the reason when it was not done; `null` when it was. */
  readonly reason: string | null;
  /** Small facts: codes, counts, masked text (`138****5678`, `张*`). Up to 32. (Default: none.) */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  /** Name → commitment to content kept elsewhere (`commitTo`). Up to 16. (Default: none.) */
  readonly commitments?: Readonly<Record<string, string>>;
}

/** An entry as it is kept for ever. */
export interface AuditEntry extends Required<AuditDraft> {
  readonly v: 1;
  /** ULID, given by the ledger. */
  readonly id: string;
  /** Epoch milliseconds of the server. */
  readonly at: number;
}

/**
 * The audit ledger towards those who act. `Transaction` is the caller's own: the entry and the act are kept both or neither.
 * When the caller's commit returns, the entry is as durable as the act. It gets its number in the log within moments (see
 * `Sequencer`), in an order in which an entry committed before another was begun always comes first.
 */
export interface AuditLedger<Transaction> {
  /**
   * Writes one entry and returns its id. Throws `audit-entry-refused` when the draft holds what no entry may (an id or text
   * that could be personal data, too much of anything): the caller's transaction is then to be rolled back.
   */
  append(transaction: Transaction, draft: AuditDraft): Promise<string>;
}
