import { noteDay, noteHour } from './active-days.ts';
import { advanceBusy, type BusyCall, countBusyCall, emptyWindows, promote } from './busy-number.ts';
import { packCall, TICK_MS, tickOf } from './call-log.ts';
import { reclaimIdle, takeRow } from './eviction.ts';
import type { FeatureState } from './feature-state.ts';
import { addToLog, growLog, pruneLog, replaceOldest } from './number-log.ts';
import {
  FLAG_MARKED,
  FLAG_SATURATED,
  isBusy,
  ROW_CALLS,
  ROW_DOUBLES,
  ROW_FIRST,
  ROW_LAST,
  ROW_META,
  ROW_RECORD,
  ROW_WORDS,
} from './row-layout.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const PRUNE_MS = 2 * DAY_MS;
// Few, because a saturated number asks at every call.
const RECLAIM_ROWS = 4;
const MAX_CALLS = 0xffffffff;

/** Row of a number, new when it has none. */
export function rowOf(state: FeatureState, key: number, hash: number, at: number, pinned: number): number {
  const row = state.index.find(key, hash);
  return row >= 0 ? row : takeRow(state, key, hash, at, pinned);
}

/**
 * Moves a number's clock to `at` if that is later, and its first sight back if that is earlier. False when the call is
 * older than every window of the number.
 */
export function advanceRow(state: FeatureState, row: number, at: number): boolean {
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  const seconds = Math.floor(at / 1000);
  if (seconds < u32[base + ROW_FIRST]!) u32[base + ROW_FIRST] = seconds;
  if (u32[base + ROW_CALLS]! < MAX_CALLS) u32[base + ROW_CALLS]! += 1;
  const last = f64[row * ROW_DOUBLES + ROW_LAST]!;
  if (at <= last) return last - at < WEEK_MS;
  if (at - last >= WEEK_MS) {
    emptyWindows(state, row);
    u32[base + ROW_META] = u32[base + ROW_META]! & ~(FLAG_SATURATED | FLAG_MARKED);
  } else if (isBusy(u32[base + ROW_RECORD]!)) advanceBusy(state, row, last, at);
  // Entries must go between 7 days and the 9.7 at which their clock wraps.
  else if (Math.floor(at / PRUNE_MS) !== Math.floor(last / PRUNE_MS))
    pruneLog(state, row, tickOf(last), Math.floor(at / TICK_MS) - Math.floor(last / TICK_MS));
  f64[row * ROW_DOUBLES + ROW_LAST] = at;
  return true;
}

/** Adds a call to a number whose clock has been moved. */
export function addCall(state: FeatureState, row: number, call: BusyCall, utcOffsetMin: number): void {
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  if (!isBusy(u32[base + ROW_RECORD]!)) {
    const newestTick = tickOf(state.rows.f64[row * ROW_DOUBLES + ROW_LAST]!);
    const word0 = call.traits | tickOf(call.at);
    const word1 = packCall(call.fingerprint, call.ring, call.talk);
    if (addToLog(state, row, newestTick, word0, word1)) return;
    if (!makeRoom(state, row, utcOffsetMin)) {
      u32[base + ROW_META]! |= FLAG_SATURATED;
      replaceOldest(state, row, newestTick, word0, word1);
      return;
    }
    if (!isBusy(u32[base + ROW_RECORD]!)) {
      addToLog(state, row, newestTick, word0, word1);
      return;
    }
  }
  countBusyCall(state, row, call);
}

/** The next larger shape that has room, for a number whose log is full; false when none has. */
function makeRoom(state: FeatureState, row: number, utcOffsetMin: number): boolean {
  if (growLog(state, row) || promote(state, row, utcOffsetMin)) return true;
  reclaimIdle(state, RECLAIM_ROWS);
  return growLog(state, row) || promote(state, row, utcOffsetMin);
}

/** Day facts of the calling side. */
export function addDay(
  state: FeatureState,
  row: number,
  at: number,
  utcOffsetMin: number,
  day: number,
  imeiHash: number,
  cellHash: number,
): void {
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  noteDay(u32, base, day, imeiHash, cellHash);
  if (isBusy(u32[base + ROW_RECORD]!)) noteHour(u32, base, at, utcOffsetMin);
}
