import type { Judging } from '../../api/index.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { factsOf } from '../../domain/call-facts.ts';
import type { CallQuestion } from '../../domain/call-question.ts';
import { type CallerVerification, NOT_ASKED } from '../../domain/caller-verification.ts';
import { Fault } from '../../domain/fault.ts';
import type { Peer } from '../../domain/peer.ts';
import type { Decision, Verdict } from '../../domain/verdict.ts';
import type { CallAnswer, CallJudge } from '../../ports/call-judge.ts';
import type { RecordedEngine } from '../recorded-engine.ts';
import { type AnswerWords, answerOf, passed } from './call-answer.ts';
import type { CallPathPeer } from './call-path-peer.ts';

export interface CallJudgeParts {
  readonly engine: RecordedEngine;
  /** Judges and records an event where others see it go by (`EngineDesk.judgeEvent`). */
  readonly judgeEvent: (event: CallEvent) => Judging;
  readonly eventOf: (question: CallQuestion, peer: Peer, verification: CallerVerification) => CallEvent;
  /** What the configuration says of a peer besides what a call's reading needs. */
  readonly configured: (peer: Peer) => CallPathPeer;
  readonly words: AnswerWords;
  readonly metrics: CallJudgeMetrics;
}

/** Told of every answer; must be quick and must not throw. */
export interface CallJudgeMetrics {
  answered(peer: string, treatment: CallAnswer['treatment']): void;
  /** A call that passes unjudged, or judged and not recorded. */
  unscreened(peer: string, why: string): void;
  unrecorded(peer: string): void;
}

const UNASKED: CallerVerification = NOT_ASKED;
const TIMED_OUT: CallerVerification = Object.freeze({
  ...NOT_ASKED,
  result: 'not-verified',
  reason: 'verification-time-limit',
});

/**
 * The judge of the call path. A call is answered in the turn it is asked in, unless its caller's certificate has to be
 * fetched or its peer wants the journal to hold the verdict first; both are cut off at the peer's time limit.
 */
export function createCallJudge(parts: CallJudgeParts): CallJudge {
  return {
    ask(question, peer) {
      try {
        const configured = parts.configured(peer);
        const verification = configured.verify === null ? UNASKED : configured.verify(question, peer);
        if (verification instanceof Promise)
          return verified(verification, ownLimit(configured)).then((outcome) =>
            judged(parts, question, peer, configured, outcome),
          );
        return judged(parts, question, peer, configured, verification);
      } catch (error) {
        return failedOpen(parts, peer, error);
      }
    },
  };
}

/** A part of the peer's limit is left for the door: what it cuts off itself passes unjudged. */
const ownLimit = ({ timeLimitMs }: CallPathPeer): number => Math.ceil(timeLimitMs * 0.7);

/** Settles within the limit whatever the certificate's server does. Never rejects. */
async function verified(
  verification: Promise<CallerVerification>,
  limitMs: number,
): Promise<CallerVerification> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<CallerVerification>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), limitMs);
  });
  try {
    return await Promise.race([verification, limit]);
  } catch {
    return { ...TIMED_OUT, reason: 'verification-failed-to-run' };
  } finally {
    clearTimeout(timer);
  }
}

function judged(
  parts: CallJudgeParts,
  question: CallQuestion,
  peer: Peer,
  configured: CallPathPeer,
  verification: CallerVerification,
): CallAnswer | Promise<CallAnswer> {
  try {
    const event = parts.eventOf(question, peer, verification);
    const { verdict, written } = recordedVerdict(parts, peer, event);
    const answer = answerOf(
      { verdict, written, verification: verification.result === 'unknown' ? null : verification },
      configured,
      parts.words,
      parts.engine.engine.policy(),
    );
    parts.metrics.answered(peer.name, answer.treatment);
    return configured.waitsForJournal ? held(parts, peer, answer, ownLimit(configured)) : answer;
  } catch (error) {
    return failedOpen(parts, peer, error);
  }
}

/** The verdict of the journal; when that takes nothing any more, one that is told and not kept. */
function recordedVerdict(
  { engine, judgeEvent, metrics }: CallJudgeParts,
  peer: Peer,
  event: CallEvent,
): { readonly verdict: Verdict; readonly written: Promise<void> } {
  try {
    const { judged, journalled } = judgeEvent(event);
    return { verdict: judged.verdict, written: journalled };
  } catch (error) {
    if (!(error instanceof Fault) || !JOURNAL_GONE.has(error.code)) throw error;
    metrics.unrecorded(peer.name);
    const decision = engine.engine.pipeline.judgeUncounted(factsOf(event));
    const written = Promise.reject(error);
    written.catch(() => undefined);
    return { verdict: unrecorded(decision, event, engine), written };
  }
}

const JOURNAL_GONE: ReadonlySet<string> = new Set(['journal-full', 'journal-failed']);

/** Has no place in the journal, so nothing can be looked up by its id. */
const unrecorded = (decision: Decision, event: CallEvent, engine: RecordedEngine): Verdict => ({
  ...decision,
  id: 'not-recorded',
  eventId: event.id,
  at: event.at,
  policy: engine.engine.policy().stamp,
});

/** Waits until the journal holds the verdict, as long as the peer allows. */
async function held(
  parts: CallJudgeParts,
  peer: Peer,
  answer: CallAnswer,
  limitMs: number,
): Promise<CallAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('journal-slow'), limitMs);
  });
  const outcome = await Promise.race([
    answer.written.then(
      () => null,
      () => 'journal-failed',
    ),
    limit,
  ]);
  clearTimeout(timer);
  if (outcome === null) return answer;
  parts.metrics.unscreened(peer.name, outcome);
  return passed(outcome);
}

function failedOpen({ metrics }: CallJudgeParts, peer: Peer, error: unknown): CallAnswer {
  const why = error instanceof Fault ? error.code : 'internal-error';
  metrics.unscreened(peer.name, why);
  return passed(why);
}
