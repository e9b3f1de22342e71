import type { CallOutcome } from '../../../domain/call-event.ts';

/**
 * How an attempt that was not answered ended, from its ITU-T Q.850 cause value. Cause 16 (normal clearing) before an
 * answer means that the caller gave up. `unknown` for values that say nothing.
 */
export function q850Outcome(cause: number): CallOutcome {
  switch (cause) {
    case 1:
      return 'dead-number';
    case 16:
      return 'cancelled';
    case 17:
      return 'busy';
    case 18:
    case 19:
    case 20:
      return 'no-answer';
    default:
      return Number.isInteger(cause) && cause > 0 && cause < 128 ? 'failed' : 'unknown';
  }
}

/** FreeSWITCH's names that do not follow from a Q.850 value or name a caller's or network's own act. */
const NAMED: ReadonlyMap<string, CallOutcome> = new Map([
  ['UNALLOCATED_NUMBER', 'dead-number'],
  ['NORMAL_CLEARING', 'cancelled'],
  ['ORIGINATOR_CANCEL', 'cancelled'],
  ['LOSE_RACE', 'cancelled'],
  ['PICKED_OFF', 'cancelled'],
  ['USER_BUSY', 'busy'],
  ['NO_USER_RESPONSE', 'no-answer'],
  ['NO_ANSWER', 'no-answer'],
  ['SUBSCRIBER_ABSENT', 'no-answer'],
  ['ALLOTTED_TIMEOUT', 'no-answer'],
  ['RECOVERY_ON_TIMER_EXPIRE', 'no-answer'],
  ['USER_NOT_REGISTERED', 'no-answer'],
  ['NONE', 'unknown'],
  ['UNSPECIFIED', 'unknown'],
]);

/** The same from FreeSWITCH's name of the cause (`NO_USER_RESPONSE`); a name not listed is a failure of the network. */
export function hangupCauseOutcome(name: string): CallOutcome {
  const word = name.trim().toUpperCase();
  if (word === '') return 'unknown';
  return NAMED.get(word) ?? 'failed';
}

/** The same from the final SIP status of an INVITE (RFC 3261 §21). */
export function sipOutcome(status: number): CallOutcome {
  if (status >= 200 && status < 300) return 'answered';
  switch (status) {
    case 404:
    case 604:
      return 'dead-number';
    case 408:
    case 480:
      return 'no-answer';
    case 486:
    case 600:
      return 'busy';
    case 487:
      return 'cancelled';
    default:
      return status >= 300 && status < 700 ? 'failed' : 'unknown';
  }
}

/** The same from Asterisk's disposition in words. */
export function dispositionOutcome(disposition: string): CallOutcome {
  switch (
    disposition
      .trim()
      .toUpperCase()
      .replace(/[\s_-]+/g, ' ')
  ) {
    case 'ANSWERED':
    case 'ANSWER':
      return 'answered';
    case 'NO ANSWER':
    case 'NOANSWER':
      return 'no-answer';
    case 'BUSY':
      return 'busy';
    case 'CANCEL':
    case 'CANCELLED':
    case 'CANCELED':
      return 'cancelled';
    case 'FAILED':
    case 'CONGESTION':
    case 'CHANUNAVAIL':
      return 'failed';
    default:
      return 'unknown';
  }
}
