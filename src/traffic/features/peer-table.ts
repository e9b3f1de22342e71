import { PEER_KEEP_UNITS, peerStamp, stampAge, WINDOW_UNITS } from './peer-time.ts';
import { SIDE_SUMS, SUM_PEERS } from './window-sums.ts';

/**
 * Peers of a busy number, both sides, as a plain list of at most 64 words: bits 0-13 fingerprint, bit 14 set for a
 * peer it called, 16-31 time of the latest call (peer-time.ts). Exact but for fingerprints that coincide: 64 peers
 * read as 63.9 on average. A list of 256 bytes is scanned faster than it could be hashed.
 */
export const TABLE_PEERS = 64;
export const PEER_OUT = 1 << 14;
const IDENTITY = 0x7fff;

/** Notes a call with a peer; the new length, or -1 when the peer is new and the table full. */
export function notePeer(
  u32: Uint32Array,
  base: number,
  count: number,
  peer: number,
  stamp: number,
  newestStamp: number,
): number {
  for (let at = base; at < base + count; at += 1) {
    const word = u32[at]!;
    if ((word & IDENTITY) !== peer) continue;
    if (stampAge(stamp, newestStamp) < stampAge(word >>> 16, newestStamp))
      u32[at] = ((word & 0xffff) | (stamp << 16)) >>> 0;
    return count;
  }
  if (count === TABLE_PEERS) return -1;
  u32[base + count] = (peer | (stamp << 16)) >>> 0;
  return count + 1;
}

/** Drops peers that will be 7 days old when the clock moves from `from` to `to`; the new length. */
export function sweepPeers(u32: Uint32Array, base: number, count: number, from: number, to: number): number {
  const fromStamp = peerStamp(from);
  let kept = base;
  for (let at = base; at < base + count; at += 1) {
    if (stampAge(u32[at]! >>> 16, fromStamp) + (to - from) >= PEER_KEEP_UNITS) continue;
    u32[kept] = u32[at]!;
    kept += 1;
  }
  return kept - base;
}

/** Drops one side, which has moved into a sketch; the new length. */
export function dropSide(u32: Uint32Array, base: number, count: number, side: number): number {
  let kept = base;
  for (let at = base; at < base + count; at += 1) {
    if ((u32[at]! & PEER_OUT) === side) continue;
    u32[kept] = u32[at]!;
    kept += 1;
  }
  return kept - base;
}

export function tableKnows(u32: Uint32Array, base: number, count: number, peer: number): boolean {
  for (let at = base; at < base + count; at += 1) if ((u32[at]! & IDENTITY) === peer) return true;
  return false;
}

/** Distinct peers of a side in each window. */
export function countPeers(
  u32: Uint32Array,
  base: number,
  count: number,
  side: number,
  newestStamp: number,
  sums: Float64Array,
): void {
  let inMinute = 0;
  let inTen = 0;
  let inHour = 0;
  let inDay = 0;
  let inWeek = 0;
  for (let at = base; at < base + count; at += 1) {
    const word = u32[at]!;
    if ((word & PEER_OUT) !== side) continue;
    const age = stampAge(word >>> 16, newestStamp);
    if (age >= PEER_KEEP_UNITS) continue;
    inWeek += 1;
    if (age < WINDOW_UNITS[3]!) inDay += 1;
    if (age < WINDOW_UNITS[2]!) inHour += 1;
    if (age < WINDOW_UNITS[1]!) inTen += 1;
    if (age < WINDOW_UNITS[0]!) inMinute += 1;
  }
  sums[SUM_PEERS] = inMinute;
  sums[SIDE_SUMS + SUM_PEERS] = inTen;
  sums[2 * SIDE_SUMS + SUM_PEERS] = inHour;
  sums[3 * SIDE_SUMS + SUM_PEERS] = inDay;
  sums[4 * SIDE_SUMS + SUM_PEERS] = inWeek;
}
