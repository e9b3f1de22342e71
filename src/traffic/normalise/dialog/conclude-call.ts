import type { CallOutcome } from '../../../domain/call-event.ts';
import { q850Outcome, sipOutcome } from '../cdr/hangup-cause.ts';
import type { Answer, Branch, TrackedCall } from './tracked-call.ts';
import { CLOCK_SKEW_MS } from './tracker-limits.ts';

/** How a call went, as far as the capture shows. What was not seen is unknown, never zero. */
export interface CallConclusion {
  readonly outcome: CallOutcome;
  /** Final SIP status; `null` when none was seen. */
  readonly status: number | null;
  /** From the INVITE of the last attempt to the answer, or to the end without one, milliseconds; `null` when not seen. */
  readonly ringMs: number | null;
  /** From answer to BYE, milliseconds; 0 for a call seen to end unanswered, `null` when not seen. */
  readonly talkMs: number | null;
  /** Who sent the BYE; `null` when none was seen. */
  readonly endedBy: 'caller' | 'callee' | null;
  /** Q.850 cause of a Reason header (RFC 3326); `null` without one. */
  readonly cause: number | null;
  /** Whether the capture misses the end: no final answer, or no BYE after one. */
  readonly endSeen: boolean;
  /**
   * Stable words: `end-not-seen`, `answer-not-seen`, `answered-elsewhere`, `negative-duration`, `clock-jump`,
   * `replaces-another-call` (a transfer).
   */
  readonly problems: readonly string[];
}

/** Longer calls than this are a clock that was set. */
const LONGEST_MS = 48 * 3_600_000;

/** Draws the conclusion from the facts gathered. The order in which the messages came plays no part. */
export function concludeCall(call: TrackedCall<unknown>): CallConclusion {
  const problems: string[] = call.replacesOther ? ['replaces-another-call'] : [];
  const span = (from: number, to: number) => spanMs(from, to, problems);
  const seen = call.answers.filter(({ at }) => !Number.isNaN(at));
  const cause = call.cause === 0 ? null : call.cause;
  if (seen.length > 0) {
    const talks = seen.map(({ at, byeAt }) => (Number.isNaN(byeAt) ? null : span(at, byeAt)));
    const endSeen = seen.every(({ byeAt }) => !Number.isNaN(byeAt));
    if (!endSeen) problems.push('end-not-seen');
    return {
      outcome: 'answered',
      status: 200,
      ringMs: span(call.attemptAt, Math.min(...seen.map(({ at }) => at))),
      talkMs: talks.some((talk) => talk === null) ? null : Math.max(...(talks as number[])),
      endedBy: endSeen ? hungUpBy(seen) : null,
      cause,
      endSeen,
      problems,
    };
  }
  const final = finalOf(call);
  // A BYE without the answer before it: whether anybody spoke is not known.
  if (final === null && call.answers.length > 0)
    return {
      ...UNKNOWN,
      endedBy: hungUpBy(call.answers),
      cause,
      endSeen: true,
      problems: [...problems, 'answer-not-seen'],
    };
  if (final === null) return { ...UNKNOWN, cause, problems: [...problems, 'end-not-seen'] };
  if (final.status === 487 && call.isElsewhere)
    return { ...UNKNOWN, status: 487, cause, endSeen: true, problems: [...problems, 'answered-elsewhere'] };
  const ringMs = span(call.attemptAt, final.finalAt);
  const outcome = unansweredOutcome(final.status, call.cause);
  return { outcome, status: final.status, ringMs, talkMs: 0, endedBy: null, cause, endSeen: true, problems };
}

const UNKNOWN = {
  outcome: 'unknown',
  status: null,
  ringMs: null,
  talkMs: null,
  endedBy: null,
  cause: null,
  endSeen: false,
} as const;

/**
 * The final answer as the caller had it: the best one (RFC 3261 §16.7 step 6) of the branches nearest to the caller. `null`
 * while one of them has none.
 */
export function nearestFinal({ branches }: TrackedCall<unknown>): Branch | null {
  return bestFinal(branches, nearestHops(branches), false);
}

/** The same, and where the copy nearest to the caller was not captured, that of the branches behind, if all have ended. */
function finalOf(call: TrackedCall<unknown>): Branch | null {
  return nearestFinal(call) ?? bestFinal(call.branches, nearestHops(call.branches), true);
}

function nearestHops(branches: readonly Branch[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const { hops } of branches) if (hops < nearest) nearest = hops;
  return nearest;
}

/** The best final answer of the branches at so many hops, or of those behind; `null` while one of them has none. */
function bestFinal(branches: readonly Branch[], hops: number, isBehind: boolean): Branch | null {
  let best: Branch | null = null;
  for (const branch of branches) {
    if (branch.hops > hops !== isBehind) continue;
    if (branch.status === 0) return null;
    if (best === null || isBetter(branch, best)) best = branch;
  }
  return best;
}

function isBetter(one: Branch, other: Branch): boolean {
  const difference = rank(one.status) - rank(other.status);
  return difference < 0 || (difference === 0 && one.finalAt > other.finalAt);
}

const rank = (status: number): number => (status >= 600 ? 0 : Math.floor(status / 100));

/** The cause of the telephone network says more than 480 or 503; a caller who gave up did so whatever it says. */
function unansweredOutcome(status: number, cause: number): CallOutcome {
  const byStatus = sipOutcome(status);
  if (status === 487 || cause === 0) return byStatus;
  const byCause = q850Outcome(cause);
  return byCause === 'dead-number' || byCause === 'busy' || byCause === 'no-answer' ? byCause : byStatus;
}

function hungUpBy(answers: readonly Answer[]): Answer['byeBy'] {
  return answers.reduce((last, answer) => (answer.byeAt > last.byeAt ? answer : last)).byeBy;
}

/** `null` for what clocks cannot have measured. */
function spanMs(from: number, to: number, problems: string[]): number | null {
  const span = to - from;
  if (Number.isNaN(span)) return null;
  if (span >= 0 && span <= LONGEST_MS) return Math.round(span);
  if (span < 0 && span >= -CLOCK_SKEW_MS) return 0;
  const word = span < 0 ? 'negative-duration' : 'clock-jump';
  if (!problems.includes(word)) problems.push(word);
  return null;
}
