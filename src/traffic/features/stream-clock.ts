import type { CallFacts } from '../../domain/call-facts.ts';
import { emptyWindows } from './busy-number.ts';
import type { FeatureState } from './feature-state.ts';
import { hashKey } from './key-hash.ts';
import {
  ROW_CELLS,
  ROW_DAYS,
  ROW_DIALLED,
  ROW_DOUBLES,
  ROW_FIRST,
  ROW_IMEIS,
  ROW_LAST,
  ROW_META,
  ROW_WORDS,
} from './row-layout.ts';

/** Calls that must agree before a jump of the clock is believed, and within how many calls of the stream. */
export const CONFIRMING_CALLS = 8;
export const CONFIRMING_SPAN = 32;

/** A call that waits for others to confirm its time, and how many calls the stream had shown until then. */
export interface HeldCall {
  readonly facts: CallFacts;
  readonly seen: number;
}

/**
 * What the stream's clock is made of. The watermark is the newest `at` that is believed: a call far ahead of it is held
 * until `CONFIRMING_CALLS` of them came within `CONFIRMING_SPAN` calls; then the clock moves to the earliest of them. One
 * row of a wrong date never gathers that many, a weekend or a new file does at once.
 */
export interface StreamClock {
  /** -Infinity before the first call. */
  watermark: number;
  /** `at` of the first believed call: newness of a number proves nothing shortly after it. */
  origin: number;
  /** Calls shown so far, those from the future excepted. */
  seen: number;
  /** Calls far ahead, in order of arrival. */
  held: HeldCall[];
  /** The first calls of a stream that has not shown enough of them to be sure of its clock; empty afterwards. */
  early: CallFacts[];
  /** Calls far behind the `early` ones: earliest and newest `at` of them, and how many. */
  behind: number;
  behindFrom: number;
  behindTo: number;
}

export function newClock(): StreamClock {
  return {
    watermark: Number.NEGATIVE_INFINITY,
    origin: Number.NaN,
    seen: 0,
    held: [],
    early: [],
    behind: 0,
    behindFrom: Number.POSITIVE_INFINITY,
    behindTo: Number.NEGATIVE_INFINITY,
  };
}

/**
 * Holds a call far ahead of the clock. Returns the calls that may be counted now, in order of arrival: none until
 * enough agree, then those within `aheadMs` of the earliest, to which the clock has moved.
 */
export function holdAhead(clock: StreamClock, facts: CallFacts, aheadMs: number): readonly CallFacts[] {
  clock.held.push({ facts: { ...facts }, seen: clock.seen });
  clock.held = clock.held.filter(({ seen }) => clock.seen - seen < CONFIRMING_SPAN);
  if (clock.held.length < CONFIRMING_CALLS) return [];
  const earliest = Math.min(...clock.held.map((one) => one.facts.at));
  const isNear = (one: HeldCall) => one.facts.at <= earliest + aheadMs;
  const released = clock.held.filter(isNear).map((one) => one.facts);
  clock.held = clock.held.filter((one) => !isNear(one));
  clock.watermark = earliest;
  // What came before was not enough to tell anything by.
  if (clock.early.length > 0) clock.origin = earliest;
  clock.early = [];
  return released;
}

/**
 * Learns from a call of a stream that is not sure of its clock yet. When as many calls lie far behind the first ones as
 * would confirm a jump, the first ones were wrong: the clock goes back, and so do those of their parties.
 */
export function settleClock(state: FeatureState, facts: CallFacts, aheadMs: number): void {
  const { clock } = state;
  if (facts.at >= clock.watermark - aheadMs) {
    clock.early.push({ ...facts });
    if (clock.early.length >= CONFIRMING_CALLS) clock.early = [];
    return;
  }
  clock.behind += 1;
  clock.behindFrom = Math.min(clock.behindFrom, facts.at);
  clock.behindTo = Math.max(clock.behindTo, facts.at);
  if (clock.behind < CONFIRMING_CALLS) return;
  clock.watermark = clock.behindTo;
  clock.origin = clock.behindFrom;
  for (const early of clock.early) for (const key of [early.callerKey, early.calleeKey]) setBack(state, key);
  clock.early = [];
}

/** A number whose clock a wrong call has moved starts anew; it knew next to nothing. */
function setBack(state: FeatureState, key: number): void {
  const { f64, u32 } = state.rows;
  const row = state.index.find(key, hashKey(key, state.sizes.hashSeed));
  if (row < 0 || f64[row * ROW_DOUBLES + ROW_LAST]! <= state.clock.watermark) return;
  const base = row * ROW_WORDS;
  emptyWindows(state, row);
  f64[row * ROW_DOUBLES + ROW_LAST] = state.clock.watermark;
  u32[base + ROW_FIRST] = Math.min(u32[base + ROW_FIRST]!, Math.floor(state.clock.watermark / 1000));
  u32[base + ROW_META] = 0;
  u32[base + ROW_DIALLED] = 0;
  u32[base + ROW_DAYS] = 0;
  u32.fill(0, base + ROW_IMEIS, base + ROW_CELLS + 2);
}
