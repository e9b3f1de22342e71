import { WINDOWS } from '../../domain/feature-catalogue.ts';
import { noteHour } from './active-days.ts';
import { entryAge, entryFingerprint, entryRing, entryTalk, TICK_MS, tickOf } from './call-log.ts';
import { TRAIT_CALLED_BACK, TRAIT_OUT, TRAIT_SUSPECT } from './call-traits.ts';
import { advanceSketch, readSketch, sketchKnows, touchSketch } from './distinct-sketch.ts';
import { BUSY_PEERS_AT, type FeatureState } from './feature-state.ts';
import { copyLog, giveBlock } from './number-log.ts';
import {
  countPeers,
  dropSide,
  notePeer,
  PEER_OUT,
  sweepPeers,
  TABLE_PEERS,
  tableKnows,
} from './peer-table.ts';
import { PEER_KEEP_UNITS, peerStamp, peerUnit, stampAge, sweepPeriod } from './peer-time.ts';
import {
  BUSY_CALLED_BACK,
  BUSY_IN_SKETCH,
  BUSY_OUT_SKETCH,
  BUSY_PEERS,
  FLAG_SATURATED,
  isBusy,
  KIND_BUSY,
  MAX_LOG_CALLS,
  ROW_DOUBLES,
  ROW_FIRST,
  ROW_LAST,
  ROW_LOG,
  ROW_META,
  ROW_RECORD,
  ROW_WORDS,
  recordOf,
  recordWord,
  withLogCount,
} from './row-layout.ts';
import { noteSuspectCaller, sweepSuspects } from './suspect-list.ts';
import { advanceCounters, countCall, readCounters } from './window-counters.ts';
import { SIDE_SUMS, SUM_CALLED_BACK, SUM_PEERS } from './window-sums.ts';

const WEEK_MS = 604_800_000;
/** Times of peers are kept to 10 s, so they count as old a little early. */
const PEER_KEEP_MS = WEEK_MS - 20_000;
const WEEK = WINDOWS.length - 1;
const logCopy = new Uint32Array(MAX_LOG_CALLS * 2);

/** One call as a busy number counts it. */
export interface BusyCall {
  at: number;
  traits: number;
  fingerprint: number;
  ring: number;
  talk: number;
}
const moved: BusyCall = { at: 0, traits: 0, fingerprint: 0, ring: 0, talk: 0 };

/**
 * Turns a number whose log is full into a busy one: every logged call is counted again, one by one, so nothing is
 * lost. False, and nothing changed, when there is no room for another busy number.
 */
export function promote(state: FeatureState, row: number, utcOffsetMin: number): boolean {
  const { rows, busy } = state;
  const record = busy.take();
  if (record < 0) return false;
  const u32 = rows.u32;
  const base = row * ROW_WORDS;
  const newest = rows.f64[row * ROW_DOUBLES + ROW_LAST]!;
  const count = copyLog(state, row, logCopy);
  giveBlock(state, base);
  u32.fill(0, base + ROW_LOG, base + ROW_WORDS);
  u32[base + ROW_META] = withLogCount(u32[base + ROW_META]!, 0);
  u32[base + ROW_RECORD] = recordWord(KIND_BUSY, record);
  const newestTick = tickOf(newest);
  const lastTick = Math.floor(newest / TICK_MS);
  for (let entry = 0; entry < count; entry += 1) {
    const word0 = logCopy[entry * 2]!;
    const word1 = logCopy[entry * 2 + 1]!;
    moved.at = (lastTick - entryAge(word0, newestTick)) * TICK_MS;
    moved.traits = word0;
    moved.fingerprint = entryFingerprint(word1);
    moved.ring = entryRing(word1);
    moved.talk = entryTalk(word1);
    countBusyCall(state, row, moved);
    if (word0 & TRAIT_OUT) noteHour(u32, base, moved.at, utcOffsetMin);
  }
  return true;
}

/** Empties the windows of a number and gives back whatever it has beyond its row. */
export function emptyWindows(state: FeatureState, row: number): void {
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  giveBlock(state, base);
  u32[base + ROW_META] = withLogCount(u32[base + ROW_META]!, 0);
  const word = u32[base + ROW_RECORD]!;
  if (!isBusy(word)) return;
  for (const side of [BUSY_OUT_SKETCH, BUSY_IN_SKETCH])
    if (u32[base + side] !== 0) state.sketches.give(u32[base + side]! - 1);
  state.busy.give(recordOf(word));
  u32.fill(0, base + ROW_LOG, base + ROW_WORDS);
  u32[base + ROW_RECORD] = 0;
}

