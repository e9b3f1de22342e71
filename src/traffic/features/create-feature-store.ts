import type { CallFacts } from '../../domain/call-facts.ts';
import { FEATURES, type FeatureVector } from '../../domain/feature-catalogue.ts';
import { CallParties } from './call-parties.ts';
import { countCall } from './count-call.ts';
import { type FeatureNeeds, needsOf } from './feature-needs.ts';
import { ROLE_RANGES } from './feature-places.ts';
import { createState, type FeatureState, type StateSizes } from './feature-state.ts';
import type { CallGlance, FeatureStore, FeatureStoreStats, ObservationNote } from './feature-store.ts';
import { type FeatureStoreOptions, sizesOf } from './feature-store-options.ts';
import { ALL_KEPT, keptFor } from './kept-state.ts';
import { noteSuspectCall } from './note-suspect.ts';
import { PAIR_BYTES } from './pair-table.ts';
import {
  FLAG_MARKED,
  FLAG_SATURATED,
  isBusy,
  logCount,
  ROW_BYTES,
  ROW_META,
  ROW_RECORD,
  ROW_WORDS,
} from './row-layout.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { holdAhead, settleClock } from './stream-clock.ts';
import { writeCallee, writeCaller, writePair } from './vector-writer.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** An empty store. Cost and accuracy: docs/features.md. Throws RangeError on a size that cannot be. */
export function createFeatureStore(options: FeatureStoreOptions = {}): FeatureStore {
  return new TableFeatureStore(options);
}

class TableFeatureStore implements FeatureStore {
  lastNote: ObservationNote = 'counted';
  private readonly sizes: StateSizes;
  private readonly latenessMs: number;
  private readonly futureMs: number;
  private readonly aheadMs: number;
  private readonly warmupMs: number;
  private readonly keepsAll: boolean;
  private readonly vector: FeatureVector = new Float64Array(FEATURES.length).fill(Number.NaN);
  private readonly parties = new CallParties();
  private readonly seen = { callerIsExact: false, calleeCalls: 0, calleeIsMarked: false, isHolding: false };
  private needs: FeatureNeeds;
  private state: FeatureState;

  constructor(options: FeatureStoreOptions) {
    this.sizes = sizesOf(options);
    this.latenessMs = options.latenessMs ?? 10 * MINUTE_MS;
    this.futureMs = options.futureMs ?? 5 * MINUTE_MS;
    this.aheadMs = options.aheadMs ?? DAY_MS;
    this.warmupMs = options.warmupMs ?? 0;
    this.keepsAll = options.kept === undefined;
    this.state = createState(this.sizes, options.kept === undefined ? ALL_KEPT : keptFor(options.kept));
    this.needs = needsOf(options.needed ?? FEATURES);
  }

  need(names: Iterable<string>): void {
    this.needs = needsOf(names);
    this.vector.fill(Number.NaN);
  }

  observe(facts: CallFacts): FeatureVector {
    this.count(facts);
    return this.read(facts, true);
  }

  count(facts: CallFacts): void {
    const { clock, counts } = this.state;
    const { at, receivedAt } = facts;
    if (!(at <= receivedAt + this.futureMs && at >= 0)) {
      counts.future += 1;
      this.pass(facts, 'future');
      return;
    }
    clock.seen += 1;
    // A call we were told of as it was made is confirmed by our own clock.
    const isAhead = at > clock.watermark + this.aheadMs && at < receivedAt - this.latenessMs;
    if (isAhead && clock.seen > 1) this.hold(facts);
    else this.accept(facts);
  }

  /** A call too far ahead of the stream to be believed alone. */
  private hold(facts: CallFacts): void {
    const { clock, counts } = this.state;
    const released = holdAhead(clock, facts, this.aheadMs);
    counts.ahead += 1 - released.length;
    for (const one of released) this.accept(one);
    const isCounted = released.length > 0 && clock.held.at(-1)?.seen !== clock.seen;
    if (!isCounted) this.pass(facts, 'ahead');
  }

