import type { CallOutcome } from '../../../domain/call-event.ts';
import type { Peer } from '../../../domain/peer.ts';

/** A call as accounting told it, in the switch's words; `pipeline/radius-door` makes it an event. */
export interface AccountedCall {
  /** Names the call at its peer: the same for every leg and retransmission, and for the question asked about it. */
  readonly callId: string;
  readonly peer: Peer;
  readonly caller: string;
  readonly callee: string;
  /** Who passed the call on; `null`: not told. */
  readonly redirecting: string | null;
  /** Epoch milliseconds of the attempt, or of the answer where the switch starts accounting only then. */
  readonly at: number;
  readonly receivedAt: number;
  /** `null`: not told. */
  readonly ringMs: number | null;
  /** 0 for a call that was not answered; `null`: not told. */
  readonly talkMs: number | null;
  readonly outcome: CallOutcome;
  readonly releasedBy: ReleasedBy;
  /** Stable words: `stop-lost`, `unknown-zone`, `clock-unsynchronised`, ... */
  readonly problems: readonly string[];
}

/** Who hung up; `unknown`: the switch does not say. */
export type ReleasedBy = 'unknown' | 'caller' | 'callee' | 'network';
