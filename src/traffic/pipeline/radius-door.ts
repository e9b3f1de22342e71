import type { CallEvent } from '../../domain/call-event.ts';
import { calleeTrunk } from '../../domain/trunk.ts';
import type { NumberNormaliser } from '../normalise/index.ts';
import type { AccountedCall } from '../sources/index.ts';

/**
 * A call that RADIUS accounting told, as an event: its numbers read by the rules of the peer. `utcOffsetMin` gives the
 * offset of local time from UTC at a moment, in minutes. Pure; whatever the texts say, it is an event.
 */
export function accountedCallEvent(
  call: AccountedCall,
  normaliser: NumberNormaliser,
  utcOffsetMin: (at: number) => number,
): CallEvent {
  const { country, trunk, name } = call.peer;
  const context = { country, trunk, at: call.at };
  return {
    id: call.id,
    source: `radius:${name}`,
    at: call.at,
    receivedAt: call.receivedAt,
    utcOffsetMin: utcOffsetMin(call.at),
    caller: normaliser.normalise(call.caller, context),
    callee: normaliser.normalise(call.callee, { ...context, trunk: calleeTrunk(trunk) }),
    trunk,
    outcome: call.outcome,
    ringMs: call.ringMs,
    talkMs: call.talkMs,
    imei: null,
    cell: null,
    signalling: null,
    problems: call.problems,
  };
}
