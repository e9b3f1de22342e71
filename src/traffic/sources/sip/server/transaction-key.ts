import type { SipMessage } from '../../../../domain/sip-message.ts';
import { type RequestParts, tagStart } from './request-parts.ts';
import type { TopVia } from './top-via.ts';

/** INVITE and its ACK are one transaction, and so is what a CANCEL ends; every other method has its own (RFC 3261 §17.2.3). */
export const INVITE_KEY = 0x49;

/** One byte that tells methods apart in a key; two that share one are told apart by their branch. */
export function methodKey(method: string): number {
  if (method === 'INVITE') return INVITE_KEY;
  let key = method.length;
  for (let index = 0; index < method.length; index += 1) key = (key * 31 + method.charCodeAt(index)) & 0xff;
  return key === INVITE_KEY ? 0xfe : key;
}

const MAX_KEY_BYTES = 2048;

/**
 * Names a server transaction: peer, method, sent-by and branch of the top Via, or, when the branch has no magic cookie, what
 * RFC 2543 compared. Reused: the bytes hold until the next `build`.
 */
export class TransactionKey {
  readonly bytes = new Uint8Array(MAX_KEY_BYTES);
  length = 0;
  hash = 0;
  readonly #seed: number;

  /** The seed keeps senders from choosing keys that fall together; make it unguessable. */
  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  /** False: the parts that name the transaction are longer than any honest ones. */
  build(message: SipMessage, parts: RequestParts, peer: number, method: number): boolean {
    const { via } = parts;
    if (via.hasMagic) return this.buildFromVia(message.bytes, via, peer, method);
    return this.#start(message.bytes, via, peer, method) && this.#oldForm(message, parts) && this.#finish();
  }

  /** For a Via whose branch has the magic cookie, which says it all. */
  buildFromVia(bytes: Uint8Array, via: TopVia, peer: number, method: number): boolean {
    return (
      this.#start(bytes, via, peer, method) &&
      this.#exact(bytes, via.branchStart, via.branchEnd) &&
      this.#finish()
    );
  }

  /** Turns the key of one method into that of another over the same branch; for CANCEL and what it ends. */
  rename(method: number): void {
    const hash = this.#seed ^ ((this.bytes[1]! | (this.bytes[2]! << 8)) << 8) ^ method;
    const { length } = this;
    this.length = 0;
    this.hash = hash;
    this.#byte(method);
    for (let at = 1; at < length; at += 1) this.#byte(this.bytes[at]!);
    this.#finish();
  }

  /** RFC 2543: Request-URI, From tag, Call-ID, CSeq number and the whole top Via. The To tag of an ACK is ours, so it stays out. */
  #oldForm(message: SipMessage, parts: RequestParts): boolean {
    const { bytes, start } = message;
    const { from, callId, via } = parts;
    if (start.kind !== 'request') return false;
    if (!this.#exact(bytes, via.start, via.end) || !this.#exact(bytes, start.uriStart, start.uriEnd))
      return false;
    if (callId !== null && !this.#exact(bytes, callId.valueStart, callId.valueEnd)) return false;
    if (from !== null) {
      const tag = tagStart(bytes, from.valueStart, from.valueEnd);
      if (tag > 0 && !this.#exact(bytes, tag, from.valueEnd)) return false;
    }
    for (let shift = 0; shift < 32; shift += 8) this.#byte((parts.cseqNumber >>> shift) & 0xff);
    return true;
  }

  #start(bytes: Uint8Array, via: TopVia, peer: number, method: number): boolean {
    this.length = 0;
    this.hash = this.#seed ^ (peer << 8) ^ method;
    this.#byte(method);
    this.#byte(peer & 0xff);
    this.#byte(peer >>> 8);
    return this.#host(bytes, via.sentByStart, via.sentByEnd);
  }

  #exact(from: Uint8Array, start: number, end: number): boolean {
    if (this.length + end - start + 8 > MAX_KEY_BYTES) return false;
    const { bytes } = this;
    let { hash, length } = this;
    for (let at = start; at < end; at += 1) {
      const byte = from[at]!;
      bytes[length++] = byte;
      hash = Math.imul(hash ^ byte, 0x01000193) + (hash >>> 15);
    }
    this.length = length;
    this.hash = hash;
    this.#byte(0);
    return true;
  }

  /** Host names are the same in any case (RFC 3261 §7.3.1). */
  #host(from: Uint8Array, start: number, end: number): boolean {
    if (end - start + 16 > MAX_KEY_BYTES) return false;
    for (let at = start; at < end; at += 1) {
      const byte = from[at]!;
      this.#byte(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
    }
    this.#byte(0);
    return true;
  }

  #byte(byte: number): void {
    this.bytes[this.length++] = byte;
    this.hash = Math.imul(this.hash ^ byte, 0x01000193) + (this.hash >>> 15);
  }

  #finish(): true {
    let mixed = this.hash ^ (this.hash >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    this.hash = mixed ^ (mixed >>> 16);
    return true;
  }
}
