import { CALL_OUTCOMES } from '../../domain/call-event.ts';
import type { CallFacts } from '../../domain/call-facts.ts';
import { FEATURES, type FeatureVector } from '../../domain/feature-catalogue.ts';
import { NO_KEY } from '../../domain/number-key.ts';
import { type BusyCall, busyKnows } from './busy-number.ts';
import { logKnows, markSuspect, tickOf } from './call-log.ts';
import {
  callerTraits,
  dialledWord,
  isSequential,
  localDay,
  outcomeTraits,
  TRAIT_ANSWERED,
  TRAIT_CALLED_BACK,
  TRAIT_OUT,
  TRAIT_SEQUENTIAL,
  TRAIT_SUSPECT,
} from './call-traits.ts';
import { addCall, addDay, advanceRow, rowOf } from './count-call.ts';
import { createState, type FeatureState, type StateSizes } from './feature-state.ts';
import type { FeatureStore, FeatureStoreStats, ObservationNote } from './feature-store.ts';
import { type FeatureStoreOptions, sizesOf } from './feature-store-options.ts';
import { fingerprintOf, hashKey } from './key-hash.ts';
import { PAIR_BYTES, pairSet, pairTag, reverseTag } from './pair-table.ts';
import { peerStamp, peerUnit } from './peer-time.ts';
import { quantiseRing, quantiseTalk, TALK_UNKNOWN } from './quantised-time.ts';
import {
  FLAG_MARKED,
  FLAG_SATURATED,
  ROW_BUSY,
  ROW_BYTES,
  ROW_DIALLED,
  ROW_DOUBLES,
  ROW_LAST,
  ROW_META,
  ROW_WORDS,
} from './row-layout.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { noteSuspectCaller } from './suspect-list.ts';
import { ROLE_RANGES, writeCallee, writeCaller, writePair } from './vector-writer.ts';

const WEEK_MS = 604_800_000;
const MINUTE_MS = 60_000;
const ANSWERED = CALL_OUTCOMES.indexOf('answered');

/** An empty store. Cost and accuracy: docs/features.md. Throws RangeError on a size that cannot be. */
export function createFeatureStore(options: FeatureStoreOptions = {}): FeatureStore {
  return new TableFeatureStore(options);
}

/** Reads the cache lines of a row ahead of their use. */
function touchRow(u32: Uint32Array, row: number): number {
  if (row < 0) return 0;
  const base = row * ROW_WORDS;
  return u32[base + 16]! ^ u32[base + 32]! ^ u32[base + ROW_WORDS - 1]!;
}

class TableFeatureStore implements FeatureStore {
  lastNote: ObservationNote = 'counted';
  private readonly sizes: StateSizes;
  private readonly latenessMs: number;
  private readonly futureMs: number;
  private readonly warmupMs: number;
  private readonly vector: FeatureVector = new Float64Array(FEATURES.length).fill(Number.NaN);
  private readonly call: BusyCall = { at: 0, traits: 0, fingerprint: 0, ring: 0, talk: 0 };
  private needsCaller = true;
  private needsCallee = true;
  private needsPair = true;
  private state: FeatureState;
  /** Keeps reads made ahead of their use from being optimised away; its value means nothing. */
  private touched = 0;

  constructor(options: FeatureStoreOptions) {
    this.sizes = sizesOf(options);
    this.latenessMs = options.latenessMs ?? 10 * MINUTE_MS;
    this.futureMs = options.futureMs ?? 5 * MINUTE_MS;
    this.warmupMs = options.warmupMs ?? 0;
    this.state = createState(this.sizes);
    if (options.needed) this.need(options.needed);
  }

  need(names: Iterable<string>): void {
    const all = [...names];
    this.needsCaller = all.some((name) => name.startsWith('caller.'));
    this.needsCallee = all.some((name) => name.startsWith('callee.'));
    this.needsPair = all.some((name) => name.startsWith('pair.'));
    this.vector.fill(Number.NaN);
  }

  observe(facts: CallFacts): FeatureVector {
    const { state } = this;
    const { at } = facts;
    if (!(at <= facts.receivedAt + this.futureMs && at >= 0)) {
      state.counts.future += 1;
      this.lastNote = 'future';
      return this.peek(facts);
    }
    if (at > state.watermark) {
      if (Number.isNaN(state.origin)) state.origin = at;
      state.watermark = at;
    }
    this.lastNote = at < state.origin + this.warmupMs ? 'warming' : 'counted';
    if (state.watermark - at > this.latenessMs) {
      state.counts.late += 1;
      this.lastNote = 'late';
    }
    return this.count(facts);
  }

