import type { CallFacts } from '../../domain/call-facts.ts';
import { NO_KEY } from '../../domain/number-key.ts';
import { tickOf } from './call-log.ts';
import { TRAIT_SUSPECT } from './call-traits.ts';
import type { FeatureState } from './feature-state.ts';
import { fingerprintOf, hashKey } from './key-hash.ts';
import { markInLog } from './number-log.ts';
import { peerStamp, peerUnit } from './peer-time.ts';
import { FLAG_MARKED, isBusy, ROW_DOUBLES, ROW_LAST, ROW_META, ROW_RECORD, ROW_WORDS } from './row-layout.ts';
import { noteSuspectCaller } from './suspect-list.ts';

const WEEK_MS = 604_800_000;

/** Marks both parties of an observed call whose caller was judged suspicious, and the call in the callee's windows. */
export function noteSuspectCall(state: FeatureState, facts: CallFacts): void {
  const { f64, u32 } = state.rows;
  const { at, callerKey, calleeKey } = facts;
  const seed = state.sizes.hashSeed;
  const callerHash = hashKey(callerKey, seed);
  const caller = callerKey === NO_KEY ? -1 : state.index.find(callerKey, callerHash);
  if (caller < 0) return;
  u32[caller * ROW_WORDS + ROW_META]! |= FLAG_MARKED;
  const callee = calleeKey === NO_KEY ? -1 : state.index.find(calleeKey, hashKey(calleeKey, seed));
  if (callee < 0) return;
  const base = callee * ROW_WORDS;
  const newest = f64[callee * ROW_DOUBLES + ROW_LAST]!;
  if (at > newest || newest - at >= WEEK_MS) return;
  u32[base + ROW_META]! |= FLAG_MARKED;
  const fingerprint = fingerprintOf(callerHash);
  if (!isBusy(u32[base + ROW_RECORD]!)) markInLog(state, callee, tickOf(at), fingerprint, TRAIT_SUSPECT);
  else noteSuspectCaller(u32, base, fingerprint, peerStamp(peerUnit(at)), peerStamp(peerUnit(newest)));
}
