import type { CallQuestion } from '../../domain/call-question.ts';
import type { CallerVerification } from '../../domain/caller-verification.ts';
import type { Peer } from '../../domain/peer.ts';

/** A peer as configured: what its calls are read by, and how it is answered. */
export interface CallPathPeer {
  readonly peer: Peer;
  /** True: every call is let pass, whatever the verdict says. */
  readonly observe: boolean;
  /** After so long a call passes unscreened, milliseconds. */
  readonly timeLimitMs: number;
  /** True: an answer waits until the journal holds its verdict. */
  readonly waitsForJournal: boolean;
  /** Number or URI that `divert` sends a call to; `null`: a diverted call is labelled instead. */
  readonly divertTo: string | null;
  /** Checks who signed for the caller; `null`: nobody is asked. */
  readonly verify:
    | ((question: CallQuestion, peer: Peer) => CallerVerification | Promise<CallerVerification>)
    | null;
}