  /** One call through both rows and the pair table: unsplit, each lookup below is a cache miss worth sharing. */
  private count(facts: CallFacts): FeatureVector {
    const { state, call } = this;
    const { at, callerKey, calleeKey } = facts;
    const seed = this.sizes.hashSeed;
    if (callerKey === NO_KEY || calleeKey === NO_KEY) state.counts['no-key'] += 1;
    const callerHash = hashKey(callerKey, seed);
    const calleeHash = hashKey(calleeKey, seed);
    const isUp = callerKey < calleeKey;
    const set = isUp ? pairSet(callerHash, calleeHash) : pairSet(calleeHash, callerHash);
    // Three cold reads set out together, or each would wait for the one before.
    this.touched = state.index.peek(callerHash) ^ state.index.peek(calleeHash) ^ state.pairs.peek(set);
    const caller = callerKey === NO_KEY ? -1 : rowOf(state, callerKey, callerHash, at, -1);
    const callee = calleeKey === NO_KEY ? -1 : rowOf(state, calleeKey, calleeHash, at, caller);
    const { f64, u32 } = state.rows;
    this.touched ^= touchRow(u32, caller) ^ touchRow(u32, callee);
    const traits = outcomeTraits(facts);
    const callerFingerprint = fingerprintOf(callerHash);
    const calleeFingerprint = fingerprintOf(calleeHash);
    call.at = at;
    call.ring = quantiseRing(facts.ringMs);
    // Talk time means something of answered calls only.
    call.talk = traits & TRAIT_ANSWERED ? quantiseTalk(facts.talkMs) : TALK_UNKNOWN;

    let pairPlace = -1;
    let reversePlace = -1;
    let tag = 0;
    if (caller >= 0 && callee >= 0) {
      tag = pairTag(set, isUp ? callerHash : calleeHash, isUp);
      pairPlace = state.pairs.find(set, tag);
      reversePlace = state.pairs.find(set, reverseTag(tag));
    }
    const isCalledBack =
      caller >= 0 &&
      callee >= 0 &&
      this.hadCalled(callee, callerFingerprint, caller, calleeFingerprint, reversePlace);

    if (caller >= 0) {
      const base = caller * ROW_WORDS;
      const isRecent = advanceRow(state, caller, at);
      const isSequence = isSequential(calleeKey, u32[base + ROW_DIALLED]!);
      call.traits = traits | callerTraits(facts) | TRAIT_OUT | (isSequence ? TRAIT_SEQUENTIAL : 0);
      call.fingerprint = calleeFingerprint;
      if (isRecent) addCall(state, caller, call, facts.utcOffsetMin);
      const day = Math.max(0, localDay(at, facts.utcOffsetMin));
      const imeiHash = facts.imeiKey === 0 ? 0 : hashKey(facts.imeiKey, seed) | 16;
      const cellHash = facts.cellKey === 0 ? 0 : hashKey(facts.cellKey, seed) | 16;
      addDay(state, caller, at, facts.utcOffsetMin, day, imeiHash, cellHash);
      if (calleeKey !== NO_KEY && at === f64[caller * ROW_DOUBLES + ROW_LAST])
        u32[base + ROW_DIALLED] = dialledWord(calleeKey);
    }
    if (callee >= 0) {
      const isRecent = advanceRow(state, callee, at);
      call.traits = traits | (isCalledBack ? TRAIT_CALLED_BACK : 0);
      call.fingerprint = callerFingerprint;
      if (isRecent) addCall(state, callee, call, facts.utcOffsetMin);
    }
    if (caller >= 0 && callee >= 0) {
      const atS = Math.floor(at / 1000);
      const isRepeat = pairPlace >= 0;
      if (!isRepeat) {
        pairPlace = state.pairs.claim(set, tag, atS);
        // The newcomer may have taken the place of its own other direction.
        if (pairPlace === reversePlace) reversePlace = -1;
      }
      state.pairs.count(
        pairPlace,
        atS,
        facts.outcome === ANSWERED,
        Math.round(facts.talkMs / 1000),
        isRepeat,
      );
    }
    if (this.lastNote === 'counted' && (this.isSaturated(caller) || this.isSaturated(callee)))
      this.lastNote = 'saturated';
    return this.write(facts, caller, callee, pairPlace, reversePlace);
  }

  private isSaturated(row: number): boolean {
    return row >= 0 && (this.state.rows.u32[row * ROW_WORDS + ROW_META]! & FLAG_SATURATED) !== 0;
  }

  /**
   * Whether `callee` had called `caller` within 7 days, before this call. Asked of the called-back one's incoming calls
   * first: it is the ordinary one, so its log is exact where a mass dialler's sketch would say yes to everybody.
   */
  private hadCalled(
    callee: number,
    callerFingerprint: number,
    caller: number,
    calleeFingerprint: number,
    reversePlace: number,
  ): boolean {
    const { state } = this;
    const { f64, u32 } = state.rows;
    const callerBase = caller * ROW_WORDS;
    if (u32[callerBase + ROW_BUSY] === 0) {
      const newestTick = tickOf(f64[caller * ROW_DOUBLES + ROW_LAST]!);
      return logKnows(u32, callerBase, newestTick, 0, calleeFingerprint);
    }
    const fromCaller = busyKnows(state, caller, false, calleeFingerprint);
    if (fromCaller !== null) return fromCaller;
    const calleeBase = callee * ROW_WORDS;
    if (u32[calleeBase + ROW_BUSY] === 0) {
      const newestTick = tickOf(f64[callee * ROW_DOUBLES + ROW_LAST]!);
      return logKnows(u32, calleeBase, newestTick, TRAIT_OUT, callerFingerprint);
    }
    return busyKnows(state, callee, true, callerFingerprint) ?? reversePlace >= 0;
  }

