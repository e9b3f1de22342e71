import type { SipHeader, SipMessage } from '../../../../domain/sip-message.ts';
import type { RequestParts } from './request-parts.ts';
import type { SipWire } from './sip-wire.ts';

/** Longest answer written; a request whose Via, From, To, Call-ID and CSeq are longer gets none. */
export const MAX_REPLY_BYTES = 16_384;

const VIA = Buffer.from('Via: ');
const FROM = Buffer.from('From: ');
const TO = Buffer.from('To: ');
const CALL_ID = Buffer.from('Call-ID: ');
const CSEQ = Buffer.from('CSeq: ');
const TIMESTAMP = Buffer.from('Timestamp: ');
const TAG = Buffer.from(';tag=');
const RPORT = Buffer.from(';rport=');
const RECEIVED = Buffer.from(';received=');
const CRLF = Buffer.from('\r\n');
const END = Buffer.from('Content-Length: 0\r\n\r\n');
const TAG_LETTERS = Buffer.from('0123456789abcdefghijkmnopqrstuvw');
/** 32^10 is below 2^53. */
const TAG_LENGTH = 10;

/**
 * Writes answers (RFC 3261 §8.2.6) into a buffer of its own: all Vias in order, the topmost with `received` and `rport`
 * (RFC 3581 §4), From, To with our tag, Call-ID, CSeq, then the answer's own lines. No Record-Route: nothing here makes a
 * dialog. Line ends inside copied values become spaces, so that no request can write a header of the answer.
 */
export class ReplyWriter {
  readonly buffer: Buffer = Buffer.alloc(MAX_REPLY_BYTES + 1024);
  #at = 0;

  /**
   * Bytes written, 0 when the answer would be too long. `tag` is put to the To header when it has none; 0: no tag (100 Trying).
   */
  write(
    startLine: Uint8Array,
    lines: Uint8Array,
    message: SipMessage,
    parts: RequestParts,
    wire: SipWire,
    port: number,
    tag: number,
  ): number {
    const { bytes } = message;
    this.#at = 0;
    this.#raw(startLine);
    this.#vias(message, parts, wire, port);
    if (parts.from !== null) this.#header(FROM, bytes, parts.from);
    if (parts.to !== null) this.#to(bytes, parts.to, parts.isInDialog ? 0 : tag);
    if (parts.callId !== null) this.#header(CALL_ID, bytes, parts.callId);
    if (parts.cseq !== null) this.#header(CSEQ, bytes, parts.cseq);
    if (tag === 0) this.#timestamp(message);
    if (this.#at + lines.length + END.length > MAX_REPLY_BYTES) return 0;
    this.#raw(lines);
    this.#raw(END);
    return this.#at;
  }

  #vias(message: SipMessage, parts: RequestParts, wire: SipWire, port: number): void {
    const { bytes, headers } = message;
    let isTop = true;
    for (let index = 0; index < headers.length; index += 1) {
      const header = headers[index]!;
      if (header.name !== 'via') continue;
      if (isTop) this.#topVia(bytes, header, parts, wire, port);
      else this.#header(VIA, bytes, header);
      isTop = false;
    }
  }

  #topVia(bytes: Uint8Array, header: SipHeader, parts: RequestParts, wire: SipWire, port: number): void {
    const { via } = parts;
    this.#raw(VIA);
    if (via.rportEnd > 0 || via.receivedEnd > 0) this.#viaWithout(bytes, parts);
    else this.#copy(bytes, via.start, via.end);
    if (via.wantsPort) {
      this.#raw(RPORT);
      this.#text(String(port));
    }
    if (via.wantsPort || !via.hostIs(bytes, wire.address)) {
      this.#raw(RECEIVED);
      this.#text(wire.address);
    }
    this.#copy(bytes, via.end, header.valueEnd);
    this.#raw(CRLF);
  }

  /** What the sender wrote for `rport` and `received` is replaced by what was seen. */
  #viaWithout(bytes: Uint8Array, parts: RequestParts): void {
    const { via } = parts;
    const isRportFirst = via.rportEnd > 0 && (via.receivedEnd === 0 || via.rportStart < via.receivedStart);
    const first = isRportFirst ? via.rportStart : via.receivedStart;
    const firstEnd = isRportFirst ? via.rportEnd : via.receivedEnd;
    const second = isRportFirst ? via.receivedStart : via.rportStart;
    const secondEnd = isRportFirst ? via.receivedEnd : via.rportEnd;
    this.#copy(bytes, via.start, first);
    if (secondEnd > 0) this.#copy(bytes, firstEnd, second);
    this.#copy(bytes, secondEnd > 0 ? secondEnd : firstEnd, via.end);
  }

  #to(bytes: Uint8Array, header: SipHeader, tag: number): void {
    this.#raw(TO);
    this.#copy(bytes, header.valueStart, header.valueEnd);
    if (tag > 0) {
      this.#raw(TAG);
      this.#tag(tag);
    }
    this.#raw(CRLF);
  }

  #tag(tag: number): void {
    let rest = tag;
    for (let digit = 0; digit < TAG_LENGTH; digit += 1) {
      this.buffer[this.#at++] = TAG_LETTERS[rest % 32]!;
      rest = Math.floor(rest / 32);
    }
  }

  /** RFC 3261 §8.2.6.1: a 100 carries the Timestamp of its request. */
  #timestamp(message: SipMessage): void {
    const header = message.headers.find(({ name }) => name === 'timestamp');
    if (header !== undefined) this.#header(TIMESTAMP, message.bytes, header);
  }

  #header(name: Uint8Array, bytes: Uint8Array, header: SipHeader): void {
    this.#raw(name);
    this.#copy(bytes, header.valueStart, header.valueEnd);
    this.#raw(CRLF);
  }

  #raw(from: Uint8Array): void {
    const { buffer } = this;
    let at = this.#at;
    if (at + from.length > buffer.length) {
      this.#overflow();
      return;
    }
    for (let index = 0; index < from.length; index += 1) buffer[at++] = from[index]!;
    this.#at = at;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    const { buffer } = this;
    let at = this.#at;
    if (at + end - start > buffer.length) {
      this.#overflow();
      return;
    }
    for (let index = start; index < end; index += 1) {
      const byte = from[index]!;
      buffer[at++] = byte === 0x0d || byte === 0x0a || byte === 0 ? 0x20 : byte;
    }
    this.#at = at;
  }

  #text(text: string): void {
    if (this.#at + text.length > this.buffer.length) {
      this.#overflow();
      return;
    }
    for (let index = 0; index < text.length; index += 1) this.buffer[this.#at++] = text.charCodeAt(index);
  }

  /** Stays past the limit, so that `write` gives 0. */
  #overflow(): void {
    this.#at = this.buffer.length;
  }
}
