import type { SipHeader, SipMessage } from '../../../../domain/sip-message.ts';
import { TopVia } from './top-via.ts';

const SEMICOLON = 0x3b;

/**
 * The headers a server needs of any request (RFC 3261 §8.1.1), found in one walk. Reused: what it says holds until the
 * next `read`.
 */
export class RequestParts {
  readonly via = new TopVia();
  from: SipHeader | null = null;
  to: SipHeader | null = null;
  callId: SipHeader | null = null;
  cseq: SipHeader | null = null;
  require: SipHeader | null = null;
  /** -1: not written. -2: written and no number. */
  maxForwards = -1;
  cseqNumber = 0;
  /** The To header has a tag: the request belongs to a dialog. */
  isInDialog = false;
  /** What makes the request one that cannot be answered as asked, in words for the answer's phrase; `null`: sound. */
  problem: string | null = null;

  /** False: there is no Via that tells where an answer goes. */
  read(message: SipMessage, method: string): boolean {
    this.from = this.to = this.callId = this.cseq = this.require = null;
    this.maxForwards = -1;
    this.problem = null;
    const { bytes, headers } = message;
    let via: SipHeader | null = null;
    for (let index = 0; index < headers.length; index += 1) {
      const header = headers[index]!;
      switch (header.name) {
        case 'via':
          via ??= header;
          break;
        case 'from':
          this.from = this.#only(this.from, header, 'From');
          break;
        case 'to':
          this.to = this.#only(this.to, header, 'To');
          break;
        case 'call-id':
          this.callId = this.#only(this.callId, header, 'Call-ID');
          break;
        case 'cseq':
          this.cseq = this.#only(this.cseq, header, 'CSeq');
          break;
        case 'max-forwards':
          this.maxForwards = numberIn(bytes, header.valueStart, header.valueEnd);
          break;
        case 'require':
          this.require ??= header;
          break;
      }
    }
    if (via === null || !this.via.read(bytes, via.valueStart, via.valueEnd)) return false;
    this.#check(bytes, method);
    return true;
  }

  #only(known: SipHeader | null, header: SipHeader, name: string): SipHeader {
    if (known === null) return header;
    this.problem ??= `Two ${name} Headers`;
    return known;
  }

  #check(bytes: Uint8Array, method: string): void {
    const { from, to, callId, cseq } = this;
    this.isInDialog = to !== null && hasTag(bytes, to.valueStart, to.valueEnd);
    if (from === null) this.problem ??= 'Missing From Header';
    else if (to === null) this.problem ??= 'Missing To Header';
    else if (callId === null || callId.valueEnd === callId.valueStart)
      this.problem ??= 'Missing Call-ID Header';
    else if (cseq === null) this.problem ??= 'Missing CSeq Header';
    if (cseq !== null) this.#readCseq(bytes, cseq, method);
    if (this.maxForwards === -2 || this.maxForwards > 255) this.problem ??= 'Bad Max-Forwards Header';
  }

  #readCseq(bytes: Uint8Array, cseq: SipHeader, method: string): void {
    let at = cseq.valueStart;
    let value = 0;
    for (; at < cseq.valueEnd && bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at += 1) {
      value = value * 10 + bytes[at]! - 0x30;
      if (value > 0xffff_ffff) break;
    }
    this.cseqNumber = value;
    if (at === cseq.valueStart || value >= 0x8000_0000) {
      this.problem ??= 'Bad CSeq Number';
      return;
    }
    while (at < cseq.valueEnd && bytes[at]! <= 0x20) at += 1;
    let isSame = cseq.valueEnd - at === method.length;
    for (let index = 0; isSame && index < method.length; index += 1)
      isSame = bytes[at + index] === method.charCodeAt(index);
    if (!isSame) this.problem ??= 'CSeq Method Differs From Request';
  }
}

/** Decimal number that fills the value; -2 when it is none. */
function numberIn(bytes: Uint8Array, start: number, end: number): number {
  if (start === end || end - start > 9) return -2;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return -2;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether an address header has a `tag` parameter of its own, outside name and brackets. */
export function hasTag(bytes: Uint8Array, start: number, end: number): boolean {
  return tagStart(bytes, start, end) > 0;
}

/** Where the value of the `tag` parameter begins; 0 when there is none. */
export function tagStart(bytes: Uint8Array, start: number, end: number): number {
  let isQuoted = false;
  let isBracketed = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (isQuoted) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) isQuoted = false;
    } else if (byte === 0x22) isQuoted = !isBracketed;
    else if (byte === 0x3c) isBracketed = true;
    else if (byte === 0x3e) isBracketed = false;
    else if (byte === SEMICOLON && !isBracketed) {
      const value = valueOfTag(bytes, at + 1, end);
      if (value > 0) return value;
    }
  }
  return 0;
}

function valueOfTag(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! <= 0x20) at += 1;
  if (at + 3 >= end) return 0;
  if ((bytes[at]! | 0x20) !== 0x74 || (bytes[at + 1]! | 0x20) !== 0x61 || (bytes[at + 2]! | 0x20) !== 0x67)
    return 0;
  at += 3;
  while (at < end && bytes[at]! <= 0x20) at += 1;
  return bytes[at] === 0x3d && at + 1 < end ? at + 1 : 0;
}
