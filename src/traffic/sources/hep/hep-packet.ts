import { ipv4Text, ipv6Text } from '../address-text.ts';
import type { CapturedPayload } from '../captured-payload.ts';

/** Protocol type of SIP (HEP3 specification, chunk 11); HEPv1 and HEPv2 carry nothing else. */
export const HEP_SIP = 1;

/** What was odd about a packet that could be read all the same; bits of `HepPacket.notes`, in this order. */
export const HEP_NOTES = [
  'duplicate-chunk',
  'family-mismatch',
  'both-families',
  'field-length',
  'bad-microseconds',
  'no-time',
  'no-addresses',
] as const;
export type HepNote = (typeof HEP_NOTES)[number];

export const noteBit = (note: HepNote): number => 1 << HEP_NOTES.indexOf(note);

const EMPTY = new Uint8Array(0);
const decoder = new TextDecoder();

/** One HEP packet as places in the bytes it came in. Reused from packet to packet: copy what is to be kept. */
export class HepPacket implements CapturedPayload {
  bytes: Uint8Array = EMPTY;
  /** 1, 2 or 3. */
  version = 0;
  /** 4 or 6, by the addresses that are there; 0 when none are. */
  family = 0;
  /** IP protocol number (6 TCP, 17 UDP, 132 SCTP); 0 when not told. */
  protocol = 0;
  /** Place of the addresses in `bytes`; -1 when not told. */
  source = -1;
  destination = -1;
  sourcePort = 0;
  destinationPort = 0;
  /** Epoch milliseconds by the capture agent's clock; NaN when not told. */
  at = Number.NaN;
  /** Protocol type (chunk 11); 0 when not told. */
  type = 0;
  captureId = 0;
  /** Keep-alive timer in seconds (chunk 13), -1 without one. */
  keepAliveS = -1;
  authStart = 0;
  authEnd = 0;
  correlationStart = 0;
  correlationEnd = 0;
  nodeStart = 0;
  nodeEnd = 0;
  /** The payload: in `bytes`, or unpacked apart. */
  payload: Uint8Array = EMPTY;
  payloadStart = 0;
  payloadEnd = 0;
  isCompressed = false;
  /** Bits of `HEP_NOTES`. */
  notes = 0;

  reset(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.payload = bytes;
    this.version = 0;
    this.family = 0;
    this.protocol = 0;
    this.source = -1;
    this.destination = -1;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.at = Number.NaN;
    this.type = 0;
    this.captureId = 0;
    this.keepAliveS = -1;
    this.authStart = this.authEnd = 0;
    this.correlationStart = this.correlationEnd = 0;
    this.nodeStart = this.nodeEnd = 0;
    this.payloadStart = this.payloadEnd = 0;
    this.isCompressed = false;
    this.notes = 0;
  }

  sourceAddress(): string {
    return this.#address(this.source);
  }

  destinationAddress(): string {
    return this.#address(this.destination);
  }

  correlationId(): string {
    return decoder.decode(this.bytes.subarray(this.correlationStart, this.correlationEnd));
  }

  nodeName(): string {
    return decoder.decode(this.bytes.subarray(this.nodeStart, this.nodeEnd));
  }

  #address(place: number): string {
    if (place < 0) return '';
    return this.family === 4 ? ipv4Text(this.bytes, place) : ipv6Text(this.bytes, place);
  }
}
