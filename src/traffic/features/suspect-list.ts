import { PEER_KEEP_UNITS, peerStamp, stampAge, WINDOW_UNITS } from './peer-time.ts';
import { BUSY_SUSPECT_SLOTS, BUSY_SUSPECTS } from './row-layout.ts';

const DAY_UNITS = WINDOW_UNITS[3]!;

/**
 * Suspicious callers of a busy number: 16 words of fingerprint and time. When all are taken the oldest makes room, so
 * "16" reads as "16 or more".
 */
export function noteSuspectCaller(
  u32: Uint32Array,
  row: number,
  fingerprint: number,
  stamp: number,
  newestStamp: number,
): void {
  const first = row + BUSY_SUSPECTS;
  let place = first;
  let oldest = -1;
  for (let at = first; at < first + BUSY_SUSPECT_SLOTS; at += 1) {
    const word = u32[at]!;
    const age = word === 0 ? PEER_KEEP_UNITS : stampAge(word >>> 16, newestStamp);
    if (word !== 0 && (word & 0x3fff) === fingerprint) {
      if (stampAge(stamp, newestStamp) < age) u32[at] = (fingerprint | (stamp << 16)) >>> 0;
      return;
    }
    if (age <= oldest) continue;
    oldest = age;
    place = at;
  }
  if (stampAge(stamp, newestStamp) < oldest) u32[place] = (fingerprint | (stamp << 16)) >>> 0;
}

/** Drops suspects that will be 7 days old when the clock moves from `from` to `to`. */
export function sweepSuspects(u32: Uint32Array, row: number, from: number, to: number): void {
  const fromStamp = peerStamp(from);
  const first = row + BUSY_SUSPECTS;
  for (let at = first; at < first + BUSY_SUSPECT_SLOTS; at += 1)
    if (u32[at] !== 0 && stampAge(u32[at]! >>> 16, fromStamp) + (to - from) >= PEER_KEEP_UNITS) u32[at] = 0;
}

/** Distinct suspicious callers within 24 hours and 7 days, into `into[0]` and `into[1]`. */
export function countSuspects(u32: Uint32Array, row: number, newestStamp: number, into: Float64Array): void {
  let inDay = 0;
  let inWeek = 0;
  const first = row + BUSY_SUSPECTS;
  for (let at = first; at < first + BUSY_SUSPECT_SLOTS; at += 1) {
    if (u32[at] === 0) continue;
    const age = stampAge(u32[at]! >>> 16, newestStamp);
    if (age < PEER_KEEP_UNITS) inWeek += 1;
    if (age < DAY_UNITS) inDay += 1;
  }
  into[0] = inDay;
  into[1] = inWeek;
}
