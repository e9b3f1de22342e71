import type { CallFacts } from '../../domain/call-facts.ts';
import { FEATURES, featureIndex, WINDOWS } from '../../domain/feature-catalogue.ts';
import { daysActive } from './active-days.ts';
import { busyCalledBack, readBusy } from './busy-number.ts';
import { countDayCells, DISTINCT_OF_16_CELLS } from './day-cells.ts';
import type { FeatureState } from './feature-state.ts';
import { logSuspects, readLog, readLogExtras } from './log-reader.ts';
import { PAIR_METRICS } from './pair-table.ts';
import { peerStamp, peerUnit } from './peer-time.ts';
import {
  BUSY_HOURS,
  ROW_BUSY,
  ROW_CELLS,
  ROW_DOUBLES,
  ROW_FIRST,
  ROW_IMEIS,
  ROW_LAST,
  ROW_WORDS,
} from './row-layout.ts';
import { countSuspects } from './suspect-list.ts';
import {
  SIDE_SUMS,
  SUM_ANSWERED,
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

/** Catalogue positions of a role's features; the five windows of a metric lie side by side. */
const place = (name: string): number => {
  const index = featureIndex(name);
  if (index < 0) throw new RangeError(`not in the catalogue: ${name}`);
  return index;
};
const windowed = (role: string, metric: string): number => place(`${role}.${metric}_${WINDOWS[0]}`);

const CALLER = {
  calls: windowed('caller', 'calls'),
  callees: windowed('caller', 'callees'),
  callsPerCallee: windowed('caller', 'calls_per_callee'),
  outShare: windowed('caller', 'out_share'),
  answerRatio: windowed('caller', 'answer_ratio'),
  ring: windowed('caller', 'ring_s'),
  talk: windowed('caller', 'talk_s'),
  short: windowed('caller', 'short'),
  oneRing: windowed('caller', 'one_ring'),
  sequential: windowed('caller', 'sequential'),
  dead: windowed('caller', 'dead'),
  nightShare: windowed('caller', 'night_share'),
  age: place('caller.age_h'),
  hoursActive: place('caller.hours_active'),
  daysActive: place('caller.days_active'),
  imeis: place('caller.imeis_7d'),
  cells: place('caller.cells_7d'),
  calledBack: place('caller.called_back_7d'),
  calledBackShare: place('caller.called_back_share_7d'),
};
const CALLEE = {
  calls: windowed('callee', 'calls'),
  callers: windowed('callee', 'callers'),
  callsPerCaller: windowed('callee', 'calls_per_caller'),
  answerRatio: windowed('callee', 'answer_ratio'),
  ring: windowed('callee', 'ring_s'),
  talk: windowed('callee', 'talk_s'),
  short: windowed('callee', 'short'),
  age: place('callee.age_h'),
  suspectsDay: place('callee.suspects_24h'),
  suspectsWeek: place('callee.suspects_7d'),
};
const PAIR = {
  calls: windowed('pair', 'calls'),
  answered: windowed('pair', 'answered'),
  talk: windowed('pair', 'talk_s'),
  age: place('pair.age_h'),
  reverse: place('pair.reverse_calls_7d'),
};

/** First and one-past-last position of a role's features. */
export const ROLE_RANGES = {
  caller: rangeOf('caller.'),
  callee: rangeOf('callee.'),
  pair: rangeOf('pair.'),
} as const;

function rangeOf(prefix: string): readonly [number, number] {
  const first = FEATURES.findIndex((name) => name.startsWith(prefix));
  return [first, first + FEATURES.filter((name) => name.startsWith(prefix)).length];
}

const sums = new Float64Array(WINDOW_COUNT * SIDE_SUMS);
const suspects = new Float64Array(2);
const extras = new Float64Array(2);
const pairEstimates = new Float64Array(WINDOW_COUNT * PAIR_METRICS);

function readSide(state: FeatureState, row: number, isOut: boolean): void {
  const base = row * ROW_WORDS;
  if (state.rows.u32[base + ROW_BUSY] !== 0) readBusy(state, row, isOut, sums);
  else readLog(state.rows.u32, base, state.rows.f64[row * ROW_DOUBLES + ROW_LAST]!, isOut, sums);
}

const perPeer = (calls: number, peers: number): number =>
  peers > 0 ? Math.max(1, calls / peers) : Number.NaN;

/** Hours since first sight; NaN when that lies before `knownFromS` (the store was too young to call anyone new). */
function ageHours(firstS: number, at: number, knownFromS: number): number {
  if (firstS < knownFromS) return Number.NaN;
  return Math.max(0, Math.floor(at / 1000) - firstS) / 3600;
}

export function writeCaller(
  state: FeatureState,
  row: number,
  facts: CallFacts,
  knownFromS: number,
  vector: Float64Array,
): void {
  readSide(state, row, true);
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const from = window * SIDE_SUMS;
    const calls = sums[from + SUM_CALLS]!;
    const peers = sums[from + SUM_PEERS]!;
    vector[CALLER.calls + window] = calls;
    vector[CALLER.callees + window] = peers;
    vector[CALLER.callsPerCallee + window] = perPeer(calls, peers);
    vector[CALLER.outShare + window] = calls / (calls + sums[from + SUM_OTHER]!);
    vector[CALLER.answerRatio + window] = sums[from + SUM_ANSWERED]! / sums[from + SUM_KNOWN]!;
    vector[CALLER.ring + window] = sums[from + SUM_RING]! / (sums[from + SUM_RINGS]! * RING_QUARTERS);
    vector[CALLER.talk + window] = sums[from + SUM_TALK]! / sums[from + SUM_TALKS]!;
    vector[CALLER.short + window] = sums[from + SUM_SHORT]!;
    vector[CALLER.oneRing + window] = sums[from + SUM_ONE_RING]!;
    vector[CALLER.sequential + window] = sums[from + SUM_SEQUENTIAL]!;
    vector[CALLER.dead + window] = sums[from + SUM_DEAD]!;
    vector[CALLER.nightShare + window] = sums[from + SUM_NIGHT]! / calls;
  }
  writeCallerScalars(state, row, facts, knownFromS, vector);
}