  private accept(facts: CallFacts): void {
    const { state, parties } = this;
    const { clock } = state;
    const { at } = facts;
    if (at > clock.watermark) {
      if (Number.isNaN(clock.origin)) clock.origin = at;
      clock.watermark = at;
    }
    this.lastNote = at < clock.origin + this.warmupMs ? 'warming' : 'counted';
    if (clock.watermark - at > this.latenessMs) {
      state.counts.late += 1;
      this.lastNote = 'late';
    }
    parties.enter(state, facts);
    countCall(state, facts, parties);
    if (clock.early.length > 0 || clock.seen === 1) settleClock(state, facts, this.aheadMs);
    if (this.lastNote === 'counted' && (this.isSaturated(parties.caller) || this.isSaturated(parties.callee)))
      this.lastNote = 'saturated';
  }

  private isSaturated(row: number): boolean {
    return row >= 0 && (this.state.rows.u32[row * ROW_WORDS + ROW_META]! & FLAG_SATURATED) !== 0;
  }

  peek(facts: CallFacts, note: ObservationNote): FeatureVector {
    this.pass(facts, note);
    return this.read(facts, true);
  }

  /** Features are read as they stand; nothing is created or moved. */
  private pass(facts: CallFacts, note: ObservationNote): void {
    this.lastNote = note;
    this.parties.find(this.state, facts);
  }

  glance(): CallGlance {
    const { seen, state } = this;
    const { u32 } = state.rows;
    const { caller, callee } = this.parties;
    seen.callerIsExact = caller >= 0 && !isBusy(u32[caller * ROW_WORDS + ROW_RECORD]!);
    seen.calleeCalls = 0;
    seen.calleeIsMarked = false;
    if (callee >= 0) {
      const base = callee * ROW_WORDS;
      const meta = u32[base + ROW_META]!;
      seen.calleeCalls = isBusy(u32[base + ROW_RECORD]!) ? Number.POSITIVE_INFINITY : logCount(meta);
      seen.calleeIsMarked = (meta & FLAG_MARKED) !== 0;
    }
    seen.isHolding = state.clock.held.length > 0;
    return seen;
  }

  read(facts: CallFacts, withCallee: boolean): FeatureVector {
    const { state, vector, needs } = this;
    const { caller, callee, pair, reverse } = this.parties;
    const knownFromS = this.warmupMs > 0 ? Math.floor((state.clock.origin + this.warmupMs) / 1000) : 0;
    if (needs.caller.metrics !== 0) {
      if (caller >= 0) writeCaller(state, caller, facts, knownFromS, needs.caller, vector);
      else vector.fill(Number.NaN, ROLE_RANGES.caller[0], ROLE_RANGES.caller[1]);
    }
    if (needs.callee.metrics !== 0) {
      if (withCallee && callee >= 0) writeCallee(state, callee, facts, knownFromS, needs.callee, vector);
      else vector.fill(Number.NaN, ROLE_RANGES.callee[0], ROLE_RANGES.callee[1]);
    }
    if (needs.pair.metrics !== 0) {
      if (caller >= 0 && callee >= 0) writePair(state, pair, reverse, facts, knownFromS, needs.pair, vector);
      else vector.fill(Number.NaN, ROLE_RANGES.pair[0], ROLE_RANGES.pair[1]);
    }
    return vector;
  }

  noteSuspect(facts: CallFacts): void {
    noteSuspectCall(this.state, facts);
  }

  stats(): FeatureStoreStats {
    const { state } = this;
    return {
      numbers: state.index.size,
      maxNumbers: this.sizes.maxNumbers,
      bytes:
        state.usedRows * ROW_BYTES +
        state.index.slots.byteLength +
        state.regular.bytes +
        state.frequent.bytes +
        state.busy.bytes +
        state.sketches.bytes +
        state.pairs.capacity * PAIR_BYTES,
      regularNumbers: state.regular.used,
      frequentNumbers: state.frequent.used,
      busyNumbers: state.busy.used,
      heavyNumbers: state.sketches.used,
      maxHeavyNumbers: this.sizes.maxHeavy,
      watermark: state.clock.watermark,
      dropped: { ...state.counts },
    };
  }

  snapshot(): Iterable<Uint8Array> {
    if (!this.keepsAll) throw new Error('a store that keeps a part of its state gives no snapshots');
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
