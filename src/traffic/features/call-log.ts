import { TRAIT_OUT } from './call-traits.ts';
import { LOG_CALLS, logCount, ROW_LOG, ROW_META, withLogCount } from './row-layout.ts';

/**
 * The calls of an ordinary number, 8 bytes each, so that every window is exact while there are few:
 * word 0: bits 0-22 time in 100 ms ticks (wraps after 9.7 days), 23-30 traits;
 * word 1: bits 0-13 fingerprint of the peer, 14-21 ring, 22-31 talk, quantised.
 * The entries are a set: their order carries no meaning.
 */
export const TICK_MS = 100;
export const TICK_MASK = (1 << 23) - 1;
const KEEP_TICKS = 6_048_000;

/** `&` takes a non-negative double modulo 2^32 first; `%` on doubles is many times slower. */
export const tickOf = (at: number): number => (at / TICK_MS) & TICK_MASK;

/** Age of an entry in ticks when the newest call of the number is at `newest`; entries never are newer than that. */
export const entryAge = (word0: number, newestTick: number): number => (newestTick - word0) & TICK_MASK;

export function packCall(fingerprint: number, ring: number, talk: number): number {
  return (fingerprint | (ring << 14) | (talk << 22)) >>> 0;
}
export const entryFingerprint = (word1: number): number => word1 & 0x3fff;
export const entryRing = (word1: number): number => (word1 >>> 14) & 0xff;
export const entryTalk = (word1: number): number => word1 >>> 22;

/** Adds a call; false when 15 live calls are there already. */
export function addToLog(
  u32: Uint32Array,
  row: number,
  newestTick: number,
  word0: number,
  word1: number,
): boolean {
  let count = logCount(u32[row + ROW_META]!);
  if (count === LOG_CALLS) count = pruneLog(u32, row, newestTick, 0);
  if (count === LOG_CALLS) return false;
  u32[row + ROW_LOG + count * 2] = word0;
  u32[row + ROW_LOG + count * 2 + 1] = word1;
  u32[row + ROW_META] = withLogCount(u32[row + ROW_META]!, count + 1);
  return true;
}

/** Drops entries that will be 7 days old when the number's clock moves on by `aheadTicks`; returns how many stay. */
export function pruneLog(u32: Uint32Array, row: number, newestTick: number, aheadTicks: number): number {
  const count = logCount(u32[row + ROW_META]!);
  let kept = 0;
  for (let index = 0; index < count; index += 1) {
    const word0 = u32[row + ROW_LOG + index * 2]!;
    if (entryAge(word0, newestTick) + aheadTicks >= KEEP_TICKS) continue;
    u32[row + ROW_LOG + kept * 2] = word0;
    u32[row + ROW_LOG + kept * 2 + 1] = u32[row + ROW_LOG + index * 2 + 1]!;
    kept += 1;
  }
  u32[row + ROW_META] = withLogCount(u32[row + ROW_META]!, kept);
  return kept;
}

/** Whether the log holds a call of this side (`out`: `TRAIT_OUT` or 0) with this peer within 7 days. */
export function logKnows(
  u32: Uint32Array,
  row: number,
  newestTick: number,
  out: number,
  fingerprint: number,
): boolean {
  const count = logCount(u32[row + ROW_META]!);
  for (let index = 0; index < count; index += 1) {
    const at = row + ROW_LOG + index * 2;
    if (entryFingerprint(u32[at + 1]!) !== fingerprint || (u32[at]! & TRAIT_OUT) !== out) continue;
    if (entryAge(u32[at]!, newestTick) < KEEP_TICKS) return true;
  }
  return false;
}

/** A full log that cannot grow keeps the newest calls: the oldest makes room unless the call is older still. */
export function replaceOldest(
  u32: Uint32Array,
  row: number,
  newestTick: number,
  word0: number,
  word1: number,
): void {
  let place = row + ROW_LOG;
  for (let at = place + 2; at < row + ROW_LOG + LOG_CALLS * 2; at += 2)
    if (entryAge(u32[at]!, newestTick) > entryAge(u32[place]!, newestTick)) place = at;
  if (entryAge(word0, newestTick) > entryAge(u32[place]!, newestTick)) return;
  u32[place] = word0;
  u32[place + 1] = word1;
}

/** Marks the incoming call of that time and peer as one of a suspicious caller; false when it is not in the log. */
export function markSuspect(
  u32: Uint32Array,
  row: number,
  tick: number,
  fingerprint: number,
  suspect: number,
): boolean {
  const count = logCount(u32[row + ROW_META]!);
  for (let at = row + ROW_LOG; at < row + ROW_LOG + count * 2; at += 2) {
    if ((u32[at]! & (TRAIT_OUT | TICK_MASK)) !== tick || entryFingerprint(u32[at + 1]!) !== fingerprint)
      continue;
    u32[at] = (u32[at]! | suspect) >>> 0;
    return true;
  }
  return false;
}
