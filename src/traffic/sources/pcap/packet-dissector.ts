import type { CapturedPayload } from '../captured-payload.ts';
import { isHep3Magic } from '../hep/decode-hep3.ts';
import { HepReceiver, hepCounts, takeHepDatagram } from '../hep/index.ts';
import { beginsSip } from '../sip-frame.ts';
import { type CaptureCounts, captureCounts } from './capture-counts.ts';
import type { CapturePacket } from './capture-packet.ts';
import { CapturedMessage } from './captured-message.ts';
import { FRAGMENT_LIMITS, type FragmentLimits, IpFragments } from './ip-fragments.ts';
import { IpPacket } from './ip-packet.ts';
import { byEtherType, CUT, ipStart, NOT_IP, UNKNOWN_LINK } from './link-layer.ts';
import { TcpStreams } from './tcp-streams.ts';
import { network16 } from './unsigned.ts';

const IP_IN_IP = 4;
const TCP = 6;
const UDP = 17;
const IPV6_IN_IP = 41;
const GRE = 47;
/** Tunnels in tunnels that are walked into. */
const MAX_DEPTH = 4;
const UDP_HEAD = 8;

export interface PacketDissectorOptions {
  /**
   * Called for every SIP message, and for the SIP in HEP datagrams, which then bring their own addresses and time. What is
   * given is reused: copy what is kept. `packetNumber` is that of the packet in which the message ended.
   */
  readonly onMessage: (message: CapturedPayload, packetNumber: number) => void;
  readonly fragmentLimits?: FragmentLimits;
}

/**
 * Finds the SIP messages in captured packets: on any port, told by content, over UDP and TCP, through VLANs, MPLS, PPPoE,
 * IP-in-IP and GRE, in fragments and in segments. Every packet is counted once (`CaptureCounts`). Never throws.
 */
export class PacketDissector {
  readonly counts: CaptureCounts = captureCounts();
  readonly #onMessage: PacketDissectorOptions['onMessage'];
  readonly #message = new CapturedMessage();
  readonly #ip = new IpPacket();
  readonly #fragments: IpFragments;
  readonly #streams: TcpStreams;
  readonly #hepCounts = hepCounts();
  readonly #hep: HepReceiver;
  /** Time of the last packet that had one: what comes without is as old. */
  #at = Number.NaN;