  private write(
    facts: CallFacts,
    caller: number,
    callee: number,
    pairPlace: number,
    reversePlace: number,
  ): FeatureVector {
    const { state, vector } = this;
    const knownFromS = this.warmupMs > 0 ? Math.floor((state.origin + this.warmupMs) / 1000) : 0;
    if (this.needsCaller) {
      if (caller >= 0) writeCaller(state, caller, facts, knownFromS, vector);
      else vector.fill(Number.NaN, ROLE_RANGES.caller[0], ROLE_RANGES.caller[1]);
    }
    if (this.needsCallee) {
      if (callee >= 0) writeCallee(state, callee, facts, knownFromS, vector);
      else vector.fill(Number.NaN, ROLE_RANGES.callee[0], ROLE_RANGES.callee[1]);
    }
    if (this.needsPair) {
      if (caller >= 0 && callee >= 0) writePair(state, pairPlace, reversePlace, facts, knownFromS, vector);
      else vector.fill(Number.NaN, ROLE_RANGES.pair[0], ROLE_RANGES.pair[1]);
    }
    return vector;
  }

  /** Features as they stand; nothing is created or moved. */
  private peek(facts: CallFacts): FeatureVector {
    const { index, pairs } = this.state;
    const { callerKey, calleeKey } = facts;
    const callerHash = hashKey(callerKey, this.sizes.hashSeed);
    const calleeHash = hashKey(calleeKey, this.sizes.hashSeed);
    const caller = callerKey === NO_KEY ? -1 : index.find(callerKey, callerHash);
    const callee = calleeKey === NO_KEY ? -1 : index.find(calleeKey, calleeHash);
    const isUp = callerKey < calleeKey;
    const set = isUp ? pairSet(callerHash, calleeHash) : pairSet(calleeHash, callerHash);
    const tag = pairTag(set, isUp ? callerHash : calleeHash, isUp);
    return this.write(facts, caller, callee, pairs.find(set, tag), pairs.find(set, reverseTag(tag)));
  }

  noteSuspect(facts: CallFacts): void {
    const { state } = this;
    const { f64, u32 } = state.rows;
    const seed = this.sizes.hashSeed;
    const caller =
      facts.callerKey === NO_KEY ? -1 : state.index.find(facts.callerKey, hashKey(facts.callerKey, seed));
    if (caller < 0) return;
    u32[caller * ROW_WORDS + ROW_META]! |= FLAG_MARKED;
    const callee =
      facts.calleeKey === NO_KEY ? -1 : state.index.find(facts.calleeKey, hashKey(facts.calleeKey, seed));
    if (callee < 0) return;
    const base = callee * ROW_WORDS;
    const newest = f64[callee * ROW_DOUBLES + ROW_LAST]!;
    if (facts.at > newest || newest - facts.at >= WEEK_MS) return;
    u32[base + ROW_META]! |= FLAG_MARKED;
    const fingerprint = fingerprintOf(hashKey(facts.callerKey, seed));
    if (u32[base + ROW_BUSY] === 0) markSuspect(u32, base, tickOf(facts.at), fingerprint, TRAIT_SUSPECT);
    else
      noteSuspectCaller(u32, base, fingerprint, peerStamp(peerUnit(facts.at)), peerStamp(peerUnit(newest)));
  }

  stats(): FeatureStoreStats {
    const { state } = this;
    const pairBytes = state.pairs.capacity * PAIR_BYTES;
    const indexBytes = state.index.slots.byteLength;
    return {
      numbers: state.index.size,
      maxNumbers: this.sizes.maxNumbers,
      bytes: state.usedRows * ROW_BYTES + indexBytes + state.busy.bytes + state.sketches.bytes + pairBytes,
      busyNumbers: state.busy.used,
      heavyNumbers: state.sketches.used,
      maxHeavyNumbers: this.sizes.maxHeavy,
      watermark: state.watermark,
      dropped: { ...state.counts },
    };
  }

  snapshot(): Iterable<Uint8Array> {
    return writeSnapshot(this.state);
  }

  restore(
    chunks: Iterable<Uint8Array>,
  ): { readonly ok: true } | { readonly ok: false; readonly reason: string } {
    const read = readSnapshot(chunks, this.sizes);
    if (!read.ok) return read;
    this.state = read.state;
    this.lastNote = 'counted';
    return { ok: true };
  }
}
