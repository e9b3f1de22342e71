import type { RadiusAttributes } from '../../../lib/radius/radius-attributes.ts';
import type { ReleasedBy } from './accounted-call.ts';
import { ATTRIBUTE, CISCO, FREESWITCH, VENDOR } from './attribute-numbers.ts';
import { ciscoPairs, ciscoText } from './cisco-values.ts';
import { h323Time, isoTime, type WrittenTime } from './h323-time.ts';
import { callerOf, callIdOf } from './question-of-request.ts';

/** Acct-Status-Type (RFC 2866 §5.1). */
const STATUS: ReadonlyMap<number, AccountingStatus> = new Map([
  [1, 'start'],
  [2, 'stop'],
  [3, 'interim'],
  [7, 'on'],
  [8, 'off'],
  [15, 'failed'],
]);
export type AccountingStatus = 'start' | 'stop' | 'interim' | 'on' | 'off' | 'failed';

/** What one Accounting-Request says of one session. */
export interface AccountingRecord {
  readonly status: AccountingStatus;
  /** Acct-Session-Id: the leg. */
  readonly session: string;
  /** The call that the leg belongs to, the session itself when nothing names one. */
  readonly call: string;
  /** Which box counts: all of its sessions end when it says it restarts. */
  readonly nas: string;
  readonly caller: string | null;
  readonly callee: string | null;
  readonly redirecting: string | null;
  /** When this was so: Event-Timestamp, else receipt less Acct-Delay-Time; epoch milliseconds. */
  readonly at: number;
  readonly receivedAt: number;
  readonly setup: WrittenTime | null;
  readonly connect: WrittenTime | null;
  readonly disconnect: WrittenTime | null;
  /** Acct-Session-Time or what the vendor writes finer, milliseconds; `null`: not told. */
  readonly talkMs: number | null;
  /** Q.850 cause; `null`: not told. */
  readonly cause: number | null;
  readonly sipStatus: number | null;
  readonly sipFromTag: string | null;
  readonly releasedBy: ReleasedBy;
}

/** Reads a request whose authenticator held; a word when it says nothing of a session. */
export function accountingRecord(
  attributes: RadiusAttributes,
  receivedAt: number,
): AccountingRecord | 'no-status' | 'unknown-status' | 'no-session' {
  const code = attributes.integer(ATTRIBUTE.acctStatusType);
  if (code === null) return 'no-status';
  const status = STATUS.get(code);
  if (status === undefined) return 'unknown-status';
  const session = attributes.text(ATTRIBUTE.acctSessionId);
  if (session === null && status !== 'on' && status !== 'off') return 'no-session';
  const stamp = attributes.integer(ATTRIBUTE.eventTimestamp);
  const delayMs = (attributes.integer(ATTRIBUTE.acctDelayTime) ?? 0) * 1_000;
  return {
    status,
    session: session ?? '',
    call: callIdOf(attributes) ?? session ?? '',
    nas: attributes.text(ATTRIBUTE.nasIdentifier) ?? nasAddress(attributes),
    caller: callerOf(attributes)?.text ?? null,
    callee: calleeOf(attributes),
    redirecting:
      ciscoText(attributes, CISCO.redirectNumber) ??
      attributes.vendorText(VENDOR.freeswitch, FREESWITCH.rdnis),
    at: stamp === null ? receivedAt - delayMs : stamp * 1_000,
    receivedAt,
    ...timesOf(attributes),
    talkMs: talkOf(attributes),
    cause: causeOf(attributes),
    sipStatus: attributes.integer(ATTRIBUTE.sipResponseCode),
    sipFromTag: attributes.text(ATTRIBUTE.sipFromTag),
    releasedBy: releasedBy(attributes),
  };
}

const calleeOf = (attributes: RadiusAttributes): string | null =>
  attributes.text(ATTRIBUTE.calledStationId) ??
  attributes.vendorText(VENDOR.freeswitch, FREESWITCH.destination) ??
  attributes.text(ATTRIBUTE.sipRequestUri);

const nasAddress = (attributes: RadiusAttributes): string =>
  attributes.integer(ATTRIBUTE.nasIpAddress)?.toString(16) ?? '';

function timesOf(attributes: RadiusAttributes): Pick<AccountingRecord, 'setup' | 'connect' | 'disconnect'> {
  const time = (cisco: number, freeswitch: number): WrittenTime | null => {
    const h323 = ciscoText(attributes, cisco);
    if (h323 !== null) return h323Time(h323);
    const iso = attributes.vendorText(VENDOR.freeswitch, freeswitch);
    return iso === null ? null : isoTime(iso);
  };
  return {
    setup: time(CISCO.setupTime, FREESWITCH.start),
    connect: time(CISCO.connectTime, FREESWITCH.answer),
    disconnect: time(CISCO.disconnectTime, FREESWITCH.end),
  };
}

function talkOf(attributes: RadiusAttributes): number | null {
  const bill = attributes.vendorInteger(VENDOR.freeswitch, FREESWITCH.billUsec);
  if (bill !== null) return Math.round(bill / 1_000);
  const seconds = attributes.integer(ATTRIBUTE.acctSessionTime);
  return seconds === null ? null : seconds * 1_000;
}

/** Cisco writes the Q.850 cause in hexadecimal, FreeSWITCH as a number. */
function causeOf(attributes: RadiusAttributes): number | null {
  const cisco = ciscoText(attributes, CISCO.disconnectCause);
  if (cisco !== null && /^[0-9a-f]{1,2}$/i.test(cisco)) return Number.parseInt(cisco, 16) & 0x7f;
  return attributes.vendorInteger(VENDOR.freeswitch, FREESWITCH.hangupCause);
}

/** Cisco `release-source`: 1 and 2 the calling party, 3 and 4 the called party, others the network. */
function releasedBy(attributes: RadiusAttributes): ReleasedBy {
  const source = ciscoPairs(attributes).find(({ name }) => name === 'release-source')?.value;
  if (source === undefined || !/^\d{1,2}$/.test(source)) return 'unknown';
  const place = Number(source);
  return place === 1 || place === 2 ? 'caller' : place === 3 || place === 4 ? 'callee' : 'network';
}