function writeCallerScalars(
  state: FeatureState,
  row: number,
  facts: CallFacts,
  knownFromS: number,
  vector: Float64Array,
): void {
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  const newest = f64[row * ROW_DOUBLES + ROW_LAST]!;
  const isBusy = u32[base + ROW_BUSY] !== 0;
  vector[CALLER.age] = ageHours(u32[base + ROW_FIRST]!, facts.at, knownFromS);
  if (isBusy) {
    extras[0] = countDayCells(u32, base + BUSY_HOURS, 3);
    extras[1] = busyCalledBack(state, row);
  } else readLogExtras(u32, base, newest, facts.utcOffsetMin, extras);
  vector[CALLER.hoursActive] = extras[0]!;
  vector[CALLER.daysActive] = daysActive(u32, base);
  // No device or cell told is not "none": zero cells read as unknown.
  const imeis = DISTINCT_OF_16_CELLS[countDayCells(u32, base + ROW_IMEIS, 2)]!;
  const cells = DISTINCT_OF_16_CELLS[countDayCells(u32, base + ROW_CELLS, 2)]!;
  vector[CALLER.imeis] = imeis === 0 ? Number.NaN : imeis;
  vector[CALLER.cells] = cells === 0 ? Number.NaN : cells;
  const calledBack = extras[1]!;
  vector[CALLER.calledBack] = calledBack;
  vector[CALLER.calledBackShare] = calledBack / sums[WEEK * SIDE_SUMS + SUM_PEERS]!;
}

export function writeCallee(
  state: FeatureState,
  row: number,
  facts: CallFacts,
  knownFromS: number,
  vector: Float64Array,
): void {
  readSide(state, row, false);
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const from = window * SIDE_SUMS;
    const calls = sums[from + SUM_CALLS]!;
    const peers = sums[from + SUM_PEERS]!;
    vector[CALLEE.calls + window] = calls;
    vector[CALLEE.callers + window] = peers;
    vector[CALLEE.callsPerCaller + window] = perPeer(calls, peers);
    vector[CALLEE.answerRatio + window] = sums[from + SUM_ANSWERED]! / sums[from + SUM_KNOWN]!;
    vector[CALLEE.ring + window] = sums[from + SUM_RING]! / (sums[from + SUM_RINGS]! * RING_QUARTERS);
    vector[CALLEE.talk + window] = sums[from + SUM_TALK]! / sums[from + SUM_TALKS]!;
    vector[CALLEE.short + window] = sums[from + SUM_SHORT]!;
  }
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  const newest = f64[row * ROW_DOUBLES + ROW_LAST]!;
  vector[CALLEE.age] = ageHours(u32[base + ROW_FIRST]!, facts.at, knownFromS);
  if (u32[base + ROW_BUSY] !== 0) countSuspects(u32, base, peerStamp(peerUnit(newest)), suspects);
  else logSuspects(u32, base, newest, suspects);
  vector[CALLEE.suspectsDay] = suspects[0]!;
  vector[CALLEE.suspectsWeek] = suspects[1]!;
}

/** `forward`: place of the pair's direction of this call, `backward` that of the other one; -1 when not known. */
export function writePair(
  state: FeatureState,
  forward: number,
  backward: number,
  facts: CallFacts,
  knownFromS: number,
  vector: Float64Array,
): void {
  const { pairs } = state;
  const atS = Math.floor(facts.at / 1000);
  if (forward < 0) pairEstimates.fill(0);
  else pairs.estimates(forward, atS, pairEstimates);
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const answered = pairEstimates[window * PAIR_METRICS + 1]!;
    vector[PAIR.calls + window] = pairEstimates[window * PAIR_METRICS]!;
    vector[PAIR.answered + window] = answered;
    vector[PAIR.talk + window] = pairEstimates[window * PAIR_METRICS + 2]! / answered;
  }
  let first = forward < 0 ? atS : pairs.firstS(forward);
  if (backward >= 0) first = Math.min(first, pairs.firstS(backward));
  vector[PAIR.age] = ageHours(first, facts.at, knownFromS);
  vector[PAIR.reverse] = backward < 0 ? 0 : pairs.callsIn(backward, WEEK, atS);
}
