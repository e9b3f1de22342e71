import { headerOf } from '../../../domain/sip-headers.ts';
import type { SipMessage, SipProblem } from '../../../domain/sip-message.ts';
import { isDigit, SEMICOLON } from '../../../lib/sip/byte-class.ts';
import { readNameAddress } from '../../../lib/sip/name-address.ts';
import {
  commaValues,
  nextSeparator,
  SeparatorWalk,
  type Span,
  trimmed,
} from '../../../lib/sip/value-cuts.ts';

const ADDRESS_HEADERS = new Set(['contact', 'route', 'record-route', 'reply-to', 'refer-to', 'referred-by']);
/** Headers whose value is one number, and the most it may be (RFC 3261 §20.19, §20.22, §20.23). */
const NUMBER_LIMITS: ReadonlyMap<string, number> = new Map([
  ['max-forwards', 255],
  ['expires', 4_294_967_295],
  ['min-expires', 4_294_967_295],
]);

/**
 * Problems in headers that the decision path does not read: who looks at a message wants to know them, a call does not wait
 * for them. In the order of the headers.
 */
export function checkHeaders(message: SipMessage): readonly SipProblem[] {
  const problems: SipProblem[] = [];
  const note = (reason: string, at: number): void => {
    if (!problems.some((problem) => problem.reason === reason)) problems.push({ reason, at });
  };
  for (const { name, valueStart, valueEnd } of message.headers) {
    if (ADDRESS_HEADERS.has(name)) checkAddresses(message.bytes, name, valueStart, valueEnd, note);
    else if (name === 'via') checkVia(message.bytes, valueStart, valueEnd, note);
    else if (NUMBER_LIMITS.has(name)) checkNumber(message.bytes, name, valueStart, valueEnd, note);
  }
  if (message.bodyEnd > message.bodyStart && headerOf(message, 'content-type') === null)
    note('body-without-content-type', message.bodyStart);
  return problems;
}

type Note = (reason: string, at: number) => void;

function checkAddresses(bytes: Uint8Array, name: string, start: number, end: number, note: Note): void {
  // `Contact: *` removes every registration (RFC 3261 §10.2.2).
  if (end - start === 1 && bytes[start] === 0x2a) return;
  for (const value of commaValues(bytes, start, end)) {
    const { uri, problem, parametersStart } = readNameAddress(bytes, value.start, value.end);
    if (value.start === value.end) note(`empty-value-in-${name}`, value.start);
    else if (problem !== null) note(`${problem}-in-${name}`, value.start);
    else if (uri.start === uri.end) note(`empty-address-in-${name}`, value.start);
    else if (hasEmptyParameter(bytes, { start: parametersStart, end: value.end }))
      note(`empty-parameter-in-${name}`, parametersStart);
  }
}

function checkVia(bytes: Uint8Array, start: number, end: number, note: Note): void {
  for (const value of commaValues(bytes, start, end)) {
    const semicolon = nextSeparator(bytes, value.start, value.end, SEMICOLON);
    if (value.start === value.end) note('empty-value-in-via', value.start);
    else if (hasEmptyParameter(bytes, { start: semicolon, end: value.end }))
      note('empty-parameter-in-via', semicolon);
  }
}

/** `;;`, or a semicolon at the end. */
function hasEmptyParameter(bytes: Uint8Array, { start, end }: Span): boolean {
  const walk = new SeparatorWalk(bytes, end, SEMICOLON);
  let from = walk.next(start) + 1;
  while (from <= end) {
    const stop = walk.next(from);
    const inner = trimmed(bytes, from, stop);
    if (inner.start === inner.end) return true;
    from = stop + 1;
  }
  return false;
}

function checkNumber(bytes: Uint8Array, name: string, start: number, end: number, note: Note): void {
  let value = start === end ? Number.NaN : 0;
  for (let at = start; at < end; at++)
    value = isDigit(bytes[at]!) ? value * 10 + (bytes[at]! - 0x30) : Number.NaN;
  if (!(value <= NUMBER_LIMITS.get(name)!)) note(`${name}-unreadable`, start);
}
