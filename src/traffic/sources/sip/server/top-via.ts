const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SLASH = 0x2f;
const CLOSE_BRACKET = 0x5d;
const EQUALS = 0x3d;

/** `z9hG4bK`: the branch was made by RFC 3261 and names its transaction (§8.1.1.7). */
const MAGIC = Buffer.from('z9hG4bK');

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;

/**
 * The first value of the topmost Via (RFC 3261 §20.42, RFC 3581 §3): places in the bytes. One object is reused, so what it
 * says holds until the next `read`.
 */
export class TopVia {
  start = 0;
  /** End of the first value: a comma, or the end of the header. */
  end = 0;
  sentByStart = 0;
  sentByEnd = 0;
  hostEnd = 0;
  /** Port of sent-by, 0 when none is written. */
  port = 0;
  branchStart = 0;
  branchEnd = 0;
  /** With the magic cookie the branch alone names the transaction. */
  hasMagic = false;
  /** `;rport` was asked for: the answer goes to the port the request came from. */
  wantsPort = false;
  /** Parameters `rport` and `received` as they came, each from its semicolon; 0, 0: not there. They are replaced in the answer. */
  rportStart = 0;
  rportEnd = 0;
  receivedStart = 0;
  receivedEnd = 0;

  /** Reads the value in `[start, end)`. False: it is no Via, and nothing else holds. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.start = start;
    this.port = 0;
    this.branchStart = this.branchEnd = 0;
    this.hasMagic = this.wantsPort = false;
    this.rportStart = this.rportEnd = this.receivedStart = this.receivedEnd = 0;
    const host = afterProtocol(bytes, start, end);
    if (host < 0) return false;
    const parameters = this.#readSentBy(bytes, host, end);
    if (parameters < 0) return false;
    this.#readParameters(bytes, parameters, end);
    return true;
  }

  /** Whether the host written is this address; the answer otherwise says `received` (RFC 3261 §18.2.1). */
  hostIs(bytes: Uint8Array, address: string): boolean {
    let from = this.sentByStart;
    let to = this.hostEnd;
    if (bytes[from] === 0x5b) {
      from += 1;
      to -= 1;
    }
    if (to - from !== address.length) return false;
    for (let index = 0; index < address.length; index += 1)
      if ((bytes[from + index]! | 0x20) !== (address.charCodeAt(index) | 0x20)) return false;
    return true;
  }

  #readSentBy(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    if (bytes[at] === 0x5b) {
      while (at < end && bytes[at] !== CLOSE_BRACKET) at += 1;
      if (at === end) return -1;
      at += 1;
    }
    while (at < end && !isHostEnd(bytes[at]!)) at += 1;
    if (at === start) return -1;
    this.sentByStart = start;
    this.sentByEnd = this.hostEnd = at;
    let colon = at;
    while (colon < end && isSpace(bytes[colon]!)) colon += 1;
    if (bytes[colon] !== COLON || colon >= end) return colon;
    at = colon + 1;
    while (at < end && isSpace(bytes[at]!)) at += 1;
    let port = 0;
    for (; at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at += 1) {
      port = port * 10 + bytes[at]! - 0x30;
      if (port > 65_535) return -1;
    }
    if (port === 0) return -1;
    this.port = port;
    this.sentByEnd = at;
    return at;
  }

  #readParameters(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && bytes[at] !== COMMA) {
      if (bytes[at] !== SEMICOLON) {
        at += 1;
        continue;
      }
      const next = endOfParameter(bytes, at + 1, end);
      this.#readParameter(bytes, at, next);
      at = next;
    }
    this.end = at;
  }

  #readParameter(bytes: Uint8Array, semicolon: number, end: number): void {
    let name = semicolon + 1;
    while (name < end && isSpace(bytes[name]!)) name += 1;
    let nameEnd = name;
    while (nameEnd < end && bytes[nameEnd] !== EQUALS && !isSpace(bytes[nameEnd]!)) nameEnd += 1;
    const length = nameEnd - name;
    if (length === 6 && isWord(bytes, name, 'branch')) this.#readBranch(bytes, nameEnd, end);
    else if (length === 5 && isWord(bytes, name, 'rport')) {
      this.wantsPort = true;
      this.rportStart = semicolon;
      this.rportEnd = end;
    } else if (length === 8 && isWord(bytes, name, 'received')) {
      this.receivedStart = semicolon;
      this.receivedEnd = end;
    }
  }

  #readBranch(bytes: Uint8Array, nameEnd: number, end: number): void {
    if (this.branchEnd > 0) return;
    let from = nameEnd;
    while (from < end && (isSpace(bytes[from]!) || bytes[from] === EQUALS)) from += 1;
    let to = end;
    while (to > from && isSpace(bytes[to - 1]!)) to -= 1;
    this.branchStart = from;
    this.branchEnd = to;
    this.hasMagic = to - from > MAGIC.length;
    for (let index = 0; this.hasMagic && index < MAGIC.length; index += 1)
      if ((bytes[from + index]! | 0x20) !== (MAGIC[index]! | 0x20)) this.hasMagic = false;
  }
}

function isHostEnd(byte: number): boolean {
  return byte === COLON || byte === SEMICOLON || byte === COMMA || isSpace(byte);
}

function isWord(bytes: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1)
    if ((bytes[at + index]! | 0x20) !== word.charCodeAt(index)) return false;
  return true;
}

/** Behind `SIP / 2.0 / UDP` and the white space after it; -1 when that is not there. */
function afterProtocol(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let slashes = 0; slashes < 2; at += 1) {
    if (at >= end) return -1;
    const byte = bytes[at]!;
    if (byte === SLASH) slashes += 1;
    else if (byte === SEMICOLON || byte === COMMA) return -1;
  }
  while (at < end && isSpace(bytes[at]!)) at += 1;
  const transport = at;
  while (at < end && !isSpace(bytes[at]!)) at += 1;
  if (at === transport) return -1;
  while (at < end && isSpace(bytes[at]!)) at += 1;
  return at < end ? at : -1;
}

function endOfParameter(bytes: Uint8Array, start: number, end: number): number {
  let isQuoted = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (isQuoted) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isQuoted = false;
    } else if (byte === QUOTE) isQuoted = true;
    else if (byte === SEMICOLON || byte === COMMA) return at;
  }
  return end;
}
