import { headerOf } from '../../../domain/sip-headers.ts';
import type { SipHeader, SipMessage } from '../../../domain/sip-message.ts';
import { LaneHash } from '../../../lib/lane-hash.ts';
import { AT, COLON, COMMA, isDigit, isSpace, SEMICOLON } from '../../../lib/sip/byte-class.ts';
import { headerText, latin1 } from '../../../lib/sip/header-text.ts';
import { parameterNamed } from '../../../lib/sip/parameters.ts';
import { nextSeparator, type Span } from '../../../lib/sip/value-cuts.ts';
import { readReason } from './read-reason.ts';

/** Longest names kept as they are; honest ones have 20 to 80 bytes. Of a longer one its beginning and a hash are kept. */
const MAX_NAME = 128;
const SEED = 43;

/**
 * Why a message tells nothing about a call. `other-method`: it is no INVITE, ACK, BYE or CANCEL and answers none. `no-cseq`: an
 * answer to nobody knows what.
 */
export type DialogRefusal = 'other-method' | 'no-call-id' | 'no-cseq';

/** Methods that begin, end or carry on a call. */
export type DialogMethod = 'INVITE' | 'ACK' | 'BYE' | 'CANCEL';
const METHODS: readonly DialogMethod[] = ['INVITE', 'ACK', 'BYE', 'CANCEL'];
const hash = new LaneHash();

/** What of a SIP message says to which call it belongs and what it does to it. Reused from message to message. */
export class DialogMessage {
  method: DialogMethod = 'INVITE';
  isRequest = true;
  /** 0 of a request. */
  status = 0;
  callId = '';
  /** Empty when there is none, as peers of RFC 2543 have it. */
  fromTag = '';
  toTag = '';
  cseq = 0;
  /** Of the topmost Via: the transaction. */
  branch = '';
  /** Of the undermost Via: the caller's own transaction, the same on every hop and fork. */
  root = '';
  /** User part of the Request-URI of a request: whom it is for now. */
  target = '';
  /** Via values: how many hops the message went from its sender. */
  hops = 0;
  /** Q.850 cause of a Reason header (RFC 3326), 0 without one. */
  cause = 0;
  /** True when a Reason header says that the call was answered elsewhere (`SIP;cause=200`). */
  isElsewhere = false;
  /** True with a Replaces header (RFC 3891). */
  replacesOther = false;
  #lastVia: Span | null = null;

  /** Reads a message; says why it tells nothing, `null` when it does. Of headers that may stand once the first counts. */
  read(message: SipMessage): DialogRefusal | null {
    this.callId = '';
    this.fromTag = '';
    this.toTag = '';
    this.branch = '';
    this.hops = 0;
    this.cause = 0;
    this.isElsewhere = false;
    this.replacesOther = false;
    this.target = '';
    this.#lastVia = null;
    const refusal = this.#readStart(message);
    if (refusal !== null) return refusal;
    for (let place = 0; place < message.headers.length; place += 1)
      this.#header(message.bytes, message.headers[place]!);
    this.root = this.#lastVia === null ? this.branch : branchOf(message.bytes, this.#lastVia);
    return this.callId === '' ? 'no-call-id' : null;
  }

  /** A request does what its first line says, whatever its CSeq says; an answer has nothing else. */
  #readStart(message: SipMessage): DialogRefusal | null {
    const { bytes, start } = message;
    const header = headerOf(message, 'cseq');
    const cseq = header === null ? null : readNumber(bytes, header);
    this.isRequest = start.kind === 'request';
    this.status = 0;
    this.cseq = cseq?.number ?? 0;
    if (start.kind === 'request') {
      const method = METHODS.find((known) => known === start.method);
      if (method === undefined) return 'other-method';
      this.method = method;
      this.target = userOf(bytes, start.uriStart, start.uriEnd);
      return null;
    }
    if (header === null || cseq === null) return 'no-cseq';
    this.status = start.status;
    for (const method of METHODS)
      if (spellsExactly(bytes, cseq.end, header.valueEnd, method)) {
        this.method = method;
        return null;
      }
    return 'other-method';
  }

  #header(bytes: Uint8Array, header: SipHeader): void {
    const { valueStart, valueEnd } = header;
    switch (header.name) {
      case 'call-id':
        if (this.callId === '') this.callId = bounded(headerText(bytes, valueStart, valueEnd));
        return;
      case 'from':
        if (this.fromTag === '') this.fromTag = tagOf(bytes, header);
        return;
      case 'to':
        if (this.toTag === '') this.toTag = tagOf(bytes, header);
        return;
      case 'via':
        this.#via(bytes, header);
        return;
      case 'reason':
        this.#reason(bytes, header);
        return;
      case 'replaces':
        this.replacesOther = true;
    }
  }

  #via(bytes: Uint8Array, { valueStart, valueEnd }: SipHeader): void {
    for (let from = valueStart; from <= valueEnd; ) {
      const end = nextSeparator(bytes, from, valueEnd, COMMA);
      this.hops += 1;
      if (this.hops === 1) this.branch = branchOf(bytes, { start: from, end });
      else this.#lastVia = { start: from, end };
      from = end + 1;
    }
  }

  #reason(bytes: Uint8Array, { valueStart, valueEnd }: SipHeader): void {
    for (let from = valueStart; from <= valueEnd; ) {
      const end = nextSeparator(bytes, from, valueEnd, COMMA);
      const reason = readReason(bytes, from, end);
      if (reason?.protocol === 'q.850' && this.cause === 0) this.cause = reason.cause;
      if (reason?.protocol === 'sip' && reason.cause === 200) this.isElsewhere = true;
      from = end + 1;
    }
  }
}

function tagOf(bytes: Uint8Array, { valueStart, valueEnd }: SipHeader): string {
  const tag = parameterNamed(bytes, valueStart, valueEnd, 'tag')?.value;
  return tag ? bounded(latin1(bytes, tag.start, tag.end)) : '';
}

function branchOf(bytes: Uint8Array, { start, end }: Span): string {
  const branch = parameterNamed(bytes, start, end, 'branch')?.value;
  return branch ? bounded(latin1(bytes, branch.start, branch.end)) : '';
}

/** User part of a URI without its parameters; of a URI without one all of it. */
function userOf(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  while (from < end && bytes[from] !== COLON) from += 1;
  from = from === end ? start : from + 1;
  let to = from;
  while (to < end && bytes[to] !== AT && bytes[to] !== SEMICOLON) to += 1;
  return bounded(latin1(bytes, from, to));
}

function bounded(name: string): string {
  if (name.length <= MAX_NAME) return name;
  hash.start(SEED);
  hash.text(name);
  hash.finish();
  return `${name.slice(0, MAX_NAME)}~${hash.hex()}`;
}

function readNumber(bytes: Uint8Array, { valueStart, valueEnd }: SipHeader) {
  let at = valueStart;
  let number = 0;
  while (at < valueEnd && isDigit(bytes[at]!) && at - valueStart < 10)
    number = number * 10 + bytes[at++]! - 0x30;
  if (at === valueStart) return null;
  while (at < valueEnd && isSpace(bytes[at]!)) at += 1;
  return { number, end: at };
}

function spellsExactly(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let place = 0; place < text.length; place += 1)
    if (bytes[from + place] !== text.charCodeAt(place)) return false;
  return true;
}
