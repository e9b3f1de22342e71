import { WINDOW_MS, WINDOWS } from '../../domain/feature-catalogue.ts';
import {
  TRAIT_ANSWERED,
  TRAIT_DEAD,
  TRAIT_KNOWN,
  TRAIT_NIGHT,
  TRAIT_ONE_RING,
  TRAIT_OUT,
  TRAIT_SEQUENTIAL,
  TRAIT_SHORT,
} from './call-traits.ts';
import { RING_UNKNOWN, ringQuarters, TALK_UNKNOWN, talkSeconds } from './quantised-time.ts';
import {
  SIDE_SUMS,
  SUM_ANSWERED,
  SUM_CALLS,
  SUM_DEAD,
  SUM_KNOWN,
  SUM_NIGHT,
  SUM_ONE_RING,
  SUM_OTHER,
  SUM_RING,
  SUM_RINGS,
  SUM_SEQUENTIAL,
  SUM_SHORT,
  SUM_TALK,
  SUM_TALKS,
} from './window-sums.ts';

/** What is counted of one call; ring and talk as quantised. */
export interface CountedCall {
  readonly at: number;
  readonly traits: number;
  readonly ring: number;
  readonly talk: number;
}

const OUT_METRICS = 12;
const IN_METRICS = 8;
const METRICS = OUT_METRICS + IN_METRICS;

/**
 * Slots a window is divided into. A window of one slot is the classic pair of buckets; the day and the week need more,
 * because calls are not spread evenly over a day: with one slot, 30 calls in office hours read as 45 in the evening.
 */
const SLOTS = Int32Array.of(1, 1, 3, 8, 7);
const WIDTHS = Float64Array.from(WINDOWS, (window, index) => WINDOW_MS[window] / SLOTS[index]!);
const WINDOW_COUNT = WINDOWS.length;
/** First bucket of each window; a window keeps one bucket more than it has slots. */
const FIRST_BUCKET = Int32Array.of(0, 2, 4, 8, 17);
const BUCKETS = 25;
export const COUNTER_WORDS = BUCKETS * METRICS;
const FULL = 0xffffffff;

/**
 * Counters of a busy number: for each window a ring of buckets of 20 unsigned 32-bit sums, aligned to event time
 * (bucket = floor(at / slot width)). Estimate = current bucket + the full ones before it + the oldest by the part the
 * window still covers. Exact for all but the oldest bucket, within which an even spread is assumed.
 * Sums stop at 2^32 - 1 and are only ever added to or set to zero, so none wraps or falls below zero.
 */
export function advanceCounters(u32: Uint32Array, base: number, from: number, to: number): void {
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const width = WIDTHS[window]!;
    const ring = SLOTS[window]! + 1;
    const now = Math.floor(to / width);
    let bucket = Math.floor(from / width);
    // Each slot width is a multiple of the one before, so when one bucket stays all later ones stay.
    if (now === bucket) return;
    bucket = Math.max(bucket, now - ring);
    while (bucket < now) {
      bucket += 1;
      const first = base + (FIRST_BUCKET[window]! + (bucket % ring)) * METRICS;
      for (let at = first; at < first + METRICS; at += 1) u32[at] = 0;
    }
  }
}

/**
 * Counts a call in every window that has a bucket for its time: the sums of its side that are `kept` (by window, bits
 * `1 << SUM_x`). `newest` is the number's newest call.
 */
export function countCall(
  u32: Uint32Array,
  base: number,
  kept: Int32Array,
  newest: number,
  call: CountedCall,
): void {
  const { at } = call;
  const side = (call.traits & TRAIT_OUT) === 0 ? base + OUT_METRICS : base;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const sums = kept[window]!;
    if (sums === 0) continue;
    const width = WIDTHS[window]!;
    const slots = SLOTS[window]!;
    const bucket = Math.floor(at / width);
    if (at !== newest && Math.floor(newest / width) - bucket > slots) continue;
    addCall(u32, side + (FIRST_BUCKET[window]! + (bucket % (slots + 1))) * METRICS, sums, call);
  }
}

function addCall(u32: Uint32Array, first: number, sums: number, call: CountedCall): void {
  const { traits } = call;
  add(u32, first + SUM_CALLS, 1);
  if (traits & TRAIT_KNOWN) add(u32, first + SUM_KNOWN, 1);
  if (sums & (1 << SUM_RING) && call.ring !== RING_UNKNOWN) {
    add(u32, first + SUM_RINGS, 1);
    add(u32, first + SUM_RING, ringQuarters(call.ring));
  }
  if (traits & TRAIT_ANSWERED) {
    add(u32, first + SUM_ANSWERED, 1);
    if (sums & (1 << SUM_TALK) && call.talk !== TALK_UNKNOWN) {
      add(u32, first + SUM_TALKS, 1);
      add(u32, first + SUM_TALK, talkSeconds(call.talk));
    }
    if (traits & TRAIT_SHORT) add(u32, first + SUM_SHORT, 1);
  }
  if ((traits & TRAIT_OUT) === 0) return;
  if (traits & TRAIT_ONE_RING) add(u32, first + SUM_ONE_RING, 1);
  if (traits & TRAIT_SEQUENTIAL) add(u32, first + SUM_SEQUENTIAL, 1);
  if (traits & TRAIT_DEAD) add(u32, first + SUM_DEAD, 1);
  if (traits & TRAIT_NIGHT) add(u32, first + SUM_NIGHT, 1);
}

function add(u32: Uint32Array, at: number, amount: number): void {
  const sum = u32[at]! + amount;
  u32[at] = Math.min(sum, FULL);
}

function ringSum(u32: Uint32Array, first: number, ring: number): number {
  let sum = 0;
  for (let at = first; at < first + ring * METRICS; at += METRICS) sum += u32[at]!;
  return sum;
}

/**
 * Window estimates of one side's sums that are `wanted` (by window, bits `1 << SUM_x`) into `sums`, `SIDE_SUMS` a
 * window, and for a caller the calls of the other side; the distinct peers are left alone.
 */
export function readCounters(
  u32: Uint32Array,
  base: number,
  newest: number,
  isOut: boolean,
  wanted: Int32Array,
  sums: Float64Array,
): void {
  const counted = isOut ? (1 << OUT_METRICS) - 1 : (1 << IN_METRICS) - 1;
  const side = base + (isOut ? 0 : OUT_METRICS);
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const asked = wanted[window]!;
    if (asked === 0) continue;
    const width = WIDTHS[window]!;
    const ring = SLOTS[window]! + 1;
    const current = Math.floor(newest / width);
    const left = (newest - current * width) / width;
    const oldest = ((current + 1) % ring) * METRICS;
    const into = window * SIDE_SUMS;
    const first = side + FIRST_BUCKET[window]! * METRICS;
    for (let rest = asked & counted; rest !== 0; rest &= rest - 1) {
      const metric = 31 - Math.clz32(rest & -rest);
      sums[into + metric] = ringSum(u32, first + metric, ring) - u32[first + oldest + metric]! * left;
    }
    if (isOut && asked & (1 << SUM_OTHER))
      sums[into + SUM_OTHER] =
        ringSum(u32, first + OUT_METRICS, ring) - u32[first + oldest + OUT_METRICS]! * left;
  }
}
