import { AT, COLON, EQUALS, GREATER, isSpace, LESS, QUOTE, SEMICOLON } from './byte-class.ts';
import { spells } from './parameters.ts';
import { afterQuoted, nextSeparator, offsetOf, type Span, trimmed } from './value-cuts.ts';

/** What is wrong with the form of an address; each lets two readers find two addresses, or none. */
export type AddressProblem =
  | 'unclosed-quote'
  | 'unclosed-bracket'
  | 'bracket-in-brackets'
  | 'text-after-brackets'
  | 'second-address'
  | 'address-before-brackets'
  | 'name-without-brackets'
  | 'space-in-address'
  | 'question-mark-without-brackets'
  | 'parameters-without-brackets';

/** `name-addr` or `addr-spec` (RFC 3261 §25.1), as places in the message. */
export interface NameAddress {
  /** Display name without its quotes, escapes still inside; `null` when there is none. */
  readonly display: Span | null;
  readonly isQuoted: boolean;
  /**
   * The URI without brackets. One that is written without them ends at the first semicolon: what follows belongs to the header
   * (RFC 3261 §20). Only what can be nothing but a part of a tel: number (RFC 3966 §3) stays with it.
   */
  readonly uri: Span;
  /** Where the parameters of the header begin, up to the end of the value. */
  readonly parametersStart: number;
  readonly problem: AddressProblem | null;
}

/** Reads one value of a header that names somebody, `[start, end)` without white space around it. Never fails. */
export function readNameAddress(bytes: Uint8Array, start: number, end: number): NameAddress {
  if (bytes[start] === QUOTE && start < end) return afterQuotedName(bytes, start, end);
  const open = nextSeparator(bytes, start, end, LESS);
  if (open === end) return bare(bytes, start, end, null, null);
  const name = trimmed(bytes, start, open);
  const display = name.start === name.end ? null : name;
  return bracketed(bytes, open, end, display, false, display && problemOfName(bytes, display));
}

function afterQuotedName(bytes: Uint8Array, start: number, end: number): NameAddress {
  const after = afterQuoted(bytes, start, end);
  if (after < 0) {
    const open = offsetOf(bytes, LESS, start, end);
    if (open < 0) return bare(bytes, start + 1, end, null, 'unclosed-quote');
    return bracketed(bytes, open, end, trimmed(bytes, start + 1, open), false, 'unclosed-quote');
  }
  const display = { start: start + 1, end: after - 1 };
  let open = after;
  while (open < end && isSpace(bytes[open]!)) open++;
  if (open < end && bytes[open] === LESS) return bracketed(bytes, open, end, display, true, null);
  const later = nextSeparator(bytes, open, end, LESS);
  if (later < end) return bracketed(bytes, later, end, display, true, 'address-before-brackets');
  return bare(bytes, open, end, display, 'name-without-brackets');
}

/** A name without quotes is made of tokens; one with `:` or `@` is an address to a reader that takes the first. */
function problemOfName(bytes: Uint8Array, name: Span): AddressProblem | null {
  for (let at = name.start; at < name.end; at++) {
    const byte = bytes[at]!;
    if (byte === COLON || byte === AT || byte === SEMICOLON || byte === GREATER)
      return 'address-before-brackets';
    if (byte === QUOTE) {
      const after = afterQuoted(bytes, at, name.end);
      if (after < 0) return 'unclosed-quote';
      at = after - 1;
    }
  }
  return null;
}

function bracketed(
  bytes: Uint8Array,
  open: number,
  end: number,
  display: Span | null,
  isQuoted: boolean,
  earlier: AddressProblem | null,
): NameAddress {
  const close = offsetOf(bytes, GREATER, open, end);
  if (close < 0) {
    const uri = trimmed(bytes, open + 1, end);
    return { display, isQuoted, uri, parametersStart: end, problem: earlier ?? 'unclosed-bracket' };
  }
  const uri = trimmed(bytes, open + 1, close);
  const isSpaced = uri.start > open + 1 || uri.end < close;
  const inside = problemInside(bytes, uri) ?? (isSpaced ? 'space-in-address' : null);
  const problem = earlier ?? inside ?? problemBehind(bytes, close + 1, end);
  return { display, isQuoted, uri, parametersStart: close + 1, problem };
}

function problemInside(bytes: Uint8Array, uri: Span): AddressProblem | null {
  for (let at = uri.start; at < uri.end; at++) {
    const byte = bytes[at]!;
    if (byte === LESS) return 'bracket-in-brackets';
    if (isSpace(byte)) return 'space-in-address';
  }
  return null;
}

function problemBehind(bytes: Uint8Array, start: number, end: number): AddressProblem | null {
  let at = start;
  while (at < end && isSpace(bytes[at]!)) at++;
  if (at === end) return null;
  if (nextSeparator(bytes, at, end, LESS) < end) return 'second-address';
  return bytes[at] === SEMICOLON ? null : 'text-after-brackets';
}

function bare(
  bytes: Uint8Array,
  start: number,
  end: number,
  display: Span | null,
  earlier: AddressProblem | null,
): NameAddress {
  const stop = offsetOf(bytes, SEMICOLON, start, end);
  const uriEnd = stop < 0 ? end : stop;
  const numberEnd =
    stop < 0 || !isTel(bytes, start, uriEnd) ? uriEnd : afterNumberParameters(bytes, stop, end);
  const uri = trimmed(bytes, start, numberEnd);
  const problem =
    earlier ?? problemOfBare(bytes, uri) ?? (numberEnd > uriEnd ? 'parameters-without-brackets' : null);
  return { display, isQuoted: false, uri, parametersStart: numberEnd, problem };
}

function problemOfBare(bytes: Uint8Array, uri: Span): AddressProblem | null {
  for (let at = uri.start; at < uri.end; at++) {
    if (bytes[at] === 0x3f) return 'question-mark-without-brackets';
    if (isSpace(bytes[at]!)) return 'space-in-address';
  }
  return null;
}

function isTel(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > 4 && spells(bytes, { start, end: start + 4 }, 'tel:');
}

const OF_A_NUMBER = ['phone-context', 'ext', 'isub', 'postd', 'rn', 'npdi', 'cic'];

/** Offset behind the parameters from `from` on, a semicolon, as long as they belong to a telephone number. */
function afterNumberParameters(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const next = offsetOf(bytes, SEMICOLON, at + 1, end);
    const stop = next < 0 ? end : next;
    const equals = offsetOf(bytes, EQUALS, at + 1, stop);
    const name = trimmed(bytes, at + 1, equals < 0 ? stop : equals);
    if (!OF_A_NUMBER.some((known) => spells(bytes, name, known))) return at;
    at = stop;
  }
  return end;
}
