/** The head of an HTTP/1 request (RFC 9112 §2-§6), as far as an answer depends on it. */
export interface RequestHead {
  readonly method: string;
  /** As written, in any of its forms (RFC 9112 §3.2). */
  readonly target: string;
  /** Media type in lower case without parameters; empty when not told. */
  readonly contentType: string;
  readonly authorization: string | null;
  /** Bytes of the body; -1: chunked. */
  readonly bodyBytes: number;
  readonly keepsAlive: boolean;
  /** HTTP/1.0: an answer must say that the connection stays. */
  readonly isOld: boolean;
  readonly expectsContinue: boolean;
  /** Length of the head with its empty line, bytes. */
  readonly bytes: number;
}

/** Why bytes are no request: the status they are answered with and a stable word. */
export interface HeadTrouble {
  readonly status: number;
  readonly reason: string;
}

export type HeadReading = RequestHead | HeadTrouble | null;

export const isTrouble = (reading: RequestHead | HeadTrouble): reading is HeadTrouble => 'reason' in reading;

/** Largest head, bytes: room for eight Identity headers' worth of query. */
export const MAX_HEAD_BYTES = 32_768;
const MAX_HEADERS = 100;

/**
 * Reads a head from the start of `bytes`; `null` when its end is not there yet. Strict where two readers could differ on
 * where a request ends (RFC 9112 §11.2): bare CR or LF, folded lines, space before a colon, two lengths, a length beside
 * a transfer coding are all refused.
 */
export function readRequestHead(bytes: Buffer): HeadReading {
  const end = headEnd(bytes);
  if (end === ODD) return trouble('malformed-http');
  if (end === UNFINISHED) return bytes.length > MAX_HEAD_BYTES ? TOO_LARGE : null;
  const text = bytes.toString('latin1', 0, end);
  const lineEnd = text.indexOf('\r\n');
  const first = lineEnd < 0 ? text : text.slice(0, lineEnd);
  const space = first.indexOf(' ');
  const space2 = first.lastIndexOf(' ');
  if (space < 1 || space2 <= space + 1 || first.indexOf(' ', space + 1) !== space2)
    return trouble('malformed-http');
  const version = first.slice(space2 + 1);
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0')
    return version.startsWith('HTTP/') ? { status: 505, reason: 'http-version' } : trouble('malformed-http');
  const method = first.slice(0, space);
  if (!isToken(method)) return trouble('malformed-http');
  const fields = new HeadFields();
  const wrong = lineEnd < 0 ? null : readHeaders(text, lineEnd + 2, fields);
  if (wrong !== null) return wrong;
  return fields.head(method, first.slice(space + 1, space2), version === 'HTTP/1.0', end + 4);
}

const trouble = (reason: string): HeadTrouble => ({ status: 400, reason });
const TOO_LARGE: HeadTrouble = { status: 431, reason: 'head-too-large' };

const UNFINISHED = -1;
const ODD = -2;

/** Place of the empty line; `ODD` on any control character but a tab, and on a line end that is not CR LF. */
function headEnd(bytes: Buffer): number {
  const stop = Math.min(bytes.length, MAX_HEAD_BYTES);
  for (let at = 0; at < stop; at += 1) {
    const byte = bytes[at]!;
    if (byte >= 0x20 ? byte !== 0x7f : byte === 0x09) continue;
    if (byte !== 0x0d) return ODD;
    if (at + 1 === bytes.length) return UNFINISHED;
    if (bytes[at + 1] !== 0x0a) return ODD;
    if (bytes[at + 2] === 0x0d && bytes[at + 3] === 0x0a) return at;
    at += 1;
  }
  return UNFINISHED;
}

