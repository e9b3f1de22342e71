import { busyKnows } from './busy-number.ts';
import type { CallParties } from './call-parties.ts';
import { TRAIT_OUT } from './call-traits.ts';
import type { FeatureState } from './feature-state.ts';
import { logKnows } from './number-log.ts';
import { isBusy, ROW_RECORD, ROW_WORDS } from './row-layout.ts';

/**
 * Whether the callee had called the caller within 7 days, before this call. Asked of the called-back one's incoming
 * calls first: it is the ordinary one, so its log is exact where a mass dialler's sketch would say yes to everybody.
 */
export function isCallBack(
  state: FeatureState,
  parties: CallParties,
  at: number,
  callerFingerprint: number,
  calleeFingerprint: number,
): boolean {
  const { caller, callee } = parties;
  if (caller < 0 || callee < 0) return false;
  if (hasLog(state, caller)) return logKnows(state, caller, at, 0, calleeFingerprint);
  const fromCaller = busyKnows(state, caller, false, calleeFingerprint);
  if (fromCaller !== null) return fromCaller;
  if (hasLog(state, callee)) return logKnows(state, callee, at, TRAIT_OUT, callerFingerprint);
  return busyKnows(state, callee, true, callerFingerprint) ?? parties.reverse >= 0;
}

const hasLog = (state: FeatureState, row: number): boolean =>
  !isBusy(state.rows.u32[row * ROW_WORDS + ROW_RECORD]!);
