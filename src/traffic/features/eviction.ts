import { emptyWindows } from './busy-number.ts';
import type { FeatureState } from './feature-state.ts';
import { hashKey } from './key-hash.ts';
import {
  FLAG_MARKED,
  isBusy,
  ROW_CALLS,
  ROW_DOUBLES,
  ROW_FIRST,
  ROW_KEY,
  ROW_LAST,
  ROW_META,
  ROW_RECORD,
  ROW_WORDS,
} from './row-layout.ts';

const IDLE_MS = 604_800_000;
const DAY_MS = 86_400_000;
const SAMPLE = 16;
/** Rows looked at before a protected one is given up. */
const LIMIT = 512;
const PROTECTED = 1_000;

/** A zeroed row for a new number; forgets another number when all rows are taken. `pinned` is never taken. */
export function takeRow(state: FeatureState, key: number, hash: number, at: number, pinned: number): number {
  let row = state.usedRows;
  if (row < state.sizes.maxNumbers) state.usedRows += 1;
  else {
    row = victim(state, pinned);
    forget(state, row);
  }
  const { f64, u32 } = state.rows;
  f64[row * ROW_DOUBLES + ROW_KEY] = key;
  f64[row * ROW_DOUBLES + ROW_LAST] = at;
  u32[row * ROW_WORDS + ROW_FIRST] = Math.floor(at / 1000);
  state.index.insert(row, hash);
  return row;
}

/**
 * Chooses who is forgotten. A hand goes round the rows and looks at 16 from where it stands: an idle number (7 days)
 * goes at once; otherwise the one with the fewest calls in its life (by powers of two, each day of silence taking one
 * off), of equals the longest silent. A number that is busy, was judged suspicious, or was called by one that was, is
 * passed over for up to 512 rows. So numbers that call once push out each other, never one with a history; and because
 * the hand moves on, a newcomer has a full round to make its second call.
 */
function victim(state: FeatureState, pinned: number): number {
  const max = state.sizes.maxNumbers;
  let best = -1;
  let lowest = Number.POSITIVE_INFINITY;
  for (let looked = 0; looked < LIMIT; looked += 1) {
    if (looked >= SAMPLE && lowest < PROTECTED) break;
    const row = state.hand;
    state.hand = row + 1 === max ? 0 : row + 1;
    if (row === pinned) continue;
    const worth = worthOf(state, row);
    if (worth === Number.NEGATIVE_INFINITY) return row;
    if (worth >= lowest) continue;
    lowest = worth;
    best = row;
  }
  return best;
}

function worthOf(state: FeatureState, row: number): number {
  const { f64, u32 } = state.rows;
  const idle = state.clock.watermark - f64[row * ROW_DOUBLES + ROW_LAST]!;
  if (idle > IDLE_MS) return Number.NEGATIVE_INFINITY;
  const base = row * ROW_WORDS;
  const level = 31 - Math.clz32(u32[base + ROW_CALLS]! | 1);
  const isProtected = isBusy(u32[base + ROW_RECORD]!) || (u32[base + ROW_META]! & FLAG_MARKED) !== 0;
  return level - Math.floor(idle / DAY_MS) - idle / (IDLE_MS * 2) + (isProtected ? PROTECTED : 0);
}

function forget(state: FeatureState, row: number): void {
  const { f64, u32 } = state.rows;
  const isIdle = state.clock.watermark - f64[row * ROW_DOUBLES + ROW_LAST]! > IDLE_MS;
  state.counts[isIdle ? 'expired' : 'evicted'] += 1;
  const key = f64[row * ROW_DOUBLES + ROW_KEY]!;
  emptyWindows(state, row);
  state.index.remove(key, hashKey(key, state.sizes.hashSeed));
  u32.fill(0, row * ROW_WORDS, (row + 1) * ROW_WORDS);
}

/** Takes back what numbers idle for 7 days have beyond their rows, among the next rows under the hand. */
export function reclaimIdle(state: FeatureState, rows: number): void {
  for (let looked = 0; looked < rows && looked < state.usedRows; looked += 1) {
    const row = state.hand < state.usedRows ? state.hand : 0;
    state.hand = row + 1 >= state.usedRows ? 0 : row + 1;
    const idle = state.clock.watermark - state.rows.f64[row * ROW_DOUBLES + ROW_LAST]!;
    if (idle > IDLE_MS && state.rows.u32[row * ROW_WORDS + ROW_RECORD] !== 0) emptyWindows(state, row);
  }
}
