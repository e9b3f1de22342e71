import type { SipProblem, SipRequestLine, SipStatusLine } from '../../../../domain/sip-message.ts';
import { AT, HTAB, isDigit, isToken, LESS, SP } from '../../../../lib/sip/byte-class.ts';
import { latin1 } from '../../../../lib/sip/header-text.ts';

export interface StartLine {
  readonly line: SipRequestLine | SipStatusLine;
  readonly problems: readonly SipProblem[];
}

const METHODS = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'UPDATE',
  'INFO',
  'MESSAGE',
  'SUBSCRIBE',
  'NOTIFY',
  'REFER',
  'PUBLISH',
];
const QUESTION = 0x3f;
const NO_PROBLEMS: readonly SipProblem[] = Object.freeze([]);

/** Reads the first line `[start, end)`; `null` when it is neither a request nor a status line of SIP. */
export function readStartLine(bytes: Uint8Array, start: number, end: number): StartLine | null {
  if (startsWithSip(bytes, start, end)) return readStatusLine(bytes, start, end);
  return readRequestLine(bytes, start, end);
}

/** `SIP/` in any case (RFC 3261 §7.1) and a digit behind it. */
function startsWithSip(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start > 4 &&
    (bytes[start]! | 0x20) === 0x73 &&
    (bytes[start + 1]! | 0x20) === 0x69 &&
    (bytes[start + 2]! | 0x20) === 0x70 &&
    bytes[start + 3] === 0x2f &&
    isDigit(bytes[start + 4]!)
  );
}

function isVersion2(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 7 && bytes[start + 4] === 0x32 && bytes[start + 5] === 0x2e && bytes[start + 6] === 0x30
  );
}

function isBlank(byte: number): boolean {
  return byte === SP || byte === HTAB;
}

function readRequestLine(bytes: Uint8Array, start: number, end: number): StartLine | null {
  let problems: SipProblem[] | null = null;
  const note = (reason: string, at: number): void => {
    problems ??= [];
    problems.push({ reason, at });
  };
  let stop = end;
  while (stop > start && isBlank(bytes[stop - 1]!)) stop--;
  if (stop < end) note('space-after-version', stop);
  let methodEnd = start;
  while (methodEnd < stop && isToken(bytes[methodEnd]!)) methodEnd++;
  if (methodEnd === start || !isBlank(bytes[methodEnd] ?? 0)) return null;
  let versionStart = stop;
  while (versionStart > methodEnd && !isBlank(bytes[versionStart - 1]!)) versionStart--;
  // `word SIP/2.0` is a line of text; an empty address has a blank on both sides.
  if (!startsWithSip(bytes, versionStart, stop) || versionStart === methodEnd + 1) return null;
  if (!isVersion2(bytes, versionStart, stop)) note('unknown-version', versionStart);
  let uriStart = methodEnd;
  while (uriStart < versionStart && isBlank(bytes[uriStart]!)) uriStart++;
  let uriEnd = versionStart;
  while (uriEnd > uriStart && isBlank(bytes[uriEnd - 1]!)) uriEnd--;
  if (uriStart === uriEnd) note('no-request-uri', uriStart);
  else {
    if (uriStart !== methodEnd + 1 || uriEnd !== versionStart - 1) note('spaces-in-start-line', methodEnd);
    if (bytes[uriStart] === LESS) note('brackets-in-request-uri', uriStart);
    const oddAt = oddInUri(bytes, uriStart, uriEnd);
    if (oddAt >= 0)
      note(bytes[oddAt] === QUESTION ? 'headers-in-request-uri' : 'space-in-request-uri', oddAt);
  }
  const method = methodOf(bytes, start, methodEnd);
  return { line: { kind: 'request', method, uriStart, uriEnd }, problems: problems ?? NO_PROBLEMS };
}

/** A blank, or a `?` behind the user part: what no Request-URI may have (RFC 3261 §7.1, §19.1.1); `-1`: neither. */
function oddInUri(bytes: Uint8Array, start: number, end: number): number {
  let mark = -1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (isBlank(byte)) return at;
    if (byte === AT) mark = -1;
    else if (byte === QUESTION && mark < 0) mark = at;
  }
  return mark;
}

function methodOf(bytes: Uint8Array, start: number, end: number): string {
  candidates: for (const method of METHODS) {
    if (method.length !== end - start) continue;
    for (let index = 0; index < method.length; index++)
      if (bytes[start + index] !== method.charCodeAt(index)) continue candidates;
    return method;
  }
  return latin1(bytes, start, end);
}

function readStatusLine(bytes: Uint8Array, start: number, end: number): StartLine | null {
  const problems: SipProblem[] = [];
  let at = start;
  while (at < end && !isBlank(bytes[at]!)) at++;
  if (!isVersion2(bytes, start, at)) problems.push({ reason: 'unknown-version', at: start });
  while (at < end && isBlank(bytes[at]!)) at++;
  const digits = at;
  let status = 0;
  while (at < end && isDigit(bytes[at]!) && at - digits < 10) status = status * 10 + (bytes[at++]! - 0x30);
  if (at - digits !== 3 || status < 100 || status > 699 || (at < end && !isBlank(bytes[at]!))) {
    problems.push({ reason: 'bad-status-code', at: digits });
    status = 0;
    while (at < end && !isBlank(bytes[at]!)) at++;
  }
  if (at === end) problems.push({ reason: 'no-space-after-status', at });
  const phraseStart = Math.min(at + 1, end);
  return {
    line: { kind: 'response', status, phraseStart, phraseEnd: end },
    problems: problems.length > 0 ? problems : NO_PROBLEMS,
  };
}
