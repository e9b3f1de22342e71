import { CALL_OUTCOMES, type CallOutcome } from '../../src/domain/call-event.ts';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { featureIndex } from '../../src/domain/feature-catalogue.ts';

/** Monday 2026-03-02, 10:00 in Chongqing; a bucket edge of every window but the 24 h and 7 d ones. */
export const START = Date.UTC(2026, 2, 2, 2);
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A mobile number of a made-up subscriber. */
export const subscriber = (index: number): number => 8617000000000 + index * 9973;

export interface CallWords extends Partial<Omit<CallFacts, 'outcome'>> {
  readonly outcome?: CallOutcome;
}

/** A call of 30 s, answered after 5 s, unless said otherwise. */
export function call(words: CallWords): CallFacts {
  const at = words.at ?? START;
  const outcome = words.outcome ?? 'answered';
  return {
    at,
    receivedAt: at,
    utcOffsetMin: 480,
    callerKey: subscriber(1),
    callerClass: 0,
    calleeKey: subscriber(2),
    calleeClass: 0,
    trunk: 0,
    ringMs: 5_000,
    talkMs: outcome === 'answered' ? 30_000 : 0,
    imeiKey: 0,
    cellKey: 0,
    signs: 0,
    ...words,
    outcome: CALL_OUTCOMES.indexOf(outcome),
  };
}

export function feature(vector: Float64Array, name: string): number {
  const index = featureIndex(name);
  if (index < 0) throw new RangeError(`no feature ${name}`);
  return vector[index]!;
}
