import { headerOf } from '../../../../domain/sip-headers.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import { COLON, COMMA, isDigit, isSpace, isToken, SEMICOLON, SLASH } from '../../../../lib/sip/byte-class.ts';
import { latin1 } from '../../../../lib/sip/header-text.ts';
import { parametersOf, spells, unquoted } from '../../../../lib/sip/parameters.ts';
import { nextSeparator, type Span, trimmed } from '../../../../lib/sip/value-cuts.ts';

/** The topmost Via (RFC 3261 §20.42): who sent the message to us, and by which transaction. */
export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`, `SCTP`, `WS`, ... */
  readonly transport: string;
  /** Sent-by host as written, lower case; an IPv6 reference keeps its brackets. */
  readonly host: string;
  /** Sent-by port, 1 to 65535; `null` when not written: the transport's default (5060, 5061 for TLS). */
  readonly port: number | null;
  /** `null` when absent, as a peer of RFC 2543 has it. */
  readonly branch: string | null;
  /** True when the branch begins with the magic cookie `z9hG4bK` (RFC 3261 §8.1.1.7) and something follows it. */
  readonly isRfc3261Branch: boolean;
  /** `asked`: the sender wants the answer at the port it came from (RFC 3581 §4); a number: already filled in. */
  readonly rport: 'absent' | 'asked' | number;
  readonly received: string | null;
  readonly maddr: string | null;
  /** Place of this one value in the message, for copying it; further Via values may follow in the same header. */
  readonly start: number;
  readonly end: number;
  /** Where parameters can be put in: behind sent-by, before the first semicolon. */
  readonly sentByEnd: number;
}

const COOKIE = 'z9hG4bK';

/** The topmost Via, or `null` when there is none or it cannot be read: then nobody can be answered by it. */
export function readVia(message: SipMessage): Via | null {
  const header = headerOf(message, 'via');
  if (header === null) return null;
  const { bytes } = message;
  const value = trimmed(
    bytes,
    header.valueStart,
    nextSeparator(bytes, header.valueStart, header.valueEnd, COMMA),
  );
  const transport = readTransport(bytes, value);
  if (transport === null) return null;
  const semicolon = nextSeparator(bytes, transport.end, value.end, SEMICOLON);
  const sentBy = readSentBy(bytes, trimmed(bytes, transport.end, semicolon));
  if (sentBy === null) return null;
  return {
    transport: transportName(bytes, transport),
    host: sentBy.host,
    port: sentBy.port,
    ...readParameters(bytes, semicolon, value.end),
    start: value.start,
    end: value.end,
    sentByEnd: sentBy.end,
  };
}

function transportName(bytes: Uint8Array, { start, end }: Span): string {
  if (end - start === 3) {
    if (bytes[start] === 0x55 && bytes[start + 1] === 0x44) return 'UDP';
    if (bytes[start] === 0x54 && bytes[start + 1] === 0x43) return 'TCP';
    if (bytes[start] === 0x54 && bytes[start + 1] === 0x4c) return 'TLS';
  }
  return latin1(bytes, start, end).toUpperCase();
}

/**
 * `SIP / 2.0 / UDP` with blanks wherever the grammar lets them be (RFC 3261 §25.1); the span of the third part. The version
 * is not looked at: a message of another one still has to be answered with 505.
 */
function readTransport(bytes: Uint8Array, value: Span): Span | null {
  let at = value.start;
  for (let part = 0; part < 2; part++) {
    const start = at;
    while (at < value.end && isToken(bytes[at]!)) at++;
    if (at === start || (part === 0 && !spells(bytes, { start, end: at }, 'sip'))) return null;
    at = skipSpace(bytes, at, value.end);
    if (bytes[at] !== SLASH) return null;
    at = skipSpace(bytes, at + 1, value.end);
  }
  const start = at;
  while (at < value.end && isToken(bytes[at]!)) at++;
  return at === start || at === value.end || !isSpace(bytes[at]!) ? null : { start, end: at };
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at]!)) at++;
  return at;
}

function readSentBy(
  bytes: Uint8Array,
  sentBy: Span,
): { host: string; port: number | null; end: number } | null {
  if (sentBy.start === sentBy.end) return null;
  let hostEnd = sentBy.start;
  let isBracketed = false;
  for (; hostEnd < sentBy.end; hostEnd++) {
    const byte = bytes[hostEnd]!;
    if (byte === 0x5b) isBracketed = true;
    else if (byte === 0x5d) isBracketed = false;
    else if ((byte === COLON && !isBracketed) || isSpace(byte)) break;
  }
  if (hostEnd === sentBy.start) return null;
  const host = latin1(bytes, sentBy.start, hostEnd).toLowerCase();
  let at = skipSpace(bytes, hostEnd, sentBy.end);
  if (at === sentBy.end) return { host, port: null, end: sentBy.end };
  if (bytes[at] !== COLON) return null;
  at = skipSpace(bytes, at + 1, sentBy.end);
  const port = numberIn(bytes, at, sentBy.end, 65_535);
  return port === null || port === 0 ? null : { host, port, end: sentBy.end };
}

/** Digits that fill `[start, end)` and make at most `limit`, else `null`. */
export function numberIn(bytes: Uint8Array, start: number, end: number, limit: number): number | null {
  if (start >= end) return null;
  let value = 0;
  for (let at = start; at < end; at++) {
    if (!isDigit(bytes[at]!)) return null;
    value = value * 10 + (bytes[at]! - 0x30);
    if (value > limit) return null;
  }
  return value;
}

type ViaParameters = Pick<Via, 'branch' | 'isRfc3261Branch' | 'rport' | 'received' | 'maddr'>;

/** The first of two equal names counts. */
function readParameters(bytes: Uint8Array, start: number, end: number): ViaParameters {
  let branch: string | null = null;
  let rport: Via['rport'] = 'absent';
  let received: string | null = null;
  let maddr: string | null = null;
  for (const { name, value } of parametersOf(bytes, start, end)) {
    if (branch === null && value !== null && spells(bytes, name, 'branch')) branch = textOf(bytes, value);
    else if (rport === 'absent' && spells(bytes, name, 'rport'))
      rport = value === null ? 'asked' : (numberIn(bytes, value.start, value.end, 65_535) ?? 'asked');
    else if (received === null && value !== null && spells(bytes, name, 'received'))
      received = textOf(bytes, value);
    else if (maddr === null && value !== null && spells(bytes, name, 'maddr')) maddr = textOf(bytes, value);
  }
  const isRfc3261Branch = branch?.startsWith(COOKIE) === true && branch.length > COOKIE.length;
  return { branch, isRfc3261Branch, rport, received, maddr };
}

function textOf(bytes: Uint8Array, value: Span): string {
  const { start, end } = unquoted(bytes, value);
  return latin1(bytes, start, end);
}
