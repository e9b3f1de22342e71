import { CALL_OUTCOMES } from '../../domain/call-event.ts';
import type { CallFacts } from '../../domain/call-facts.ts';
import { NO_KEY } from '../../domain/number-key.ts';
import type { BusyCall } from './busy-number.ts';
import type { CallParties } from './call-parties.ts';
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
} from './call-traits.ts';
import { isCallBack } from './called-back.ts';
import { addCall, addDay, advanceRow } from './count-number.ts';
import type { FeatureState } from './feature-state.ts';
import { fingerprintOf, hashKey } from './key-hash.ts';
import { quantiseRing, quantiseTalk, TALK_UNKNOWN } from './quantised-time.ts';
import { ROW_DIALLED, ROW_DOUBLES, ROW_LAST, ROW_WORDS } from './row-layout.ts';

const ANSWERED = CALL_OUTCOMES.indexOf('answered');
const call: BusyCall = { at: 0, traits: 0, fingerprint: 0, ring: 0, talk: 0 };

/** Counts a call for both parties and the pair, whose places have been found or made by `parties.enter`. */
export function countCall(state: FeatureState, facts: CallFacts, parties: CallParties): void {
  if (facts.callerKey === NO_KEY || facts.calleeKey === NO_KEY) state.counts['no-key'] += 1;
  const traits = outcomeTraits(facts);
  const callerFingerprint = fingerprintOf(parties.callerHash);
  const calleeFingerprint = fingerprintOf(parties.calleeHash);
  call.at = facts.at;
  call.ring = quantiseRing(facts.ringMs);
  // Talk time means something of answered calls only.
  call.talk = traits & TRAIT_ANSWERED ? quantiseTalk(facts.talkMs) : TALK_UNKNOWN;
  // Asked before either log holds this call.
  const isBack = isCallBack(state, parties, facts.at, callerFingerprint, calleeFingerprint);
  call.fingerprint = calleeFingerprint;
  if (parties.caller >= 0) countCaller(state, facts, parties.caller, traits);
  call.fingerprint = callerFingerprint;
  call.traits = traits | (isBack ? TRAIT_CALLED_BACK : 0);
  if (parties.callee >= 0 && advanceRow(state, parties.callee, facts.at))
    addCall(state, parties.callee, call, facts.utcOffsetMin);
  if (parties.caller >= 0 && parties.callee >= 0) countPair(state, facts, parties);
}

function countCaller(state: FeatureState, facts: CallFacts, caller: number, traits: number): void {
  const { f64, u32 } = state.rows;
  const { at, calleeKey, utcOffsetMin, imeiKey, cellKey } = facts;
  const base = caller * ROW_WORDS;
  const isRecent = advanceRow(state, caller, at);
  const isSequence = isSequential(calleeKey, u32[base + ROW_DIALLED]!);
  call.traits = traits | callerTraits(facts) | TRAIT_OUT | (isSequence ? TRAIT_SEQUENTIAL : 0);
  if (isRecent) addCall(state, caller, call, utcOffsetMin);
  const seed = state.sizes.hashSeed;
  const day = Math.max(0, localDay(at, utcOffsetMin));
  const imeiHash = imeiKey === 0 ? 0 : hashKey(imeiKey, seed) | 16;
  const cellHash = cellKey === 0 ? 0 : hashKey(cellKey, seed) | 16;
  addDay(state, caller, at, utcOffsetMin, day, imeiHash, cellHash);
  if (calleeKey !== NO_KEY && at === f64[caller * ROW_DOUBLES + ROW_LAST])
    u32[base + ROW_DIALLED] = dialledWord(calleeKey);
}

function countPair(state: FeatureState, facts: CallFacts, parties: CallParties): void {
  const atS = Math.floor(facts.at / 1000);
  const isRepeat = parties.pair >= 0;
  if (!isRepeat) {
    parties.pair = state.pairs.claim(parties.pairSet, parties.pairTag, atS);
    // The newcomer may have taken the place of its own other direction.
    if (parties.pair === parties.reverse) parties.reverse = -1;
  }
  const talkS = Math.round(facts.talkMs / 1000);
  state.pairs.count(parties.pair, atS, facts.outcome === ANSWERED, talkS, isRepeat);
}
