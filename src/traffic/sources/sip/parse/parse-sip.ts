import { bad, ok, type Result } from '../../../../domain/result.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import { CR, LF } from '../../../../lib/sip/byte-class.ts';
import { declaredLength, findBody } from './body.ts';
import { HeadReader } from './head-reader.ts';
import { bitOf } from './header-names.ts';
import { checkCSeq } from './read-cseq.ts';
import { SIP_LIMITS } from './sip-limits.ts';
import { readStartLine } from './start-line.ts';

/** Why bytes are no SIP message. `keep-alive`: nothing but line ends (RFC 5626 §4.4.1), which is no mistake. */
export type SipRefusal = 'empty' | 'keep-alive' | 'not-sip' | 'message-too-long';

/** Headers every message has (RFC 3261 §8.1.1), and the word for its absence. Max-Forwards is younger than RFC 2543 peers. */
const REQUIRED = ['via', 'from', 'to', 'call-id', 'cseq'].map((name) => ({
  bit: bitOf(name),
  reason: `no-${name}-header`,
}));
const REQUIRED_BITS = REQUIRED.reduce((bits, { bit }) => bits | bit, 0);

/**
 * Reads one datagram, or one frame of a stream, as a SIP message. Never throws. Anything with a SIP start line is read,
 * however broken: what is wrong stands in `problems`. The message keeps `bytes` itself, so a caller that uses its buffer
 * again copies first. Line ends before the start line are passed over (RFC 3261 §7.5).
 */
export function parseSip(bytes: Uint8Array): Result<SipMessage, SipRefusal> {
  if (bytes.length === 0) return bad('empty', 'there is nothing in the datagram');
  if (bytes.length > SIP_LIMITS.messageBytes)
    return bad('message-too-long', `${bytes.length} bytes; at most ${SIP_LIMITS.messageBytes} are read`);
  let start = 0;
  while (start < bytes.length && (bytes[start] === CR || bytes[start] === LF)) start++;
  if (start === bytes.length) return bad('keep-alive', 'nothing but line ends');
  const reader = new HeadReader(bytes, start);
  const first = readStartLine(bytes, start, reader.line());
  if (first === null) return bad('not-sip', 'the first line is neither a request nor a response of SIP');
  for (const { reason, at } of first.problems) reader.note(reason, at);
  reader.headerLines();
  if ((reader.seen & REQUIRED_BITS) !== REQUIRED_BITS)
    for (const { bit, reason } of REQUIRED) if ((reader.seen & bit) === 0) reader.note(reason, start);
  checkCSeq(bytes, first.line, reader);
  const bodyStart = reader.at;
  const body = findBody(bytes, bodyStart, declaredLength(bytes, reader.headers));
  if (body.problem !== null) reader.note(body.problem.reason, body.problem.at);
  return ok({
    bytes,
    start: first.line,
    headers: reader.headers,
    bodyStart,
    bodyEnd: body.end,
    problems: reader.problems,
  });
}