function readHeaders(text: string, from: number, fields: HeadFields): HeadTrouble | null {
  let start = from;
  for (let nth = 0; start < text.length; nth += 1) {
    if (nth === MAX_HEADERS) return { status: 431, reason: 'head-too-large' };
    let end = text.indexOf('\r\n', start);
    if (end < 0) end = text.length;
    const colon = text.indexOf(':', start);
    if (colon < 0 || colon >= end || colon === start || !isName(text, start, colon))
      return trouble('malformed-http');
    const wrong = fields.take(text, start, colon, end);
    if (wrong !== null) return wrong;
    start = end + 2;
  }
  return null;
}

/** RFC 9110 §5.6.2. */
function isName(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (TOKEN[text.charCodeAt(at)] !== 1) return false;
  return true;
}
const isToken = (text: string): boolean => isName(text, 0, text.length);

const TOKEN = new Uint8Array(256);
for (const letter of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  TOKEN[letter.charCodeAt(0)] = 1;

/** The few headers that matter, told apart by length before their letters are looked at. */
class HeadFields {
  #length: string | null = null;
  #coding: string | null = null;
  #connection = '';
  #contentType = '';
  #authorization: string | null = null;
  #hosts = 0;
  #expects = false;

  take(text: string, start: number, colon: number, end: number): HeadTrouble | null {
    const name = NAME_BY_LENGTH[colon - start];
    if (name === undefined || !sameName(text, start, name)) return null;
    const value = text.slice(colon + 1, end).trim();
    switch (name) {
      case 'host':
        this.#hosts += 1;
        return this.#hosts > 1 ? trouble('malformed-http') : null;
      case 'content-length':
        if (!isDigits(value) || (this.#length !== null && this.#length !== value))
          return trouble('bad-length');
        this.#length = value;
        return null;
      case 'transfer-encoding':
        if (this.#coding !== null) return trouble('bad-length');
        this.#coding = value.toLowerCase();
        return this.#coding === 'chunked' ? null : { status: 501, reason: 'transfer-coding' };
      case 'connection':
        this.#connection += `,${value.toLowerCase()}`;
        return null;
      case 'content-type':
        this.#contentType ||= mediaType(value);
        return null;
      case 'authorization':
        this.#authorization ??= value;
        return null;
      default:
        this.#expects = value.toLowerCase() === '100-continue';
        return null;
    }
  }

  head(method: string, target: string, isOld: boolean, bytes: number): RequestHead | HeadTrouble {
    if (this.#coding !== null && (this.#length !== null || isOld)) return trouble('bad-length');
    if (this.#hosts === 0 && !isOld) return trouble('no-host');
    return {
      method,
      target,
      contentType: this.#contentType,
      authorization: this.#authorization,
      bodyBytes: this.#coding !== null ? -1 : this.#length === null ? 0 : Number(this.#length),
      keepsAlive:
        this.#connection === ''
          ? !isOld
          : isOld
            ? hasOption(this.#connection, 'keep-alive')
            : !hasOption(this.#connection, 'close'),
      isOld,
      expectsContinue: this.#expects,
      bytes,
    };
  }
}

const NAME_BY_LENGTH: readonly (string | undefined)[] = ((): (string | undefined)[] => {
  const names: (string | undefined)[] = [];
  for (const name of [
    'host',
    'expect',
    'connection',
    'content-type',
    'authorization',
    'content-length',
    'transfer-encoding',
  ])
    names[name.length] = name;
  return names;
})();

/** Header names differ from ours by letter case only (RFC 9110 §5.1). */
function sameName(text: string, start: number, name: string): boolean {
  for (let at = 0; at < name.length; at += 1)
    if ((text.charCodeAt(start + at) | 0x20) !== name.charCodeAt(at)) return false;
  return true;
}

const hasOption = (list: string, option: string): boolean =>
  list.split(',').some((item) => item.trim() === option);

/** Fifteen digits stay exact; a body of more bytes does not exist. */
const isDigits = (text: string): boolean => text.length > 0 && text.length < 16 && /^[0-9]+$/.test(text);

function mediaType(value: string): string {
  const end = value.indexOf(';');
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
}
