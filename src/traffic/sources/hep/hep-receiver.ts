import { createHash, timingSafeEqual } from 'node:crypto';
import { decodeHep, type HepRefusal } from './decode-hep.ts';
import { countDropped, countNotes, countType, type HepCounts } from './hep-counts.ts';
import { HEP_SIP, HepPacket } from './hep-packet.ts';
import { unpackPayload } from './unpack-payload.ts';

export interface HepReceiverOptions {
  readonly counts: HepCounts;
  /** Called for every SIP packet with the address of its capture agent; the packet is the receiver's again when it returns. */
  readonly onPacket: (packet: HepPacket, agent: string) => void;
  /** Key every HEPv3 packet must bring (chunk 14); HEPv1 and HEPv2, which have no place for one, are then refused. `null`: none. */
  readonly authKey: string | null;
  /** Longest payload a compressed one may unfold to. */
  readonly maxPayloadBytes: number;
}

/** Reads frames one after the other, counts each exactly once and hands on what is SIP. */
export class HepReceiver {
  readonly #packet = new HepPacket();
  readonly #options: HepReceiverOptions;
  readonly #key: Uint8Array | null;

  constructor(options: HepReceiverOptions) {
    this.#options = options;
    this.#key = options.authKey === null ? null : digest(Buffer.from(options.authKey));
  }

  /** One frame from `start` to `end`. Says why it could not be read at all, so that a stream can find its place again. */
  frame(bytes: Uint8Array, start: number, end: number, agent: string): HepRefusal | null {
    const { counts } = this.#options;
    counts.packets += 1;
    const refusal = decodeHep(bytes, start, end, this.#packet);
    if (refusal !== null) {
      countDropped(counts, refusal);
      return refusal;
    }
    if (this.#packet.notes !== 0) countNotes(counts, this.#packet.notes);
    const dropped = this.#pass(this.#packet, agent);
    if (dropped !== null) countDropped(counts, dropped);
    return null;
  }

  /** Hands the packet on or counts what it is instead; the reason when it is dropped. */
  #pass(packet: HepPacket, agent: string): string | null {
    const { counts, onPacket, maxPayloadBytes } = this.#options;
    if (this.#key !== null && !this.#mayPass(packet, this.#key)) return 'auth-key';
    if (packet.payloadStart === packet.payloadEnd) {
      if (packet.keepAliveS < 0) return 'no-payload';
      counts.keepAlives += 1;
      return null;
    }
    if (packet.type !== HEP_SIP) {
      countType(counts, packet.type);
      return null;
    }
    if (packet.isCompressed) {
      const refusal = unpackPayload(packet, maxPayloadBytes);
      if (refusal !== null) return refusal;
    }
    counts.used += 1;
    onPacket(packet, agent);
    return null;
  }

  /** Digests are compared, so that neither the time nor the length tells how much of a guessed key is right. */
  #mayPass(packet: HepPacket, key: Uint8Array): boolean {
    return timingSafeEqual(digest(packet.bytes.subarray(packet.authStart, packet.authEnd)), key);
  }
}

function digest(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
