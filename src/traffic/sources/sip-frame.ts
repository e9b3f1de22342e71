import { asBuffer } from '../../lib/sip/header-text.ts';

const CR = 13;
const LF = 10;
const SPACE = 32;
const VERSION = [0x53, 0x49, 0x50, 0x2f, 0x32, 0x2e, 0x30];
const CONTENT_LENGTH = 'content-length';

/** The head of the message goes on beyond the bytes that are there. */
export const FRAME_OPEN = -1;
/** No SIP message begins here. */
export const FRAME_NONE = -2;

/** Longest method that is believed; the longest registered one has 9 letters. */
const MAX_METHOD = 32;
const MAX_LINE = 8192;
/** Longest head that is waited for. */
const MAX_HEAD = 32_768;

/** Whether the bytes begin as a SIP message (RFC 3261 §7.1, §7.2): `true`, `false`, or `null` while too few are there to tell. */
export function beginsSip(bytes: Uint8Array, start: number, end: number): boolean | null {
  if (bytes[start] === VERSION[0] && bytes[start + 1] === VERSION[1]) {
    for (let at = 0; at < VERSION.length; at += 1) {
      if (start + at >= end) return null;
      if (bytes[start + at] !== VERSION[at]) return requestLine(bytes, start, end);
    }
    return start + VERSION.length >= end ? null : bytes[start + VERSION.length] === SPACE;
  }
  return requestLine(bytes, start, end);
}

/** `METHOD SP URI SP SIP/2.0`; an empty URI is a broken request, and still one. */
function requestLine(bytes: Uint8Array, start: number, end: number): boolean | null {
  let at = start;
  while (at < end && isMethodByte(bytes[at]!)) at += 1;
  if (at - start > MAX_METHOD) return false;
  if (at === end) return null;
  if (at === start || bytes[at] !== SPACE) return false;
  let lineEnd = at;
  while (lineEnd < end && bytes[lineEnd] !== LF && bytes[lineEnd] !== CR) {
    if (bytes[lineEnd] === 0 || lineEnd - start > MAX_LINE) return false;
    lineEnd += 1;
  }
  if (lineEnd === end) return null;
  while (bytes[lineEnd - 1] === SPACE) lineEnd -= 1;
  const version = lineEnd - VERSION.length;
  if (version <= at) return false;
  return VERSION.every((byte, place) => (bytes[version + place]! & 0xdf) === (byte & 0xdf));
}

/** A token of capital letters, as all methods are written; digits and `-` occur in vendors' own. */
function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d || byte === 0x5f || (byte >= 0x30 && byte <= 0x39);
}

/**
 * Where the SIP message of a stream that begins at `start` ends, which may be beyond `end`: then the rest of its body is yet
 * to come. `FRAME_OPEN` while its head is not whole, `FRAME_NONE` when no message begins here. Framed by Content-Length
 * (RFC 3261 §18.3); without one the body is taken as empty. `limit` is the longest message that is waited for.
 */
export function sipFrameEnd(bytes: Uint8Array, start: number, end: number, limit: number): number {
  const begins = beginsSip(bytes, start, end);
  if (begins === false) return FRAME_NONE;
  if (begins === null) return openHead(start, end);
  let length = -1;
  let line = start;
  while (line < end) {
    let at = line;
    while (at < end && bytes[at] !== LF) at += 1;
    if (at === end) break;
    const lineEnd = bytes[at - 1] === CR ? at - 1 : at;
    if (lineEnd <= line) {
      const frameEnd = at + 1 + Math.max(length, 0);
      return frameEnd - start > limit ? FRAME_NONE : frameEnd;
    }
    if (length < 0) length = contentLength(bytes, line, lineEnd);
    line = at + 1;
  }
  return openHead(start, end);
}

function openHead(start: number, end: number): number {
  return end - start > MAX_HEAD ? FRAME_NONE : FRAME_OPEN;
}

/** Value of a Content-Length header line (`l` for short); -1 when it is another header or no number. */
function contentLength(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from]! | 0x20;
  if (first !== 0x63 && first !== 0x6c) return -1;
  let at = from + 1;
  if (first === 0x63) {
    for (; at - from < CONTENT_LENGTH.length; at += 1)
      if ((bytes[at]! | 0x20) !== (CONTENT_LENGTH.charCodeAt(at - from) | 0x20)) return -1;
  }
  while (at < to && (bytes[at] === SPACE || bytes[at] === 9)) at += 1;
  if (bytes[at] !== 0x3a) return -1;
  at += 1;
  while (at < to && (bytes[at] === SPACE || bytes[at] === 9)) at += 1;
  let value = 0;
  const digits = at;
  while (at < to && bytes[at]! >= 0x30 && bytes[at]! <= 0x39 && at - digits < 9) {
    value = value * 10 + bytes[at]! - 0x30;
    at += 1;
  }
  return at === digits ? -1 : value;
}

/** Bytes kept of text in which a message may begin whose version has not come yet. */
const MAX_TAIL = 4096;
const METHODS =
  'INVITE ACK BYE CANCEL OPTIONS REGISTER MESSAGE NOTIFY SUBSCRIBE INFO PRACK UPDATE REFER PUBLISH'.split(
    ' ',
  );

/**
 * Next place from `from` on where a SIP message begins, be it in the middle of a line: a body need not end in one. When there
 * is none, the complement (`~place`) of the place from which on one may yet turn out to begin.
 */
export function nextSipStart(bytes: Uint8Array, from: number, end: number): number {
  const text = asBuffer(bytes);
  for (let at = from; ; ) {
    const version = text.indexOf('SIP/2.0', at, 'latin1');
    if (version < 0 || version + VERSION.length >= end) break;
    const next = bytes[version + VERSION.length];
    if (next === SPACE) return version;
    if (next === CR || next === LF) {
      const start = requestStart(bytes, from, version);
      if (start >= 0) return start;
    }
    at = version + VERSION.length;
  }
  return ~Math.max(from, end - MAX_TAIL, text.lastIndexOf(LF, end - 1) + 1);
}

/** Where the request line begins that has its version at `version`; -1 when its beginning is not there. */
function requestStart(bytes: Uint8Array, from: number, version: number): number {
  let at = version - 1;
  while (at > from && bytes[at] === SPACE) at -= 1;
  while (at > from && bytes[at]! > SPACE) at -= 1;
  if (at <= from || bytes[at] !== SPACE) return -1;
  const methodEnd = at;
  while (at > from && isMethodByte(bytes[at - 1]!) && methodEnd - at < MAX_METHOD) at -= 1;
  const written = asBuffer(bytes).toString('latin1', at, methodEnd);
  // Letters of the body before it may stand right in front of the method.
  const method = METHODS.find((known) => written.endsWith(known)) ?? written;
  return method === '' ? -1 : methodEnd - method.length;
}
