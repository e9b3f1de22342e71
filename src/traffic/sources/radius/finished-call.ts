import type { CallOutcome } from '../../../domain/call-event.ts';
import type { Peer } from '../../../domain/peer.ts';
import type { AccountedCall, ReleasedBy } from './accounted-call.ts';
import type { AccountingRecord } from './accounting-record.ts';
import type { WrittenTime } from './h323-time.ts';

/** Why a call is over without a record that says so. */
export type LostEnd = 'stop-lost' | 'session-evicted' | 'accounting-off';

/** Puts a call together from what was said when it began, if anything was, and when it ended, if anything was. */
export function finishedCall(
  peer: Peer,
  first: AccountingRecord | null,
  last: AccountingRecord | null,
  lost: LostEnd | null,
): AccountedCall {
  const begin = first ?? last!;
  const end = last ?? first!;
  const problems: string[] = lost === null ? [] : [lost];
  if (first === null && last !== null && last.status === 'stop') problems.push('start-not-seen');
  const setup = end.setup ?? begin.setup;
  const connect = end.connect ?? begin.connect;
  const talkMs = talkOf(first, last, connect);
  const outcome = outcomeOf(end, talkMs, lost);
  return {
    callId: begin.call,
    peer,
    caller: begin.caller ?? end.caller ?? '',
    callee: begin.callee ?? end.callee ?? '',
    redirecting: begin.redirecting ?? end.redirecting,
    at: attemptAt(begin, end, setup, talkMs, problems),
    receivedAt: end.receivedAt,
    ringMs: ringOf(setup, outcome === 'answered' ? connect : (end.disconnect ?? connect)),
    talkMs: outcome === 'answered' ? talkMs : lost === null ? 0 : null,
    outcome,
    releasedBy: releaserOf(first, last),
    problems,
  };
}

/** Differences of written times hold whatever their zone; whole seconds of the session are the coarser source. */
function talkOf(
  first: AccountingRecord | null,
  last: AccountingRecord | null,
  connect: WrittenTime | null,
): number | null {
  if (last === null || last.status === 'failed') return last === null ? null : 0;
  const written = spanMs(connect, last.disconnect);
  if (last.talkMs === 0) return 0;
  if (written !== null && (last.talkMs === null || Math.abs(written - last.talkMs) < 2_000)) return written;
  if (last.talkMs !== null) return last.talkMs;
  return first === null || first.status !== 'start' ? null : Math.max(0, last.at - first.at);
}

const ringOf = (setup: WrittenTime | null, until: WrittenTime | null): number | null => spanMs(setup, until);

function spanMs(from: WrittenTime | null, to: WrittenTime | null): number | null {
  if (from === null || to === null || from.offsetMin !== to.offsetMin) return null;
  const span = to.asUtc - from.asUtc;
  return span < 0 ? null : span;
}

/** The switch's own time of the attempt where it says what zone that is in, else the stamps of the records. */
function attemptAt(
  begin: AccountingRecord,
  end: AccountingRecord,
  setup: WrittenTime | null,
  talkMs: number | null,
  problems: string[],
): number {
  if (setup !== null && setup.offsetMin !== null) return setup.asUtc - setup.offsetMin * 60_000;
  if (setup !== null) problems.push('unknown-zone');
  if (begin !== end || begin.status !== 'stop') return begin.at;
  return end.at - (talkMs ?? 0);
}

/** Q.850 causes and SIP statuses of a call that nobody answered. */
const BY_CAUSE: ReadonlyMap<number, CallOutcome> = new Map([
  [1, 'dead-number'],
  [16, 'cancelled'],
  [17, 'busy'],
  [18, 'no-answer'],
  [19, 'no-answer'],
]);
const BY_STATUS: ReadonlyMap<number, CallOutcome> = new Map([
  [404, 'dead-number'],
  [604, 'dead-number'],
  [408, 'no-answer'],
  [480, 'no-answer'],
  [486, 'busy'],
  [487, 'cancelled'],
  [600, 'busy'],
]);

function outcomeOf(end: AccountingRecord, talkMs: number | null, lost: LostEnd | null): CallOutcome {
  // Where accounting starts at the answer, a session without an end was answered; a Cisco leg starts with the attempt.
  if (lost !== null) return end.setup === null || end.connect !== null ? 'answered' : 'unknown';
  if (end.status === 'stop' && (talkMs === null || talkMs > 0)) return 'answered';
  return (
    (end.sipStatus === null ? undefined : BY_STATUS.get(end.sipStatus)) ??
    (end.cause === null ? undefined : BY_CAUSE.get(end.cause)) ??
    (end.status === 'failed' || end.cause !== null ? 'failed' : 'unknown')
  );
}

/** The BYE that ends a call comes from whoever has the From tag of the INVITE, or from the other side. */
function releaserOf(first: AccountingRecord | null, last: AccountingRecord | null): ReleasedBy {
  if (last === null) return 'unknown';
  if (last.releasedBy !== 'unknown') return last.releasedBy;
  if (last.status !== 'stop' || first === null || first.sipFromTag === null || last.sipFromTag === null)
    return 'unknown';
  return first.sipFromTag === last.sipFromTag ? 'caller' : 'callee';
}