/** Moves the number's clock on; called before `ROW_LAST` changes. */
export function advanceBusy(state: FeatureState, row: number, from: number, to: number): void {
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  const record = recordOf(u32[base + ROW_RECORD]!);
  const segment = state.busy.segment(record);
  const first = state.busy.base(record);
  advanceCounters(segment, first, from, to);
  const fromUnit = peerUnit(from);
  const toUnit = peerUnit(to);
  if (fromUnit === toUnit) return;
  // Nothing of a number that was first seen within a week is a week old.
  const isOld = to - u32[base + ROW_FIRST]! * 1000 >= PEER_KEEP_MS;
  const isSweep = isOld && sweepPeriod(fromUnit) !== sweepPeriod(toUnit);
  for (const side of [BUSY_OUT_SKETCH, BUSY_IN_SKETCH]) {
    const sketch = u32[base + side]! - 1;
    if (sketch >= 0)
      advanceSketch(state.sketches.segment(sketch), state.sketches.base(sketch), fromUnit, toUnit, isSweep);
  }
  if (!isSweep) return;
  u32[base + BUSY_PEERS] = sweepPeers(
    segment,
    first + BUSY_PEERS_AT,
    u32[base + BUSY_PEERS]!,
    fromUnit,
    toUnit,
  );
  sweepSuspects(u32, base, fromUnit, toUnit);
  const week = Math.floor(to / WEEK_MS);
  if (week !== Math.floor(from / WEEK_MS)) u32[base + BUSY_CALLED_BACK + (week & 1)] = 0;
}

/** Counts a call not newer than the number's newest. */
export function countBusyCall(state: FeatureState, row: number, call: BusyCall): void {
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  const newest = f64[row * ROW_DOUBLES + ROW_LAST]!;
  const record = recordOf(u32[base + ROW_RECORD]!);
  const { at, traits, fingerprint } = call;
  const kept = traits & TRAIT_OUT ? state.kept.out : state.kept.in;
  countCall(state.busy.segment(record), state.busy.base(record), kept, newest, call);
  const unit = peerUnit(at);
  const newestUnit = peerUnit(newest);
  if (newestUnit - unit >= PEER_KEEP_UNITS) return;
  noteBusyPeer(state, row, traits & TRAIT_OUT, fingerprint, unit, newestUnit);
  if (traits & TRAIT_OUT) return;
  if (traits & TRAIT_SUSPECT)
    noteSuspectCaller(u32, base, fingerprint, peerStamp(unit), peerStamp(newestUnit));
  if (traits & TRAIT_CALLED_BACK) {
    const week = Math.floor(at / WEEK_MS);
    if (Math.floor(newest / WEEK_MS) - week <= 1) u32[base + BUSY_CALLED_BACK + (week & 1)]! += 1;
  }
}

function noteBusyPeer(
  state: FeatureState,
  row: number,
  out: number,
  fingerprint: number,
  unit: number,
  newestUnit: number,
): void {
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  const sketch = u32[base + (out ? BUSY_OUT_SKETCH : BUSY_IN_SKETCH)]! - 1;
  if (sketch >= 0) {
    touchSketch(state.sketches.segment(sketch), state.sketches.base(sketch), fingerprint, unit, newestUnit);
    return;
  }
  const record = recordOf(u32[base + ROW_RECORD]!);
  const segment = state.busy.segment(record);
  const first = state.busy.base(record) + BUSY_PEERS_AT;
  const peer = fingerprint | (out ? PEER_OUT : 0);
  const stamp = peerStamp(unit);
  const count = notePeer(segment, first, u32[base + BUSY_PEERS]!, peer, stamp, peerStamp(newestUnit));
  if (count >= 0) {
    u32[base + BUSY_PEERS] = count;
    return;
  }
  if (moveToSketch(state, row, segment, first, newestUnit))
    noteBusyPeer(state, row, out, fingerprint, unit, newestUnit);
  else {
    u32[base + ROW_META]! |= FLAG_SATURATED;
    replaceOldestPeer(segment, first, peer, stamp, peerStamp(newestUnit));
  }
}

