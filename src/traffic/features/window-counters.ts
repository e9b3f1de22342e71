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
  SUM_RING,
  SUM_RINGS,
  SUM_SEQUENTIAL,
  SUM_SHORT,
  SUM_TALK,
  SUM_TALKS,
} from './window-sums.ts';

const OUT_METRICS = 12;
const IN_METRICS = 8;
const METRICS = OUT_METRICS + IN_METRICS;

export const COUNTER_WORDS = WINDOWS.length * 2 * METRICS;
const WIDTHS = Float64Array.from(WINDOWS, (window) => WINDOW_MS[window]);
const FULL = 0xffffffff;

/**
 * Counters of a busy number: for each window two buckets of 20 unsigned 32-bit sums, aligned to event time
 * (bucket = floor(at / W), kept by parity). Estimate = current + previous x the part of the previous bucket that the
 * window still overlaps; it is exact for the calls of the current bucket and assumes an even spread in the previous.
 * Sums stop at 2^32 - 1 and are only ever added to or set to zero, so none wraps or falls below zero.
 */
export function advanceCounters(u32: Uint32Array, base: number, from: number, to: number): void {
  for (let window = 0; window < WIDTHS.length; window += 1) {
    const width = WIDTHS[window]!;
    const now = Math.floor(to / width);
    const steps = now - Math.floor(from / width);
    // Each window is a multiple of the one before, so when its bucket stays all longer ones stay.
    if (steps === 0) return;
    const first = base + window * 2 * METRICS;
    if (steps > 1) u32.fill(0, first, first + 2 * METRICS);
    else u32.fill(0, first + (now & 1) * METRICS, first + (now & 1) * METRICS + METRICS);
  }
}

/** Counts a call in every window in whose two buckets it falls; `newest` is the number's newest call. */
export function countCall(
  u32: Uint32Array,
  base: number,
  at: number,
  newest: number,
  traits: number,
  ring: number,
  talk: number,
): void {
  for (let window = 0; window < WIDTHS.length; window += 1) {
    const width = WIDTHS[window]!;
    const bucket = Math.floor(at / width);
    if (Math.floor(newest / width) - bucket > 1) continue;
    const first = base + (window * 2 + (bucket & 1)) * METRICS;
    addCall(u32, (traits & TRAIT_OUT) === 0 ? first + OUT_METRICS : first, traits, ring, talk);
  }
}

function addCall(u32: Uint32Array, first: number, traits: number, ring: number, talk: number): void {
  add(u32, first + SUM_CALLS, 1);
  if (traits & TRAIT_KNOWN) add(u32, first + SUM_KNOWN, 1);
  if (ring !== RING_UNKNOWN) {
    add(u32, first + SUM_RINGS, 1);
    add(u32, first + SUM_RING, ringQuarters(ring));
  }
  if (traits & TRAIT_ANSWERED) {
    add(u32, first + SUM_ANSWERED, 1);
    if (talk !== TALK_UNKNOWN) {
      add(u32, first + SUM_TALKS, 1);
      add(u32, first + SUM_TALK, talkSeconds(talk));
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

/** Window estimates of one side into `sums`, `SIDE_SUMS` a window; the distinct ones are left alone. */
export function readCounters(
  u32: Uint32Array,
  base: number,
  newest: number,
  isOut: boolean,
  sums: Float64Array,
): void {
  const metrics = isOut ? OUT_METRICS : IN_METRICS;
  for (let window = 0; window < WIDTHS.length; window += 1) {
    const width = WIDTHS[window]!;
    const bucket = Math.floor(newest / width);
    const overlap = 1 - (newest - bucket * width) / width;
    const side = base + window * 2 * METRICS + (isOut ? 0 : OUT_METRICS);
    const current = side + (bucket & 1) * METRICS;
    const previous = side + ((bucket & 1) ^ 1) * METRICS;
    const into = window * SIDE_SUMS;
    for (let metric = 0; metric < metrics; metric += 1)
      sums[into + metric] = u32[current + metric]! + u32[previous + metric]! * overlap;
  }
}

/** Calls of the other side, for the share of outgoing ones. */
export function readOtherCalls(
  u32: Uint32Array,
  base: number,
  newest: number,
  into: Float64Array,
  at: number,
): void {
  for (let window = 0; window < WIDTHS.length; window += 1) {
    const width = WIDTHS[window]!;
    const bucket = Math.floor(newest / width);
    const overlap = 1 - (newest - bucket * width) / width;
    const side = base + window * 2 * METRICS + OUT_METRICS + SUM_CALLS;
    into[window * SIDE_SUMS + at] =
      u32[side + (bucket & 1) * METRICS]! + u32[side + ((bucket & 1) ^ 1) * METRICS]! * overlap;
  }
}
