import type { CallEvent } from '../domain/call-event.ts';
import type { NumberKey } from '../domain/number-key.ts';
import type { Verdict } from '../domain/verdict.ts';

/** A judged call on its way into the archive. */
export interface ArchivableCall {
  readonly seq: number;
  readonly event: CallEvent;
  readonly verdict: Verdict;
}

/** A call as the archive gives it back: what an analyst asks for; the whole of it is in the journal under `seq`. */
export interface ArchivedCall {
  readonly seq: number;
  readonly verdictId: string;
  readonly at: number;
  readonly source: string;
  readonly caller: string;
  readonly callerKey: NumberKey;
  readonly callee: string;
  readonly calleeKey: NumberKey;
  readonly trunk: CallEvent['trunk'];
  readonly outcome: CallEvent['outcome'];
  readonly ringMs: number | null;
  readonly talkMs: number | null;
  readonly measure: Verdict['measure'];
  readonly score: number | null;
}

export interface ArchiveQuery {
  /** Calls of this number, as caller or callee unless `party` says which. */
  readonly numberKey: NumberKey;
  readonly party?: 'caller' | 'callee';
  /** Epoch milliseconds, start included, end excluded. */
  readonly from: number;
  readonly until: number;
  readonly limit: number;
}

/** Every judged call, quiet ones too, for questions over long periods. Parts are parts of the journal; none is judged from it. */
export interface CallArchive {
  /** Parts that are in the archive, by the number of their first journal entry. */
  parts(): ReadonlySet<number>;
  /** Adds a part, whole or not at all; adding it again replaces it. Resolves to the number of calls in it. */
  add(part: number, calls: Iterable<ArchivableCall>): Promise<number>;
  /** Oldest first, at most `limit`. */
  callsOf(query: ArchiveQuery): Promise<readonly ArchivedCall[]>;
  close(): Promise<void>;
}
