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
  ROW_FIRST,
  ROW_LAST,
  ROW_META,
  ROW_WORDS,
} from './row-layout.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { noteSuspectCaller } from './suspect-list.ts';
import { ROLE_RANGES, writeCallee, writeCaller, writePair } from './vector-writer.ts';

const WEEK_MS = 604_800_000;
const MINUTE_MS = 60_000;
const MAX_NUMBERS = 40_000_000;
const ANSWERED = CALL_OUTCOMES.indexOf('answered');

/** How much a store may hold and what it reads as late, future or young. */
export interface FeatureStoreOptions {
  /** Numbers with live state; 176 bytes each, taken from the system as they appear. (Default: 1,000,000) */
  readonly maxNumbers?: number;
  /** Numbers with counters instead of a log (more than 15 calls in 7 days), 2,256 bytes more each. (Default: 1/8 of `maxNumbers`) */
  readonly maxBusy?: number;
  /** Sketches of more than 64 peers, 4,316 bytes each; one number may take two. (Default: 1/64 of `maxNumbers`) */
  readonly maxHeavy?: number;
  /** Directed pairs remembered, 56 bytes each, rounded down to a power of two. (Default: 1/5 of `maxNumbers`) */
  readonly maxPairs?: number;
  /** A call this much older than the newest one seen is `late`. (Default: 10 min) */
  readonly latenessMs?: number;
  /** A call stamped this much after we were told of it is from the future. (Default: 5 min) */
  readonly futureMs?: number;
  /**
   * Live stores: for so long after the first call, nothing tells a new number from one that was merely not seen yet,
   * so ages of numbers first seen then are unknown for good and calls are noted `warming`. (Default: 0, for files)
   */
  readonly warmupMs?: number;
  /** Names of the features that are read; roles without any are not computed and stay NaN. (Default: all) */
  readonly needed?: Iterable<string>;
  /** Any 32-bit integer, secret where callers could choose numbers that collide. (Default: a fixed one) */
  readonly hashSeed?: number;
}

/** An empty store. Cost and accuracy: docs/features.md. Throws RangeError on a size that cannot be. */
export function createFeatureStore(options: FeatureStoreOptions = {}): FeatureStore {
  return new TableFeatureStore(options);
}

function sizesOf(options: FeatureStoreOptions): StateSizes {
  const maxNumbers = options.maxNumbers ?? 1_000_000;
  if (!Number.isInteger(maxNumbers) || maxNumbers < 2 || maxNumbers > MAX_NUMBERS)
    throw new RangeError(`maxNumbers must be an integer from 2 to ${MAX_NUMBERS}, not ${maxNumbers}`);
  return {
    maxNumbers,
    maxBusy: options.maxBusy ?? Math.max(64, maxNumbers >>> 3),
    maxHeavy: options.maxHeavy ?? Math.max(16, maxNumbers >>> 6),
    maxPairs: options.maxPairs ?? Math.max(1024, Math.floor(maxNumbers / 5)),
    hashSeed: (options.hashSeed ?? 0x6a09e667) >>> 0,
  };
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
    const behind = state.watermark - at;
    this.lastNote = at < state.origin + this.warmupMs ? 'warming' : 'counted';
    if (behind > this.latenessMs) {
      state.counts.late += 1;
      this.lastNote = 'late';
      if (behind >= WEEK_MS) return this.peekOld(facts);
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
      advanceRow(state, caller, at);
      const isSequence = isSequential(calleeKey, u32[base + ROW_DIALLED]!);
      call.traits = traits | callerTraits(facts) | TRAIT_OUT | (isSequence ? TRAIT_SEQUENTIAL : 0);
      call.fingerprint = calleeFingerprint;
      addCall(state, caller, call, facts.utcOffsetMin);
      const day = Math.max(0, localDay(at, facts.utcOffsetMin));
      const imeiHash = facts.imeiKey === 0 ? 0 : hashKey(facts.imeiKey, seed) | 16;
      const cellHash = facts.cellKey === 0 ? 0 : hashKey(facts.cellKey, seed) | 16;
      addDay(state, caller, at, facts.utcOffsetMin, day, imeiHash, cellHash);
      if (calleeKey !== NO_KEY && at === f64[caller * ROW_DOUBLES + ROW_LAST])
        u32[base + ROW_DIALLED] = dialledWord(calleeKey);
    }
    if (callee >= 0) {
      advanceRow(state, callee, at);
      call.traits = traits | (isCalledBack ? TRAIT_CALLED_BACK : 0);
      call.fingerprint = callerFingerprint;
      addCall(state, callee, call, facts.utcOffsetMin);
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

  /** A call older than every window: it still tells that known numbers were there earlier than thought. */
  private peekOld(facts: CallFacts): FeatureVector {
    const { index, rows } = this.state;
    for (const key of [facts.callerKey, facts.calleeKey]) {
      const row = key === NO_KEY ? -1 : index.find(key, hashKey(key, this.sizes.hashSeed));
      if (row < 0) continue;
      const first = row * ROW_WORDS + ROW_FIRST;
      rows.u32[first] = Math.min(rows.u32[first]!, Math.floor(facts.at / 1000));
    }
    return this.peek(facts);
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
