import { network16, network32 } from './unsigned.ts';

/** Why an IP header could not be used; `cut`: the capture ends inside it. */
export type IpRefusal = 'cut' | 'bad-ip-header';

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const MOBILITY = 135;
/** Extension headers walked over before a packet is refused (RFC 8200 §4 has six kinds). */
const MAX_EXTENSIONS = 8;

/** The head of one IP packet as places in its bytes. Reused from packet to packet. */
export class IpPacket {
  bytes: Uint8Array = new Uint8Array(0);
  /** 4 or 6. */
  version = 0;
  /** Places of the addresses. */
  source = 0;
  destination = 0;
  protocol = 0;
  payloadStart = 0;
  /** End of the payload as far as it was captured. */
  payloadEnd = 0;
  /** True when the packet went on beyond what was captured. */
  isCut = false;
  isFragment = false;
  fragmentId = 0;
  /** Bytes before this fragment. */
  fragmentOffset = 0;
  moreFragments = false;
  #end = 0;

  /** Reads the header at `start`; `null` when it was read. */
  read(bytes: Uint8Array, start: number, end: number): IpRefusal | null {
    this.bytes = bytes;
    this.isFragment = false;
    this.fragmentOffset = 0;
    this.moreFragments = false;
    this.#end = end;
    if (start >= end) return 'cut';
    const version = bytes[start]! >> 4;
    this.version = version;
    if (version === 4) return this.#readV4(start);
    return version === 6 ? this.#readV6(start) : 'bad-ip-header';
  }

  #readV4(start: number): IpRefusal | null {
    const { bytes } = this;
    if (start + 20 > this.#end) return 'cut';
    const head = (bytes[start]! & 15) * 4;
    const total = network16(bytes, start + 2);
    // Zero stands where the network card was to cut the packet up (segmentation offload).
    if (head < 20 || (total !== 0 && total < head)) return 'bad-ip-header';
    if (start + head > this.#end) return 'cut';
    this.protocol = bytes[start + 9]!;
    this.source = start + 12;
    this.destination = start + 16;
    this.payloadStart = start + head;
    this.#finish(total === 0 ? this.#end : start + total);
    const flags = network16(bytes, start + 6);
    this.fragmentId = network16(bytes, start + 4);
    this.fragmentOffset = (flags & 0x1fff) * 8;
    this.moreFragments = (flags & 0x2000) !== 0;
    this.isFragment = this.moreFragments || this.fragmentOffset > 0;
    return null;
  }

  #readV6(start: number): IpRefusal | null {
    const { bytes } = this;
    if (start + 40 > this.#end) return 'cut';
    const length = network16(bytes, start + 4);
    this.source = start + 8;
    this.destination = start + 24;
    this.#finish(length === 0 ? this.#end : start + 40 + length);
    let next = bytes[start + 6]!;
    let at = start + 40;
    for (let walked = 0; walked < MAX_EXTENSIONS; walked += 1) {
      const length = this.#extensionLength(next, at);
      if (length === 0) {
        this.protocol = next;
        this.payloadStart = at;
        return null;
      }
      if (at + 8 > this.payloadEnd || at + length > this.payloadEnd) return 'cut';
      if (next === FRAGMENT) {
        this.#readFragment(at);
        // What follows the head of a later fragment is the middle of something.
        if (this.isFragment) {
          this.protocol = bytes[at]!;
          this.payloadStart = at + 8;
          return null;
        }
      }
      next = bytes[at]!;
      at += length;
    }
    return 'bad-ip-header';
  }

  /** Bytes of the extension header of type `next` at `at`; 0 when that is no extension header. */
  #extensionLength(next: number, at: number): number {
    const units = this.bytes[at + 1] ?? 0;
    if (next === FRAGMENT) return 8;
    if (next === HOP_BY_HOP || next === ROUTING || next === DESTINATION || next === MOBILITY)
      return (units + 1) * 8;
    return next === AUTHENTICATION ? (units + 2) * 4 : 0;
  }

  #readFragment(at: number): void {
    const { bytes } = this;
    const flags = network16(bytes, at + 2);
    this.fragmentOffset = flags & 0xfff8;
    this.moreFragments = (flags & 1) !== 0;
    this.isFragment = this.moreFragments || this.fragmentOffset > 0;
    this.fragmentId = network32(bytes, at + 4);
  }

  #finish(wireEnd: number): void {
    this.isCut = wireEnd > this.#end;
    this.payloadEnd = Math.min(wireEnd, this.#end);
  }
}
