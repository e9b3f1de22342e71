import { headerOf } from '../../../domain/sip-headers.ts';
import type { SipHeader, SipMessage } from '../../../domain/sip-message.ts';
import { COMMA, isDigit, isSpace } from '../../../lib/sip/byte-class.ts';
import { headerText, latin1 } from '../../../lib/sip/header-text.ts';
import { parameterNamed } from '../../../lib/sip/parameters.ts';
import { nextSeparator } from '../../../lib/sip/value-cuts.ts';
import { readReason } from './read-reason.ts';

/** Longest names that are kept of a call; honest ones have 20 to 80 bytes. */
export const MAX_CALL_ID = 256;
export const MAX_TAG = 128;

/**
 * Why a message tells nothing about a call. `other-method`: it is no INVITE, ACK, BYE or CANCEL and answers none.
 * `id-too-long`: it could only be held at the cost of others.
 */
export type DialogRefusal = 'other-method' | 'no-call-id' | 'no-cseq' | 'id-too-long';

/** Methods that begin, end or carry on a call. */
export type DialogMethod = 'INVITE' | 'ACK' | 'BYE' | 'CANCEL';
const METHODS: readonly DialogMethod[] = ['INVITE', 'ACK', 'BYE', 'CANCEL'];

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
  /** Via values: how many hops the message went from its sender. */
  hops = 0;
  /** Q.850 cause of a Reason header (RFC 3326), 0 without one. */
  cause = 0;
  /** True when a Reason header says that the call was answered elsewhere (`SIP;cause=200`). */
  isElsewhere = false;
  /** True with a Replaces header (RFC 3891). */
  replacesOther = false;

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
    this.isRequest = message.start.kind === 'request';
    this.status = message.start.kind === 'response' ? message.start.status : 0;
    const cseq = headerOf(message, 'cseq');
    if (cseq === null) return 'no-cseq';
    const refusal = this.#readCSeq(message.bytes, cseq);
    if (refusal !== null) return refusal;
    for (let place = 0; place < message.headers.length; place += 1)
      this.#header(message.bytes, message.headers[place]!);
    if (this.callId === '') return 'no-call-id';
    if (this.callId.length > MAX_CALL_ID || this.fromTag.length > MAX_TAG || this.toTag.length > MAX_TAG)
      return 'id-too-long';
    return null;
  }

  #readCSeq(bytes: Uint8Array, { valueStart, valueEnd }: SipHeader): DialogRefusal | null {
    let at = valueStart;
    let number = 0;
    while (at < valueEnd && isDigit(bytes[at]!) && at - valueStart < 10)
      number = number * 10 + bytes[at++]! - 0x30;
    if (at === valueStart) return 'no-cseq';
    while (at < valueEnd && isSpace(bytes[at]!)) at += 1;
    this.cseq = number;
    for (const method of METHODS)
      if (spellsExactly(bytes, at, valueEnd, method)) {
        this.method = method;
        return null;
      }
    return 'other-method';
  }

  #header(bytes: Uint8Array, header: SipHeader): void {
    const { valueStart, valueEnd } = header;
    switch (header.name) {
      case 'call-id':
        if (this.callId === '') this.callId = headerText(bytes, valueStart, valueEnd);
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
      if (this.hops === 1) {
        const branch = parameterNamed(bytes, from, end, 'branch')?.value;
        if (branch) this.branch = latin1(bytes, branch.start, Math.min(branch.end, branch.start + MAX_TAG));
      }
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
  return tag ? latin1(bytes, tag.start, tag.end) : '';
}

function spellsExactly(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let place = 0; place < text.length; place += 1)
    if (bytes[from + place] !== text.charCodeAt(place)) return false;
  return true;
}
