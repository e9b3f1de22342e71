import type { CallFacts } from '../../domain/call-facts.ts';
import { NO_KEY } from '../../domain/number-key.ts';
import { rowOf } from './count-number.ts';
import type { FeatureState } from './feature-state.ts';
import { hashKey } from './key-hash.ts';
import { pairSet, pairTag, reverseTag } from './pair-table.ts';
import { ROW_DOUBLES, ROW_LOG, ROW_WORDS } from './row-layout.ts';

/** Where the state of a call's parties lies; -1 where there is none. One object serves all calls. */
export class CallParties {
  callerHash = 0;
  calleeHash = 0;
  caller = -1;
  callee = -1;
  pairSet = 0;
  pairTag = 0;
  /** Place of the pair's direction of this call, and of the other one. */
  pair = -1;
  reverse = -1;
  /** Keeps reads made ahead of their use from being optimised away; its value means nothing. */
  touched = 0;

  /** Finds what there is; creates nothing. */
  find(state: FeatureState, facts: CallFacts): void {
    this.hash(state, facts);
    const { callerKey, calleeKey } = facts;
    this.caller = callerKey === NO_KEY ? -1 : state.index.find(callerKey, this.callerHash);
    this.callee = calleeKey === NO_KEY ? -1 : state.index.find(calleeKey, this.calleeHash);
    this.findPair(state, facts);
  }

  /** Finds the rows or creates them. */
  enter(state: FeatureState, facts: CallFacts): void {
    this.hash(state, facts);
    const { callerHash, calleeHash } = this;
    const { at, callerKey, calleeKey } = facts;
    const { f64, u32 } = state.rows;
    let caller = callerKey === NO_KEY ? -1 : state.index.candidate(callerHash);
    let callee = calleeKey === NO_KEY ? -1 : state.index.candidate(calleeHash);
    // The cold reads set out together, or each would wait for the one before.
    this.touched = touchRow(u32, caller) ^ touchHeader(u32, callee) ^ state.pairs.peek(this.pairSet);
    if (callerKey !== NO_KEY && (caller < 0 || f64[caller * ROW_DOUBLES] !== callerKey))
      caller = rowOf(state, callerKey, callerHash, at, -1);
    // A new caller may have taken the row that was the callee's.
    if (calleeKey !== NO_KEY && (callee < 0 || f64[callee * ROW_DOUBLES] !== calleeKey))
      callee = rowOf(state, calleeKey, calleeHash, at, caller);
    this.caller = caller;
    this.callee = callee;
    this.findPair(state, facts);
  }

  private hash(state: FeatureState, facts: CallFacts): void {
    const seed = state.sizes.hashSeed;
    const { callerKey, calleeKey } = facts;
    const callerHash = hashKey(callerKey, seed);
    const calleeHash = hashKey(calleeKey, seed);
    this.callerHash = callerHash;
    this.calleeHash = calleeHash;
    this.pairSet = callerKey < calleeKey ? pairSet(callerHash, calleeHash) : pairSet(calleeHash, callerHash);
  }

  private findPair(state: FeatureState, facts: CallFacts): void {
    this.pair = -1;
    this.reverse = -1;
    if (this.caller < 0 || this.callee < 0) return;
    const isUp = facts.callerKey < facts.calleeKey;
    this.pairTag = pairTag(this.pairSet, isUp ? this.callerHash : this.calleeHash, isUp);
    this.pair = state.pairs.find(this.pairSet, this.pairTag);
    this.reverse = state.pairs.find(this.pairSet, reverseTag(this.pairTag));
  }
}

/** Of the callee only the header is read; its log is written to, and nobody waits for that. */
function touchHeader(u32: Uint32Array, row: number): number {
  if (row < 0) return 0;
  const base = row * ROW_WORDS;
  return u32[base]! ^ u32[base + ROW_LOG - 1]!;
}

/** Reads the cache lines of a row ahead of their use. */
function touchRow(u32: Uint32Array, row: number): number {
  if (row < 0) return 0;
  const base = row * ROW_WORDS;
  return u32[base]! ^ u32[base + 16]! ^ u32[base + 32]! ^ u32[base + ROW_WORDS - 1]!;
}
