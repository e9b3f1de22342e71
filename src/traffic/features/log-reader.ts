import { entryAge, entryFingerprint, entryRing, entryTalk, TICK_MASK, tickOf } from './call-log.ts';
import {
  TRAIT_ANSWERED,
  TRAIT_CALLED_BACK,
  TRAIT_DEAD,
  TRAIT_KNOWN,
  TRAIT_NIGHT,
  TRAIT_ONE_RING,
  TRAIT_OUT,
  TRAIT_SEQUENTIAL,
  TRAIT_SHORT,
  TRAIT_SUSPECT,
} from './call-traits.ts';
import { RING_UNKNOWN, ringQuarters, TALK_UNKNOWN, talkSeconds } from './quantised-time.ts';
import { logCount, ROW_LOG, ROW_META } from './row-layout.ts';
import {
  SIDE_SUMS,
  SUM_ANSWERED,
  SUM_CALLS,
  SUM_DEAD,
  SUM_KNOWN,
  SUM_NIGHT,
  SUM_ONE_RING,
  SUM_OTHER,
  SUM_PEERS,
  SUM_RING,
  SUM_RINGS,
  SUM_SEQUENTIAL,
  SUM_SHORT,
  SUM_TALK,
  SUM_TALKS,
} from './window-sums.ts';

const TICKS_MINUTE = 600;
const TICKS_TEN = 6_000;
const TICKS_HOUR = 36_000;
const TICKS_DAY = 864_000;
const TICKS_WEEK = 6_048_000;

/** Index of the shortest window an age falls into, 5 when none; a call exactly one window ago is outside of it. */
function windowOf(age: number): number {
  if (age < TICKS_HOUR) return age < TICKS_MINUTE ? 0 : age < TICKS_TEN ? 1 : 2;
  return age < TICKS_DAY ? 3 : age < TICKS_WEEK ? 4 : 5;
}

/**
 * Sums of one side over the windows that end at `newest`, exact: each call is put into the shortest window it belongs
 * to, then every longer window takes over what the shorter one holds. One loop, unsplit: it runs twice a call.
 */
export function readLog(
  u32: Uint32Array,
  row: number,
  newest: number,
  isOut: boolean,
  sums: Float64Array,
): void {
  sums.fill(0);
  const count = logCount(u32[row + ROW_META]!);
  const newestTick = tickOf(newest);
  const side = isOut ? TRAIT_OUT : 0;
  const first = row + ROW_LOG;
  for (let at = first; at < first + count * 2; at += 2) {
    const word0 = u32[at]!;
    const age = (newestTick - word0) & TICK_MASK;
    const window = windowOf(age);
    if (window === 5) continue;
    const into = window * SIDE_SUMS;
    if ((word0 & TRAIT_OUT) !== side) {
      sums[into + SUM_OTHER]! += 1;
      continue;
    }
    const word1 = u32[at + 1]!;
    sums[into + SUM_CALLS]! += 1;
    if (word0 & TRAIT_KNOWN) sums[into + SUM_KNOWN]! += 1;
    const ring = entryRing(word1);
    if (ring !== RING_UNKNOWN) {
      sums[into + SUM_RINGS]! += 1;
      sums[into + SUM_RING]! += ringQuarters(ring);
    }
    if (word0 & TRAIT_ANSWERED) {
      sums[into + SUM_ANSWERED]! += 1;
      const talk = entryTalk(word1);
      if (talk !== TALK_UNKNOWN) {
        sums[into + SUM_TALKS]! += 1;
        sums[into + SUM_TALK]! += talkSeconds(talk);
      }
      if (word0 & TRAIT_SHORT) sums[into + SUM_SHORT]! += 1;
    }
    if (isOut) {
      if (word0 & TRAIT_ONE_RING) sums[into + SUM_ONE_RING]! += 1;
      if (word0 & TRAIT_SEQUENTIAL) sums[into + SUM_SEQUENTIAL]! += 1;
      if (word0 & TRAIT_DEAD) sums[into + SUM_DEAD]! += 1;
      if (word0 & TRAIT_NIGHT) sums[into + SUM_NIGHT]! += 1;
    }
    if (isNewestOfPeer(u32, first, count, at, side, newestTick, age)) sums[into + SUM_PEERS]! += 1;
  }
  for (let at = SIDE_SUMS; at < sums.length; at += 1) sums[at]! += sums[at - SIDE_SUMS]!;
}

/** Whether no other call of this side with the same peer is newer (or as new and earlier in the log). */
function isNewestOfPeer(
  u32: Uint32Array,
  first: number,
  count: number,
  at: number,
  side: number,
  newestTick: number,
  age: number,
): boolean {
  const peer = entryFingerprint(u32[at + 1]!);
  for (let other = first; other < first + count * 2; other += 2) {
    if (other === at || entryFingerprint(u32[other + 1]!) !== peer) continue;
    if ((u32[other]! & TRAIT_OUT) !== side) continue;
    const otherAge = entryAge(u32[other]!, newestTick);
    if (otherAge < age || (otherAge === age && other < at)) return false;
  }
  return true;
}

/** Incoming calls in 7 days from people the number had called. */
export function logCalledBack(u32: Uint32Array, row: number, newest: number): number {
  const count = logCount(u32[row + ROW_META]!);
  const newestTick = tickOf(newest);
  let calls = 0;
  for (let at = row + ROW_LOG; at < row + ROW_LOG + count * 2; at += 2) {
    const word0 = u32[at]!;
    if ((word0 & (TRAIT_OUT | TRAIT_CALLED_BACK)) !== TRAIT_CALLED_BACK) continue;
    if (entryAge(word0, newestTick) < TICKS_WEEK) calls += 1;
  }
  return calls;
}

/** Distinct suspicious callers within 24 hours and 7 days, into `into[0]` and `into[1]`. */
export function logSuspects(u32: Uint32Array, row: number, newest: number, into: Float64Array): void {
  const count = logCount(u32[row + ROW_META]!);
  const newestTick = tickOf(newest);
  const first = row + ROW_LOG;
  let inDay = 0;
  let inWeek = 0;
  for (let at = first; at < first + count * 2; at += 2) {
    const word0 = u32[at]!;
    if ((word0 & (TRAIT_OUT | TRAIT_SUSPECT)) !== TRAIT_SUSPECT) continue;
    const age = entryAge(word0, newestTick);
    if (age >= TICKS_WEEK || !isNewestSuspect(u32, first, count, at, newestTick, age)) continue;
    inWeek += 1;
    if (age < TICKS_DAY) inDay += 1;
  }
  into[0] = inDay;
  into[1] = inWeek;
}

function isNewestSuspect(
  u32: Uint32Array,
  first: number,
  count: number,
  at: number,
  newestTick: number,
  age: number,
): boolean {
  const peer = entryFingerprint(u32[at + 1]!);
  for (let other = first; other < first + count * 2; other += 2) {
    if (other === at || entryFingerprint(u32[other + 1]!) !== peer) continue;
    if ((u32[other]! & (TRAIT_OUT | TRAIT_SUSPECT)) !== TRAIT_SUSPECT) continue;
    const otherAge = entryAge(u32[other]!, newestTick);
    if (otherAge < age || (otherAge === age && other < at)) return false;
  }
  return true;
}