  constructor(options: PacketDissectorOptions) {
    this.#onMessage = options.onMessage;
    this.#fragments = new IpFragments(options.fragmentLimits ?? FRAGMENT_LIMITS);
    this.#streams = new TcpStreams(this.counts, this.#message, (message) => {
      options.onMessage(message, message.packetNumber);
    });
    this.#hep = new HepReceiver({
      counts: this.#hepCounts,
      authKey: null,
      maxPayloadBytes: 65_535,
      onPacket: (packet) => {
        this.counts.messages += 1;
        options.onMessage(packet, this.#message.packetNumber);
      },
    });
  }

  /** Takes the next packet of the capture. */
  packet(packet: CapturePacket): void {
    this.counts.packets += 1;
    if (!Number.isNaN(packet.at)) this.#at = packet.at;
    this.#message.at = this.#at;
    this.#message.packetNumber = packet.number;
    const { bytes, start, end } = packet;
    const dropped = this.#fromIp(bytes, ipStart(bytes, start, end, packet.linkType), end, 0);
    if (dropped !== null) this.#drop(dropped);
  }

  /** The capture ended: held segments are handed on, what is unfinished is counted as lost. */
  end(): void {
    this.#streams.end();
    this.#fragments.end();
    this.counts.lost.incompleteDatagrams = this.#fragments.incomplete;
  }

  #fromIp(bytes: Uint8Array, start: number, end: number, depth: number): string | null {
    if (start === NOT_IP) return 'not-ip';
    if (start === CUT) return 'cut';
    if (start === UNKNOWN_LINK) return 'unknown-link-type';
    const ip = this.#ip;
    const refusal = ip.read(bytes, start, end);
    if (refusal !== null) return refusal;
    if (ip.isFragment) return this.#fromFragment(ip, depth);
    return this.#fromPayload(ip, depth);
  }

  #fromFragment(ip: IpPacket, depth: number): string | null {
    if (ip.isCut) return 'cut';
    const step = this.#fragments.take(ip, this.#at);
    if (step !== 'whole') return step;
    // The addresses stay where they were; the payload is elsewhere, so both go into bytes of their own.
    const width = ip.version === 4 ? 4 : 16;
    const { datagram } = this.#fragments;
    const joined = new Uint8Array(2 * width + datagram.length);
    joined.set(ip.bytes.subarray(ip.source, ip.source + width));
    joined.set(ip.bytes.subarray(ip.destination, ip.destination + width), width);
    joined.set(datagram, 2 * width);
    ip.bytes = joined;
    ip.source = 0;
    ip.destination = width;
    ip.payloadStart = 2 * width;
    ip.payloadEnd = joined.length;
    return this.#fromPayload(ip, depth);
  }

  #fromPayload(ip: IpPacket, depth: number): string | null {
    switch (ip.protocol) {
      case UDP:
        return this.#fromUdp(ip);
      case TCP:
        // A segment cut short leaves a hole, which the stream finds by itself.
        return this.#streams.take(ip, this.#at);
      case IP_IN_IP:
      case IPV6_IN_IP:
        return depth >= MAX_DEPTH
          ? 'too-deep'
          : this.#fromIp(ip.bytes, ip.payloadStart, ip.payloadEnd, depth + 1);
      case GRE:
        return depth >= MAX_DEPTH ? 'too-deep' : this.#fromGre(ip, depth + 1);
      default:
        return 'other-protocol';
    }
  }

  /** RFC 2784, with key and sequence number of RFC 2890. */
  #fromGre({ bytes, payloadStart: at, payloadEnd: end }: IpPacket, depth: number): string | null {
    if (at + 4 > end) return 'cut';
    const flags = network16(bytes, at);
    if ((flags & 0x4007) !== 0) return 'other-protocol';
    const optional = [0x8000, 0x2000, 0x1000].filter((flag) => (flags & flag) !== 0).length;
    return this.#fromIp(
      bytes,
      byEtherType(bytes, network16(bytes, at + 2), at + 4 + 4 * optional, end),
      end,
      depth,
    );
  }

  #fromUdp(ip: IpPacket): string | null {
    const { bytes, payloadStart: start } = ip;
    if (start + UDP_HEAD > ip.payloadEnd) return 'bad-udp-header';
    const length = network16(bytes, start + 4);
    if (length !== 0 && length < UDP_HEAD) return 'bad-udp-header';
    const wireEnd = length === 0 ? ip.payloadEnd : start + length;
    const isCut = wireEnd > ip.payloadEnd;
    if (isCut && !ip.isCut) return 'bad-udp-header';
    const end = Math.min(wireEnd, ip.payloadEnd);
    let from = start + UDP_HEAD;
    if (isHep3Magic(bytes, from) && from < end) return this.#fromHep(bytes.subarray(from, end));
    // Line ends before the start line are to be ignored (RFC 3261 §7.5).
    while (from < end && (bytes[from] === 13 || bytes[from] === 10)) from += 1;
    if (from === end || isFilling(bytes, from, end)) return 'keep-alive';
    if (beginsSip(bytes, from, end) !== true) return isCut ? 'cut' : 'not-sip';
    if (isCut && !hasWholeHead(bytes, from, end)) return 'cut';
    if (isCut) this.counts.cutBodies += 1;
    this.#handOn(ip, from, end, isCut);
    return null;
  }

  #handOn(ip: IpPacket, from: number, end: number, isCut: boolean): void {
    const message = this.#message;
    message.payload = ip.bytes;
    message.payloadStart = from;
    message.payloadEnd = end;
    message.transport = 'udp';
    message.isCut = isCut;
    message.family = ip.version;
    message.addresses = ip.bytes;
    message.sourcePlace = ip.source;
    message.destinationPlace = ip.destination;
    message.sourcePort = network16(ip.bytes, ip.payloadStart);
    message.destinationPort = network16(ip.bytes, ip.payloadStart + 2);
    this.counts.messages += 1;
    this.#onMessage(message, message.packetNumber);
  }

  #fromHep(datagram: Uint8Array): string | null {
    const before = this.#hepCounts.used;
    takeHepDatagram(datagram, datagram.length, this.#hep, this.#hepCounts, '');
    return this.#hepCounts.used > before ? null : 'hep-without-sip';
  }

  #drop(reason: string): void {
    this.counts.dropped.set(reason, (this.counts.dropped.get(reason) ?? 0) + 1);
  }
}

/** Zeros are what some phones send to keep their way through a NAT open. */
function isFilling(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

function hasWholeHead(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1)
    if (bytes[at] === 10 && (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10)))
      return at + 2 < end;
  return false;
}