/** Moves the side with more peers from the table into a sketch; false when there is no room for another sketch. */
function moveToSketch(
  state: FeatureState,
  row: number,
  segment: Uint32Array,
  first: number,
  newestUnit: number,
): boolean {
  let outs = 0;
  for (let at = first; at < first + TABLE_PEERS; at += 1) if (segment[at]! & PEER_OUT) outs += 1;
  const side = outs * 2 >= TABLE_PEERS ? PEER_OUT : 0;
  const sketch = state.sketches.take();
  if (sketch < 0) return false;
  const newestStamp = peerStamp(newestUnit);
  const sketchSegment = state.sketches.segment(sketch);
  const sketchBase = state.sketches.base(sketch);
  for (let at = first; at < first + TABLE_PEERS; at += 1) {
    const word = segment[at]!;
    const age = stampAge(word >>> 16, newestStamp);
    if ((word & PEER_OUT) !== side || age >= PEER_KEEP_UNITS) continue;
    touchSketch(sketchSegment, sketchBase, word & 0x3fff, newestUnit - age, newestUnit);
  }
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  u32[base + BUSY_PEERS] = dropSide(segment, first, TABLE_PEERS, side);
  u32[base + (side ? BUSY_OUT_SKETCH : BUSY_IN_SKETCH)] = sketch + 1;
  return true;
}

function replaceOldestPeer(
  segment: Uint32Array,
  first: number,
  peer: number,
  stamp: number,
  newestStamp: number,
): void {
  let place = first;
  let oldest = -1;
  for (let at = first; at < first + TABLE_PEERS; at += 1) {
    const age = stampAge(segment[at]! >>> 16, newestStamp);
    if (age <= oldest) continue;
    oldest = age;
    place = at;
  }
  if (stampAge(stamp, newestStamp) < oldest) segment[place] = (peer | (stamp << 16)) >>> 0;
}

/**
 * Whether the number had a call of this side with this peer in 7 days: true, false, or null when only a sketch could
 * tell, which would often say yes wrongly.
 */
export function busyKnows(
  state: FeatureState,
  row: number,
  out: boolean,
  fingerprint: number,
): boolean | null {
  const u32 = state.rows.u32;
  const base = row * ROW_WORDS;
  const sketch = u32[base + (out ? BUSY_OUT_SKETCH : BUSY_IN_SKETCH)]! - 1;
  if (sketch >= 0)
    return sketchKnows(state.sketches.segment(sketch), state.sketches.base(sketch), fingerprint)
      ? null
      : false;
  const record = recordOf(u32[base + ROW_RECORD]!);
  return tableKnows(
    state.busy.segment(record),
    state.busy.base(record) + BUSY_PEERS_AT,
    u32[base + BUSY_PEERS]!,
    fingerprint | (out ? PEER_OUT : 0),
  );
}

/** The sums of one side that are `wanted` (by window, bits `1 << SUM_x`), of windows that end at the number's newest call. */
export function readBusy(
  state: FeatureState,
  row: number,
  isOut: boolean,
  wanted: Int32Array,
  sums: Float64Array,
): void {
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  const newest = f64[row * ROW_DOUBLES + ROW_LAST]!;
  const record = recordOf(u32[base + ROW_RECORD]!);
  const segment = state.busy.segment(record);
  const first = state.busy.base(record);
  readCounters(segment, first, newest, isOut, wanted, sums);
  if (wanted[WEEK]! & (1 << SUM_CALLED_BACK))
    sums[WEEK * SIDE_SUMS + SUM_CALLED_BACK] = calledBack(state, row);
  if ((anyOf(wanted) & (1 << SUM_PEERS)) === 0) return;
  const sketch = u32[base + (isOut ? BUSY_OUT_SKETCH : BUSY_IN_SKETCH)]! - 1;
  if (sketch >= 0)
    readSketch(state.sketches.segment(sketch), state.sketches.base(sketch), peerUnit(newest), wanted, sums);
  else
    countPeers(
      segment,
      first + BUSY_PEERS_AT,
      u32[base + BUSY_PEERS]!,
      isOut ? PEER_OUT : 0,
      peerStamp(peerUnit(newest)),
      sums,
    );
}

const anyOf = (wanted: Int32Array): number => wanted[0]! | wanted[1]! | wanted[2]! | wanted[3]! | wanted[4]!;

/** Calls in 7 days from people the number had called. */
function calledBack(state: FeatureState, row: number): number {
  const { f64, u32 } = state.rows;
  const newest = f64[row * ROW_DOUBLES + ROW_LAST]!;
  const week = Math.floor(newest / WEEK_MS);
  const at = row * ROW_WORDS + BUSY_CALLED_BACK;
  return u32[at + (week & 1)]! + u32[at + ((week & 1) ^ 1)]! * (1 - (newest - week * WEEK_MS) / WEEK_MS);
}
