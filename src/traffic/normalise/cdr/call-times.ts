import { CALL_OUTCOMES, type CallOutcome } from '../../../domain/call-event.ts';
import type { CallRow } from './call-row.ts';
import { problemBit } from './record-problem.ts';

const NEGATIVE = problemBit('negative-duration');
const START_UNKNOWN = problemBit('start-unknown');

/** What a record says of a call's course; instants epoch ms, spans ms, NaN where it does not say. */
export interface CallTimes {
  readonly startAt: number;
  readonly answerAt: number;
  readonly endAt: number;
  /** From start to end. */
  readonly totalMs: number;
  /** From answer to end. */
  readonly talkMs: number;
  /** From start to answer or, unanswered, to the end. */
  readonly ringMs: number;
  readonly outcome: CallOutcome;
}

/**
 * Puts a call's course into a row. Measured spans are believed before differences of written times, for a clock change
 * lies between two local times and never inside a span; what is missing stays missing. False: no time at all.
 */
export function setTimes(row: CallRow, times: CallTimes): boolean {
  const { outcome } = times;
  const startAt = known(times.startAt, times.answerAt, times.endAt);
  if (Number.isNaN(startAt)) return false;
  if (Number.isNaN(times.startAt)) {
    row.problems |= START_UNKNOWN;
    row.ringKnown = false;
  }
  row.at = startAt;
  row.outcome = CALL_OUTCOMES.indexOf(outcome);
  if (times.totalMs < 0 || times.talkMs < 0 || times.ringMs < 0) row.problems |= NEGATIVE;
  if (outcome === 'answered') setAnswered(row, times);
  else row.ringEndAt = row.at + known(positive(times.ringMs), positive(times.totalMs), times.endAt - row.at);
  return true;
}

function setAnswered(row: CallRow, times: CallTimes): void {
  const measured = times.totalMs - times.talkMs;
  if (measured < 0) row.problems |= NEGATIVE;
  const ring = known(positive(times.ringMs), positive(measured), times.answerAt - row.at);
  row.answerAt = Number.isNaN(ring) ? times.answerAt : row.at + ring;
  if (Number.isNaN(row.answerAt)) {
    row.ringKnown = false;
    row.answerAt = row.at;
  } else if (ring < 0) row.problems |= NEGATIVE;
  if (times.talkMs < 0) return;
  row.talkEndAt = row.answerAt + known(times.talkMs, times.endAt - row.answerAt);
}

const positive = (value: number): number => (value >= 0 ? value : NaN);

/** The first value that is known, NaN when none is. */
function known(...values: readonly number[]): number {
  for (const value of values) if (!Number.isNaN(value)) return value;
  return NaN;
}
