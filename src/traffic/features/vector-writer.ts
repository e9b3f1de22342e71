import type { CallFacts } from '../../domain/call-facts.ts';
import { WINDOWS } from '../../domain/feature-catalogue.ts';
import { daysActive } from './active-days.ts';
import { readBusy } from './busy-number.ts';
import { countDayCells, DISTINCT_OF_16_CELLS } from './day-cells.ts';
import type { RoleNeeds } from './feature-needs.ts';
import { CALLEE, CALLEE_BIT, CALLER, CALLER_BIT, PAIR, PAIR_BIT, PAIR_WINDOWED } from './feature-places.ts';
import type { FeatureState } from './feature-state.ts';
import { logHours, logSuspects, readLog } from './log-reader.ts';
import { PAIR_METRICS } from './pair-table.ts';
import { peerStamp, peerUnit } from './peer-time.ts';
import {
  BUSY_HOURS,
  isBusy,
  ROW_CELLS,
  ROW_DOUBLES,
  ROW_FIRST,
  ROW_IMEIS,
  ROW_LAST,
  ROW_RECORD,
  ROW_WORDS,
} from './row-layout.ts';
import { countSuspects } from './suspect-list.ts';
import {
  SIDE_SUMS,
  SUM_ANSWERED,
  SUM_CALLED_BACK,
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

const WINDOW_COUNT = WINDOWS.length;
const WEEK = WINDOW_COUNT - 1;
const RING_QUARTERS = 4;

const sums = new Float64Array(WINDOW_COUNT * SIDE_SUMS);
const suspects = new Float64Array(2);
const pairEstimates = new Float64Array(WINDOW_COUNT * PAIR_METRICS);

function readSide(state: FeatureState, row: number, isOut: boolean, needs: RoleNeeds): void {
  if (needs.sums === 0) return;
  const base = row * ROW_WORDS;
  if (isBusy(state.rows.u32[base + ROW_RECORD]!)) readBusy(state, row, isOut, needs.sumsIn, sums);
  else readLog(state, row, state.rows.f64[row * ROW_DOUBLES + ROW_LAST]!, isOut, needs.sums, sums);
}

/** One sum of the windows that are read. */
function writeSum(sum: number, place: number, read: Uint8Array, vector: Float64Array): void {
  for (let window = 0; window < WINDOW_COUNT; window += 1)
    if (read[place + window] === 1) vector[place + window] = sums[window * SIDE_SUMS + sum]!;
}

/** One sum over `unit` times another, of the windows that are read; NaN where both are nothing. */
function writeShare(
  part: number,
  whole: number,
  unit: number,
  place: number,
  read: Uint8Array,
  vector: Float64Array,
): void {
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    if (read[place + window] === 0) continue;
    const from = window * SIDE_SUMS;
    vector[place + window] = sums[from + part]! / (sums[from + whole]! * unit);
  }
}

function writePerPeer(place: number, read: Uint8Array, vector: Float64Array): void {
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    if (read[place + window] === 0) continue;
    const from = window * SIDE_SUMS;
    const peers = sums[from + SUM_PEERS]!;
    vector[place + window] = peers > 0 ? Math.max(1, sums[from + SUM_CALLS]! / peers) : Number.NaN;
  }
}

function writeOutShare(place: number, read: Uint8Array, vector: Float64Array): void {
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    if (read[place + window] === 0) continue;
    const calls = sums[window * SIDE_SUMS + SUM_CALLS]!;
    vector[place + window] = calls / (calls + sums[window * SIDE_SUMS + SUM_OTHER]!);
  }
}

/** Hours since first sight; NaN when that lies before `knownFromS` (the store was too young to call anyone new). */
function ageHours(firstS: number, at: number, knownFromS: number): number {
  if (firstS < knownFromS) return Number.NaN;
  return Math.max(0, Math.floor(at / 1000) - firstS) / 3600;
}

/** The needed features of the calling number; entries of the others are left alone. */
export function writeCaller(
  state: FeatureState,
  row: number,
  facts: CallFacts,
  knownFromS: number,
  needs: RoleNeeds,
  vector: Float64Array,
): void {
  const { metrics, read } = needs;
  readSide(state, row, true, needs);
  if (metrics & CALLER_BIT.calls) writeSum(SUM_CALLS, CALLER.calls, read, vector);
  if (metrics & CALLER_BIT.callees) writeSum(SUM_PEERS, CALLER.callees, read, vector);
  if (metrics & CALLER_BIT.perCallee) writePerPeer(CALLER.perCallee, read, vector);
  if (metrics & CALLER_BIT.outShare) writeOutShare(CALLER.outShare, read, vector);
  if (metrics & CALLER_BIT.answerRatio)
    writeShare(SUM_ANSWERED, SUM_KNOWN, 1, CALLER.answerRatio, read, vector);
  if (metrics & CALLER_BIT.ring) writeShare(SUM_RING, SUM_RINGS, RING_QUARTERS, CALLER.ring, read, vector);
  if (metrics & CALLER_BIT.talk) writeShare(SUM_TALK, SUM_TALKS, 1, CALLER.talk, read, vector);
  if (metrics & CALLER_BIT.short) writeSum(SUM_SHORT, CALLER.short, read, vector);
  if (metrics & CALLER_BIT.oneRing) writeSum(SUM_ONE_RING, CALLER.oneRing, read, vector);
  if (metrics & CALLER_BIT.sequential) writeSum(SUM_SEQUENTIAL, CALLER.sequential, read, vector);
  if (metrics & CALLER_BIT.dead) writeSum(SUM_DEAD, CALLER.dead, read, vector);
  if (metrics & CALLER_BIT.nightShare) writeShare(SUM_NIGHT, SUM_CALLS, 1, CALLER.nightShare, read, vector);
  writeCallerScalars(state, row, facts, knownFromS, metrics, vector);
}

