import type { CallEvent } from '../domain/call-event.ts';
import type { NumberKey } from '../domain/number-key.ts';
import type { Verdict } from '../domain/verdict.ts';

/** How far the journal has been read: the last entry and its hash, which tells one journal from another. */
export interface JournalPosition {
  readonly seq: number;
  readonly hash: string;
}

/** A verdict to be found again: everything but the quiet ones. */
export interface IndexedVerdict {
  readonly seq: number;
  readonly event: CallEvent;
  readonly verdict: Verdict;
}

/** A step of a watched file. */
export interface IndexedIntake {
  readonly seq: number;
  readonly step: 'begin' | 'end' | 'duplicate' | 'refused';
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  readonly at: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly reason: string | null;
}

export interface IndexQuery {
  readonly callerKey?: NumberKey;
  readonly calleeKey?: NumberKey;
  readonly measures?: readonly Verdict['measure'][];
  /** Epoch milliseconds, start included, end excluded. */
  readonly from?: number;
  readonly until?: number;
  /** Only verdicts before this journal entry: the place after which the next page begins. */
  readonly beforeSeq?: number;
  readonly limit: number;
}

/** One row of the index: enough to list; the whole verdict is in the journal under `seq`. */
export interface IndexRow {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly caller: string;
  readonly callee: string;
  readonly measure: Verdict['measure'];
  readonly score: number | null;
  readonly signals: Verdict['signals'];
  readonly policyDigest: string;
}

/**
 * A searchable copy of what the journal says. It may be late or away: no verdict waits for it, and nothing is lost, since
 * it is written from the journal and knows how far it has come.
 */
export interface VerdictIndex {
  /** Where to go on reading; `null`: from the beginning. */
  position(): Promise<JournalPosition | null>;
  /**
   * Adds a part of the journal and moves the position, both or neither. Adding the same part again changes nothing.
   * Throws what the driver throws; the caller then tries again later from `position()`.
   */
  write(
    part: { readonly verdicts: readonly IndexedVerdict[]; readonly intake: readonly IndexedIntake[] },
    position: JournalPosition,
  ): Promise<void>;
  /** Forgets everything that came from a journal; entries made by people stay. */
  reset(): Promise<void>;
  /** Newest entry first. */
  find(query: IndexQuery): Promise<readonly IndexRow[]>;
}
