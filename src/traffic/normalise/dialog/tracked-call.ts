import type { DueList } from './due-list.ts';

/** One INVITE transaction of a call: each hop and each fork has its own. */
export interface Branch {
  readonly id: string;
  readonly hops: number;
  /** Epoch milliseconds of the INVITE by the capture; NaN when only answers of it were seen. */
  invitedAt: number;
  /** Final status, 0 before. */
  status: number;
  finalAt: number;
}

/** One dialog that came of the call; forks may make several. */
export interface Answer {
  /** Tag of who answered. */
  readonly tag: string;
  /** Time of the 2xx; NaN when it was not seen. */
  at: number;
  /** Time of the BYE; NaN as long as there is none. */
  byeAt: number;
  byeBy: 'caller' | 'callee' | null;
}

/** A call as far as it has been seen. Facts are gathered in whatever order messages come; see `concludeCall`. */
export class TrackedCall<Opening> {
  readonly callId: string;
  readonly callerTag: string;
  /** What was made of the INVITE, `null` before it came and when the call has been told of. */
  opening: Opening | null = null;
  openingBytes = 0;
  openingHops = Number.POSITIVE_INFINITY;
  openingCseq = -1;
  /** Whom its INVITE was for, nearest to the caller. */
  target = '';
  /** The caller's own transactions (`DialogMessage.root`). */
  readonly roots: string[] = [];
  /** Time of the first INVITE. */
  invitedAt = Number.NaN;
  /** CSeq of the latest attempt, its first INVITE, and its transactions. */
  cseq = 0;
  attemptAt = Number.NaN;
  /** When it was answered or refused, of a call that was told of. */
  settledAt = Number.NaN;
  branches: Branch[] = [];
  answers: Answer[] = [];
  cause = 0;
  isElsewhere = false;
  /** Call-ID of the call of which this is a further leg; empty when nothing says so. */
  correlation = '';
  /** True when the INVITE takes the place of another call (Replaces, RFC 3891). */
  replacesOther = false;
  messages = 0;
  /** Another call under the same Call-ID. */
  sibling: TrackedCall<Opening> | null = null;
  list: DueList<Opening> | null = null;
  earlier: TrackedCall<Opening> | null = null;
  later: TrackedCall<Opening> | null = null;
  dueAt = 0;

  constructor(callId: string, callerTag: string) {
    this.callId = callId;
    this.callerTag = callerTag;
  }
}