function writeCallerScalars(
  state: FeatureState,
  row: number,
  facts: CallFacts,
  knownFromS: number,
  metrics: number,
  vector: Float64Array,
): void {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  if (metrics & CALLER_BIT.age) vector[CALLER.age] = ageHours(u32[base + ROW_FIRST]!, facts.at, knownFromS);
  if (metrics & CALLER_BIT.hoursActive) vector[CALLER.hoursActive] = hoursActive(state, row, facts);
  if (metrics & CALLER_BIT.daysActive) vector[CALLER.daysActive] = daysActive(u32, base);
  if (metrics & CALLER_BIT.imeis) vector[CALLER.imeis] = distinctOf16(u32, base + ROW_IMEIS);
  if (metrics & CALLER_BIT.cells) vector[CALLER.cells] = distinctOf16(u32, base + ROW_CELLS);
  const calledBack = sums[WEEK * SIDE_SUMS + SUM_CALLED_BACK]!;
  if (metrics & CALLER_BIT.calledBack) vector[CALLER.calledBack] = calledBack;
  if (metrics & CALLER_BIT.calledBackShare)
    vector[CALLER.calledBackShare] = calledBack / sums[WEEK * SIDE_SUMS + SUM_PEERS]!;
}

function hoursActive(state: FeatureState, row: number, facts: CallFacts): number {
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  if (isBusy(u32[base + ROW_RECORD]!)) return countDayCells(u32, base + BUSY_HOURS, 3);
  return logHours(state, row, f64[row * ROW_DOUBLES + ROW_LAST]!, facts.utcOffsetMin);
}

/** No device or cell told is not "none": zero cells read as unknown. */
function distinctOf16(u32: Uint32Array, first: number): number {
  if ((u32[first]! | u32[first + 1]!) === 0) return Number.NaN;
  return DISTINCT_OF_16_CELLS[countDayCells(u32, first, 2)]!;
}

/** The needed features of the called number; entries of the others are left alone. */
export function writeCallee(
  state: FeatureState,
  row: number,
  facts: CallFacts,
  knownFromS: number,
  needs: RoleNeeds,
  vector: Float64Array,
): void {
  const { metrics, read } = needs;
  readSide(state, row, false, needs);
  if (metrics & CALLEE_BIT.calls) writeSum(SUM_CALLS, CALLEE.calls, read, vector);
  if (metrics & CALLEE_BIT.callers) writeSum(SUM_PEERS, CALLEE.callers, read, vector);
  if (metrics & CALLEE_BIT.perCaller) writePerPeer(CALLEE.perCaller, read, vector);
  if (metrics & CALLEE_BIT.answerRatio)
    writeShare(SUM_ANSWERED, SUM_KNOWN, 1, CALLEE.answerRatio, read, vector);
  if (metrics & CALLEE_BIT.ring) writeShare(SUM_RING, SUM_RINGS, RING_QUARTERS, CALLEE.ring, read, vector);
  if (metrics & CALLEE_BIT.talk) writeShare(SUM_TALK, SUM_TALKS, 1, CALLEE.talk, read, vector);
  if (metrics & CALLEE_BIT.short) writeSum(SUM_SHORT, CALLEE.short, read, vector);
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  if (metrics & CALLEE_BIT.age) vector[CALLEE.age] = ageHours(u32[base + ROW_FIRST]!, facts.at, knownFromS);
  if ((metrics & (CALLEE_BIT.suspectsDay | CALLEE_BIT.suspectsWeek)) === 0) return;
  const newest = f64[row * ROW_DOUBLES + ROW_LAST]!;
  if (isBusy(u32[base + ROW_RECORD]!)) countSuspects(u32, base, peerStamp(peerUnit(newest)), suspects);
  else logSuspects(state, row, newest, suspects);
  if (metrics & CALLEE_BIT.suspectsDay) vector[CALLEE.suspectsDay] = suspects[0]!;
  if (metrics & CALLEE_BIT.suspectsWeek) vector[CALLEE.suspectsWeek] = suspects[1]!;
}

/** `forward`: place of the pair's direction of this call, `backward` that of the other one; -1 when not known. */
export function writePair(
  state: FeatureState,
  forward: number,
  backward: number,
  facts: CallFacts,
  knownFromS: number,
  needs: RoleNeeds,
  vector: Float64Array,
): void {
  const { pairs } = state;
  const { metrics, read } = needs;
  const atS = Math.floor(facts.at / 1000);
  if (metrics & PAIR_WINDOWED) {
    if (forward < 0) pairEstimates.fill(0);
    else pairs.estimates(forward, atS, pairEstimates);
    for (let window = 0; window < WINDOW_COUNT; window += 1) {
      const from = window * PAIR_METRICS;
      const answered = pairEstimates[from + 1]!;
      if (read[PAIR.calls + window] === 1) vector[PAIR.calls + window] = pairEstimates[from]!;
      if (read[PAIR.answered + window] === 1) vector[PAIR.answered + window] = answered;
      if (read[PAIR.talk + window] === 1) vector[PAIR.talk + window] = pairEstimates[from + 2]! / answered;
    }
  }
  if (metrics & PAIR_BIT.age) {
    let first = forward < 0 ? atS : pairs.firstS(forward);
    if (backward >= 0) first = Math.min(first, pairs.firstS(backward));
    vector[PAIR.age] = ageHours(first, facts.at, knownFromS);
  }
  if (metrics & PAIR_BIT.reverse)
    vector[PAIR.reverse] = backward < 0 ? 0 : pairs.callsIn(backward, WEEK, atS);
}
