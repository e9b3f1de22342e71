import type { CallEvent } from '../../domain/call-event.ts';
import type { CallQuestion } from '../../domain/call-question.ts';
import { NOT_ASKED } from '../../domain/caller-verification.ts';
import { eventOf, type NumberNormaliser } from '../normalise/index.ts';
import type { AccountedCall } from '../sources/index.ts';

/**
 * A call that RADIUS accounting told, as an event: its numbers and its redirection weighed by what we know of the peer, as
 * those of a question are. A switch that asked about the call before gave it the same name, so it has the same event id and
 * counts once. `utcOffsetMin` gives the offset of local time from UTC at a moment, in minutes. Pure; never fails.
 */
export function accountedCallEvent(
  call: AccountedCall,
  normaliser: NumberNormaliser,
  utcOffsetMin: (at: number) => number,
): CallEvent {
  const event = eventOf(questionOf(call), call.peer, NOT_ASKED, normaliser, utcOffsetMin);
  return {
    ...event,
    source: `radius:${call.peer.name}`,
    outcome: call.outcome,
    ringMs: call.ringMs,
    talkMs: call.talkMs,
  };
}

const questionOf = (call: AccountedCall): CallQuestion => ({
  callId: call.callId,
  identities:
    call.caller === '' ? [] : [{ header: 'from', address: call.caller, display: null, isPrivate: false }],
  callee: call.callee,
  dialled: null,
  redirections:
    call.redirecting === null
      ? []
      : [{ header: 'record', address: call.redirecting, reason: 'unknown', count: 1, isPrivate: false }],
  passports: [],
  privacy: [],
  at: call.at,
  receivedAt: call.receivedAt,
  saidAt: null,
  roaming: null,
  imei: null,
  cell: null,
  problems: call.problems,
});
