import { nearestFinal } from './conclude-call.ts';
import type { DialogMessage } from './dialog-message.ts';
import type { TrackedCall } from './tracked-call.ts';
import { CLOCK_SKEW_MS } from './tracker-limits.ts';

/** Whether one of the two tags is of who answered the call. */
export function hasAnswer({ answers }: TrackedCall<unknown>, fromTag: string, toTag: string): boolean {
  for (const { tag } of answers) if (tag === fromTag || tag === toTag) return true;
  return false;
}

/** An INVITE is sent again for so long after its final answer, 64 times T1 (RFC 3261 §17.1.1.2), and no longer. */
const SENT_AGAIN_MS = 32_000;

/** When the call was answered or came to its final answer; NaN before that was seen. */
export function settledAt(call: TrackedCall<unknown>): number {
  let first = Number.NaN;
  for (const { at } of call.answers) if (!(first <= at)) first = at;
  return Number.isNaN(first) ? (nearestFinal(call)?.finalAt ?? Number.NaN) : first;
}

/** Whether an INVITE is what was told of already: sent again, or captured once more on another hop. */
export function isCopy(call: TrackedCall<unknown>, message: DialogMessage, at: number): boolean {
  if (call.roots.includes(message.root)) return !(at - call.settledAt > SENT_AGAIN_MS);
  return message.cseq <= call.cseq && isSameSight(call, message, at);
}

/**
 * Whether an INVITE belongs to a call that has its names, which the caller chooses. A copy on another hop or fork has the caller's
 * transaction and comes while that lasts. Another transaction is a further attempt of the call when it was asked for, or when
 * the one before came to nothing. Anything else is a call of its own, so that nobody can hide many calls behind one name.
 */
export function isSameCall(call: TrackedCall<unknown>, message: DialogMessage, at: number): boolean {
  if (call.openingCseq < 0) return true;
  if (call.roots.includes(message.root)) return !(at - settledAt(call) > SENT_AGAIN_MS);
  if (isSameSight(call, message, at)) return true;
  const isSameTarget = call.target === message.target;
  if (message.cseq < call.cseq) return isSameTarget && at <= call.attemptAt;
  if (call.answers.length > 0) return false;
  const final = nearestFinal(call);
  if (final === null) return isSameTarget;
  if (message.cseq > call.cseq && isDemand(final.status)) return true;
  return isSameTarget && isServerFailure(final.status);
}

/** The same INVITE behind a proxy that hides the way it came: to the same callee, at the same time. */
function isSameSight(call: TrackedCall<unknown>, { target, cseq }: DialogMessage, at: number): boolean {
  return call.target === target && call.cseq === cseq && Math.abs(at - call.attemptAt) <= CLOCK_SKEW_MS;
}

/** What makes a caller try another server (RFC 3263 §4.3). */
function isServerFailure(status: number): boolean {
  return status === 408 || status === 430 || (status >= 500 && status < 600);
}

/** 401 and 407 ask for a password, 422 for other timers, 428 for a signature, 3xx names another address. */
export function isDemand(status: number): boolean {
  return status < 400 || status === 401 || status === 407 || status === 422 || status === 428;
}
