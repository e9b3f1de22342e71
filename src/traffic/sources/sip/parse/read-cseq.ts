import { headerOf } from '../../../../domain/sip-headers.ts';
import type { SipHeader, SipMessage, SipRequestLine, SipStatusLine } from '../../../../domain/sip-message.ts';
import { isDigit, isSpace } from '../../../../lib/sip/byte-class.ts';
import { latin1 } from '../../../../lib/sip/header-text.ts';
import type { HeadReader } from './head-reader.ts';

export interface CSeq {
  /** 0 to 2^32 - 1; RFC 3261 §8.1.1.5 asks for less than 2^31. */
  readonly number: number;
  /** As written; case counts. */
  readonly method: string;
}

/** CSeq of a message; `null` when it is absent or no number with a method. */
export function readCSeq(message: SipMessage): CSeq | null {
  const header = headerOf(message, 'cseq');
  return header === null ? null : cseqIn(message.bytes, header, message.start);
}

function cseqIn(bytes: Uint8Array, header: SipHeader, start: SipRequestLine | SipStatusLine): CSeq | null {
  const { valueStart, valueEnd } = header;
  let at = valueStart;
  let number = 0;
  while (at < valueEnd && isDigit(bytes[at]!) && at - valueStart < 10)
    number = number * 10 + (bytes[at++]! - 0x30);
  const digitsEnd = at;
  while (at < valueEnd && isSpace(bytes[at]!)) at++;
  if (digitsEnd === valueStart || at === digitsEnd || at === valueEnd || number > 0xffff_ffff) return null;
  return { number, method: methodText(start, bytes, at, valueEnd) };
}

/** The string of the start line when it is the same, so that nothing is made for it. */
function methodText(
  start: SipRequestLine | SipStatusLine,
  bytes: Uint8Array,
  from: number,
  to: number,
): string {
  return start.kind === 'request' && isText(bytes, from, to, start.method)
    ? start.method
    : latin1(bytes, from, to);
}

function isText(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let index = 0; index < text.length; index++)
    if (bytes[from + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** Notes a CSeq that cannot be read, is out of range, or names another method than the request (RFC 3261 §8.1.1.5). */
export function checkCSeq(
  bytes: Uint8Array,
  start: SipRequestLine | SipStatusLine,
  reader: HeadReader,
): void {
  for (const header of reader.headers) {
    if (header.name !== 'cseq') continue;
    const cseq = cseqIn(bytes, header, start);
    if (cseq === null) reader.note('cseq-unreadable', header.valueStart);
    else if (cseq.number > 0x7fff_ffff) reader.note('cseq-out-of-range', header.valueStart);
    else if (start.kind === 'request' && cseq.method !== start.method)
      reader.note('cseq-method-differs', header.valueStart);
    return;
  }
}
