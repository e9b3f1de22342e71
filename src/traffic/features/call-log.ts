import { TRAIT_OUT } from './call-traits.ts';

/**
 * A call in the log of a number that is not busy, 8 bytes, so that every window is exact while there are few:
 * word 0: bits 0-22 time in 100 ms ticks (wraps after 9.7 days), 23-30 traits;
 * word 1: bits 0-13 fingerprint of the peer, 14-21 ring, 22-31 talk, quantised.
 * The entries are a set: their order carries no meaning.
 */
export const TICK_MS = 100;
export const TICK_MASK = (1 << 23) - 1;
/** Entries of this age are out of every window. */
export const KEEP_TICKS = 6_048_000;

/** `&` takes a non-negative double modulo 2^32 first; `%` on doubles is many times slower. */
export const tickOf = (at: number): number => (at / TICK_MS) & TICK_MASK;

/** Age of an entry in ticks when the newest call of the number is at `newest`; entries never are newer than that. */
export const entryAge = (word0: number, newestTick: number): number => (newestTick - word0) & TICK_MASK;

export function packCall(fingerprint: number, ring: number, talk: number): number {
  return fingerprint | (ring << 14) | (talk << 22);
}
export const entryFingerprint = (word1: number): number => word1 & 0x3fff;
export const entryRing = (word1: number): number => (word1 >>> 14) & 0xff;
export const entryTalk = (word1: number): number => word1 >>> 22;

/** Whether a stretch of log holds a call of this side (`out`: `TRAIT_OUT` or 0) with this peer, younger than `ticks`. */
export function stretchKnows(
  words: Uint32Array,
  first: number,
  end: number,
  newestTick: number,
  ticks: number,
  out: number,
  fingerprint: number,
): boolean {
  for (let at = first; at < end; at += 2) {
    if (entryFingerprint(words[at + 1]!) !== fingerprint || (words[at]! & TRAIT_OUT) !== out) continue;
    if (entryAge(words[at]!, newestTick) < ticks) return true;
  }
  return false;
}

/** Gives the incoming call of that time and peer another trait; false when it is not in the stretch. */
export function markStretch(
  words: Uint32Array,
  first: number,
  end: number,
  tick: number,
  fingerprint: number,
  trait: number,
): boolean {
  for (let at = first; at < end; at += 2) {
    if ((words[at]! & (TRAIT_OUT | TICK_MASK)) !== tick || entryFingerprint(words[at + 1]!) !== fingerprint)
      continue;
    words[at] = (words[at]! | trait) >>> 0;
    return true;
  }
  return false;
}
