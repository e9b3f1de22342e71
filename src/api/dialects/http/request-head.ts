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
  const stop = Math.min(bytes.length, MAX_HEAD_BYTES);
  const lineEnd = textEnd(bytes, 0, stop);
  const next = pastLineEnd(bytes, lineEnd);
  if (next === UNFINISHED) return unfinished(bytes, lineEnd);
  const line = next === ODD ? null : requestLine(bytes.toString('latin1', 0, lineEnd));
  if (line === null) return trouble('malformed-http');
  if ('reason' in line) return line;
  const fields = new HeadFields(bytes);
  const end = readHeaders(bytes, next, stop, fields);
  if (end === UNFINISHED) return unfinished(bytes, bytes.length);
  if (end === ODD) return fields.trouble ?? trouble('malformed-http');
  return fields.head(line, end);
}

const trouble = (reason: string): HeadTrouble => ({ status: 400, reason });
const TOO_LARGE: HeadTrouble = { status: 431, reason: 'head-too-large' };
const UNFINISHED = -1;
const ODD = -2;

/** More may come, unless it is too much already or a control character has come. */
function unfinished(bytes: Buffer, end: number): HeadTrouble | null {
  if (end < Math.min(bytes.length, MAX_HEAD_BYTES) && bytes[end] !== CR) return trouble('malformed-http');
  return bytes.length >= MAX_HEAD_BYTES ? TOO_LARGE : null;
}

const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
/** Octets of a line (RFC 9110 §5.5: visible, space, tab, above ASCII), and among them those of a name (§5.6.2). */
const TEXT = 1;
const NAME = 2;
const KIND = new Uint8Array(256).fill(TEXT);
KIND.fill(0, 0, 0x20);
KIND[0x09] = TEXT;
KIND[0x7f] = 0;
for (const letter of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  KIND[letter.charCodeAt(0)] = TEXT | NAME;

/** Where the text of a line ends. */
function textEnd(bytes: Buffer, from: number, stop: number): number {
  let at = from;
  while (at < stop && KIND[bytes[at]!] !== 0) at += 1;
  return at;
}

/** Place behind CR LF at `at`. */
function pastLineEnd(bytes: Buffer, at: number): number {
  if (at >= bytes.length || at >= MAX_HEAD_BYTES) return UNFINISHED;
  if (bytes[at] !== CR) return ODD;
  if (at + 1 >= bytes.length) return UNFINISHED;
  return bytes[at + 1] === LF ? at + 2 : ODD;
}

interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly isOld: boolean;
}

/** `null`: it is none (RFC 9112 §3). */
function requestLine(text: string): RequestLine | HeadTrouble | null {
  const space = text.indexOf(' ');
  const second = text.indexOf(' ', space + 1);
  if (space < 1 || second <= space + 1 || text.indexOf(' ', second + 1) >= 0) return null;
  const version = text.slice(second + 1);
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0')
    return version.startsWith('HTTP/') ? { status: 505, reason: 'http-version' } : null;
  const method = text.slice(0, space);
  for (let at = 0; at < space; at += 1) if ((KIND[text.charCodeAt(at)]! & NAME) === 0) return null;
  return { method, target: text.slice(space + 1, second), isOld: version === 'HTTP/1.0' };
}

/** Place behind the empty line. */
function readHeaders(bytes: Buffer, from: number, stop: number, fields: HeadFields): number {
  let start = from;
  for (let nth = 0; ; nth += 1) {
    if (bytes[start] === CR) return pastLineEnd(bytes, start);
    if (nth === MAX_HEADERS) return fields.refuse({ status: 431, reason: 'head-too-large' });
    let at = start;
    while (at < stop && (KIND[bytes[at]!]! & NAME) !== 0) at += 1;
    if (at === stop) return UNFINISHED;
    if (at === start || bytes[at] !== COLON) return ODD;
    const end = textEnd(bytes, at + 1, stop);
    const next = pastLineEnd(bytes, end);
    if (next < 0) return next;
    if (!fields.take(start, at, end)) return ODD;
    start = next;
  }
}

/** The few headers that matter, told apart by length before their letters are looked at. */
class HeadFields {
  readonly #bytes: Buffer;
  trouble: HeadTrouble | null = null;
  #length: string | null = null;
  #coding: string | null = null;
  #connection = '';
  #contentType = '';
  #authorization: string | null = null;
  #hosts = 0;
  #expects = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  refuse(trouble: HeadTrouble): typeof ODD {
    this.trouble = trouble;
    return ODD;
  }

  /** False: refused. */
  take(start: number, colon: number, end: number): boolean {
    const name = NAME_BY_LENGTH[colon - start];
    if (name === undefined || !sameName(this.#bytes, start, name)) return true;
    if (name === 'host') {
      this.#hosts += 1;
      if (this.#hosts > 1) this.trouble = trouble('malformed-http');
    } else this.#taken(name, this.#bytes.toString('latin1', colon + 1, end).trim());
    return this.trouble === null;
  }

  #taken(name: string, value: string): void {
    switch (name) {
      case 'content-length':
        if (!isDigits(value) || (this.#length !== null && this.#length !== value))
          this.trouble = trouble('bad-length');
        this.#length = value;
        return;
      case 'transfer-encoding':
        if (this.#coding !== null) this.trouble = trouble('bad-length');
        this.#coding = value.toLowerCase();
        if (this.#coding !== 'chunked') this.trouble ??= { status: 501, reason: 'transfer-coding' };
        return;
      case 'connection':
        this.#connection += `,${value.toLowerCase()}`;
        return;
      case 'content-type':
        this.#contentType ||= mediaType(value);
        return;
      case 'authorization':
        this.#authorization ??= value;
        return;
      default:
        this.#expects = value.toLowerCase() === '100-continue';
    }
  }

  head({ method, target, isOld }: RequestLine, bytes: number): RequestHead | HeadTrouble {
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
function sameName(bytes: Buffer, start: number, name: string): boolean {
  for (let at = 0; at < name.length; at += 1)
    if ((bytes[start + at]! | 0x20) !== name.charCodeAt(at)) return false;
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
