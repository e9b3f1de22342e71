import type { SipHeader, SipProblem } from '../../../../domain/sip-message.ts';
import { isDigit } from '../../../../lib/sip/byte-class.ts';
import { readStartLine } from './start-line.ts';

/** What the Content-Length headers say together. */
export type DeclaredLength =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: number; readonly at: number }
  | { readonly kind: 'unusable'; readonly reason: string; readonly at: number };

const ABSENT: DeclaredLength = Object.freeze({ kind: 'none' });

/** Content-Length as RFC 3261 §20.14 has it: digits. Two that agree are one; two that differ are unusable. */
export function declaredLength(bytes: Uint8Array, headers: readonly SipHeader[]): DeclaredLength {
  let found: DeclaredLength = ABSENT;
  for (let index = 0; index < headers.length; index++) {
    const header = headers[index]!;
    if (header.name !== 'content-length') continue;
    const read = readLength(bytes, header.valueStart, header.valueEnd);
    if (read.kind !== 'bytes') return read;
    if (found.kind === 'bytes' && found.bytes !== read.bytes)
      return { kind: 'unusable', reason: 'content-lengths-differ', at: header.valueStart };
    found = read;
  }
  return found;
}

function readLength(bytes: Uint8Array, start: number, end: number): DeclaredLength {
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (!isDigit(byte)) {
      const reason = byte === 0x2d && at === start ? 'content-length-negative' : 'content-length-unreadable';
      return { kind: 'unusable', reason, at };
    }
    length = Math.min(length * 10 + (byte - 0x30), Number.MAX_SAFE_INTEGER / 16);
  }
  if (start === end) return { kind: 'unusable', reason: 'content-length-unreadable', at: start };
  return { kind: 'bytes', bytes: length, at: start };
}

export interface Body {
  readonly end: number;
  readonly problem: SipProblem | null;
}

/**
 * Where the body that begins at `start` ends. Over UDP bytes behind the declared length are not part of the message and a
 * length beyond the datagram is an error (RFC 3261 §18.3); without a usable length everything left is the body.
 */
export function findBody(bytes: Uint8Array, start: number, declared: DeclaredLength): Body {
  const end = bytes.length;
  if (declared.kind === 'none') return { end, problem: null };
  if (declared.kind === 'unusable') return { end, problem: { reason: declared.reason, at: declared.at } };
  const stop = start + declared.bytes;
  if (stop === end) return { end, problem: null };
  if (stop > end) return { end, problem: { reason: 'content-length-too-long', at: declared.at } };
  const reason = beginsMessage(bytes, stop) ? 'second-message' : 'bytes-after-body';
  return { end: stop, problem: { reason, at: stop } };
}

/** Whether a start line stands at `from`, line ends before it left out. */
export function beginsMessage(bytes: Uint8Array, from: number): boolean {
  let start = from;
  while (start < bytes.length && (bytes[start] === 0x0d || bytes[start] === 0x0a)) start++;
  let end = start;
  while (end < bytes.length && bytes[end] !== 0x0d && bytes[end] !== 0x0a) end++;
  return end > start && readStartLine(bytes, start, end) !== null;
}
