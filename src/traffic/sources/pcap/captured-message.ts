import { ipv4Text, ipv6Text } from '../address-text.ts';
import type { CapturedPayload } from '../captured-payload.ts';

/** One SIP message out of a capture file, reused from message to message. */
export class CapturedMessage implements CapturedPayload {
  payload: Uint8Array = new Uint8Array(0);
  payloadStart = 0;
  payloadEnd = 0;
  at = Number.NaN;
  readonly captureId = 0;
  sourcePort = 0;
  destinationPort = 0;
  transport: 'udp' | 'tcp' = 'udp';
  /** Packet in which the message ended, from 1. */
  packetNumber = 0;
  /** True when the capture cut the body (snap length); the header is whole. */
  isCut = false;
  family = 4;
  addresses: Uint8Array = new Uint8Array(0);
  sourcePlace = 0;
  destinationPlace = 0;

  sourceAddress(): string {
    return this.#text(this.sourcePlace);
  }

  destinationAddress(): string {
    return this.#text(this.destinationPlace);
  }

  correlationId(): string {
    return '';
  }

  #text(place: number): string {
    return this.family === 4 ? ipv4Text(this.addresses, place) : ipv6Text(this.addresses, place);
  }
}
