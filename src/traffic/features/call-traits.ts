import { CALL_OUTCOMES } from '../../domain/call-event.ts';
import type { CallFacts } from '../../domain/call-facts.ts';
import { ONE_RING_MS, VERY_SHORT_TALK_MS } from '../../domain/feature-catalogue.ts';
import { KEY_KIND } from '../../domain/number-key.ts';

/** What a call adds to counters, as bits. Bits 27-30 mean one thing for the calling and another for the called side. */
export const TRAIT_OUT = 1 << 23;
export const TRAIT_KNOWN = 1 << 24;
export const TRAIT_ANSWERED = 1 << 25;
export const TRAIT_SHORT = 1 << 26;
export const TRAIT_ONE_RING = 1 << 27;
export const TRAIT_SEQUENTIAL = 1 << 28;
export const TRAIT_DEAD = 1 << 29;
export const TRAIT_NIGHT = 1 << 30;
/** Called side: the caller was judged suspicious; the caller had been called by this number before. */
export const TRAIT_SUSPECT = 1 << 27;
export const TRAIT_CALLED_BACK = 1 << 28;

const ANSWERED = CALL_OUTCOMES.indexOf('answered');
const UNKNOWN = CALL_OUTCOMES.indexOf('unknown');
const DEAD = CALL_OUTCOMES.indexOf('dead-number');
const NO_ANSWER = CALL_OUTCOMES.indexOf('no-answer');
const CANCELLED = CALL_OUTCOMES.indexOf('cancelled');

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NIGHT_BEGINS_H = 22;
const NIGHT_ENDS_H = 7;

/** Traits of both sides. A call set up and cancelled (INVITE, CANCEL) or refused (486) is one attempt that ended. */
export function outcomeTraits(facts: CallFacts): number {
  const { outcome, talkMs } = facts;
  if (outcome === UNKNOWN) return 0;
  if (outcome !== ANSWERED) return TRAIT_KNOWN;
  const isShort = talkMs >= 0 && talkMs < VERY_SHORT_TALK_MS;
  return TRAIT_KNOWN | TRAIT_ANSWERED | (isShort ? TRAIT_SHORT : 0);
}

/** Traits of the calling side alone, the sequential one excepted. Night is 22:00 to 07:00 at the source. */
export function callerTraits(facts: CallFacts): number {
  const { outcome, ringMs } = facts;
  const hour = localHour(facts.at, facts.utcOffsetMin);
  const givenUp = outcome === CANCELLED || outcome === NO_ANSWER;
  return (
    (givenUp && ringMs >= 0 && ringMs < ONE_RING_MS ? TRAIT_ONE_RING : 0) |
    (outcome === DEAD ? TRAIT_DEAD : 0) |
    (hour >= NIGHT_BEGINS_H || hour < NIGHT_ENDS_H ? TRAIT_NIGHT : 0)
  );
}

const FIRST_NATIONAL_KEY = KEY_KIND['service-code'] * 1e15;
const SEQUENTIAL_DISTANCE = 3;

/** Whether a dialled key is 1 to 3 away from the one dialled before (its low 32 bits, 0 when none), E.164 only. */
export function isSequential(calleeKey: number, dialledBefore: number): boolean {
  if (dialledBefore === 0 || calleeKey >= FIRST_NATIONAL_KEY) return false;
  const distance = ((calleeKey >>> 0) - dialledBefore) | 0;
  return distance !== 0 && distance >= -SEQUENTIAL_DISTANCE && distance <= SEQUENTIAL_DISTANCE;
}

/** What to remember of a dialled key for the next comparison. */
export const dialledWord = (calleeKey: number): number =>
  calleeKey >= FIRST_NATIONAL_KEY ? 0 : calleeKey >>> 0;

export const localDay = (at: number, utcOffsetMin: number): number =>
  Math.floor((at + utcOffsetMin * MINUTE_MS) / DAY_MS);

/** 0 to 23. Floors, not `%`, which is slow on doubles. */
export const localHour = (at: number, utcOffsetMin: number): number => {
  const hours = Math.floor((at + utcOffsetMin * MINUTE_MS) / HOUR_MS);
  return hours - Math.floor(hours / 24) * 24;
};
