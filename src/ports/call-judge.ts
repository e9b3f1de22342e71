import type { CallQuestion } from '../domain/call-question.ts';
import type { CallerVerification } from '../domain/caller-verification.ts';
import type { Peer } from '../domain/peer.ts';
import type { BlockKind, Treatment } from '../domain/treatment.ts';
import type { Verdict } from '../domain/verdict.ts';

/** What a door tells its switch. */
export interface CallAnswer {
  readonly treatment: Treatment;
  /** Why the call passes unjudged (`time-limit`, `overload`, `journal-full`, ...); `null`: it was judged. Then the treatment is `allow`. */
  readonly unscreened: string | null;
  /** Present unless unscreened. */
  readonly verdict: Verdict | null;
  /** Present when the treatment is `block`. */
  readonly blockKind: BlockKind | null;
  /** Text for the display of the called person, present for `label`; plain text, at most 32 characters. */
  readonly label: string | null;
  /** Number or SIP URI the call is to be sent to, as configured; present for `divert`. */
  readonly divertTo: string | null;
  /** What the caller's signatures proved, for switches that ask for that; absent or `null`: nobody was asked. */
  readonly verification?: CallerVerification | null;
  /** Resolves when the journal holds the verdict; rejects when it could not be written. Never waited for by a call unless the peer asks for it. */
  readonly written: Promise<void>;
}

/** The call path's one judge: every door asks here. */
export interface CallJudge {
  /**
   * Judges at once, in the order of the calls to it. Answers later only when a certificate has to be fetched. Never throws and
   * never rejects: what goes wrong is an answer that lets the call pass and says why (fail open).
   */
  ask(question: CallQuestion, peer: Peer): CallAnswer | Promise<CallAnswer>;
}
