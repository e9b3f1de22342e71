import { ipv4, ipv6, joined, text, u16 } from './hep-encoder.ts';

/** Writes capture files and the packets in them for tests, from the format descriptions and not from our reader. */
export interface Captured {
  readonly bytes: Uint8Array;
  /** Epoch milliseconds. */
  readonly at?: number;
  /** Length on the wire, when the capture cut it. */
  readonly wireLength?: number;
  /** Interface of a pcapng packet. */
  readonly on?: number;
}

export const AT = Date.UTC(2026, 0, 5, 10);

function word(value: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0, little);
  return bytes;
}

function half(value: number, little: boolean): Uint8Array {
  return little ? Uint8Array.of(value & 255, value >> 8) : u16(value);
}

export interface PcapForm {
  readonly little?: boolean;
  readonly nanoseconds?: boolean;
  readonly linkType?: number;
  readonly snapLength?: number;
}

/** A classic capture file. */
export function pcap(packets: readonly Captured[], form: PcapForm = {}): Uint8Array {
  const { little = true, nanoseconds = false, linkType = 1, snapLength = 262_144 } = form;
  const head = joined(
    word(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little),
    half(2, little),
    half(4, little),
    word(0, little),
    word(0, little),
    word(snapLength, little),
    word(linkType, little),
  );
  const records = packets.flatMap(({ bytes, at = AT, wireLength = bytes.length }) => [
    word(Math.floor(at / 1000), little),
    word(Math.round((at % 1000) * (nanoseconds ? 1e6 : 1e3)), little),
    word(bytes.length, little),
    word(wireLength, little),
    bytes,
  ]);
  return joined(head, ...records);
}

const padded = (bytes: Uint8Array) => joined(bytes, new Uint8Array((4 - (bytes.length % 4)) % 4));

export function pcapngBlock(type: number, body: Uint8Array, little = true): Uint8Array {
  const whole = padded(body);
  const length = word(12 + whole.length, little);
  return joined(word(type, little), length, whole, length);
}

export const pcapngSection = (little = true): Uint8Array =>
  pcapngBlock(
    0x0a0d0d0a,
    joined(
      word(0x1a2b3c4d, little),
      half(1, little),
      half(0, little),
      word(0xffffffff, little),
      word(0xffffffff, little),
    ),
    little,
  );

export function pcapngInterface(
  linkType = 1,
  {
    little = true,
    snapLength = 0,
    resolution,
  }: { little?: boolean; snapLength?: number; resolution?: number } = {},
): Uint8Array {
  const options =
    resolution === undefined
      ? new Uint8Array(0)
      : joined(
          half(9, little),
          half(1, little),
          padded(Uint8Array.of(resolution)),
          half(0, little),
          half(0, little),
        );
  return pcapngBlock(
    1,
    joined(half(linkType, little), half(0, little), word(snapLength, little), options),
    little,
  );
}

/** An enhanced packet block; `unitsPerMs` as the interface's resolution has it. */
export function pcapngPacket(packet: Captured, little = true, unitsPerMs = 1000): Uint8Array {
  const { bytes, at = AT, wireLength = bytes.length, on = 0 } = packet;
  const ticks = BigInt(Math.round(at * unitsPerMs));
  return pcapngBlock(
    6,
    joined(
      word(on, little),
      word(Number(ticks >> 32n), little),
      word(Number(ticks & 0xffffffffn), little),
      word(bytes.length, little),
      word(wireLength, little),
      bytes,
    ),
    little,
  );
}

/** An old packet block (type 2). */
export function pcapngOldPacket(packet: Captured, little = true): Uint8Array {
  const { bytes, at = AT, wireLength = bytes.length, on = 0 } = packet;
  const ticks = BigInt(Math.round(at * 1000));
  return pcapngBlock(
    2,
    joined(
      half(on, little),
      half(0, little),
      word(Number(ticks >> 32n), little),
      word(Number(ticks & 0xffffffffn), little),
      word(bytes.length, little),
      word(wireLength, little),
      bytes,
    ),
    little,
  );
}

export const pcapngSimplePacket = (bytes: Uint8Array, little = true): Uint8Array =>
  pcapngBlock(3, joined(word(bytes.length, little), bytes), little);

export interface Ends {
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

const FROM = '192.0.2.10';
const TO = '192.0.2.20';
const address = (written: string) => (written.includes(':') ? ipv6(written) : ipv4(written));

export function udp(payload: string | Uint8Array, ends: Ends = {}): Uint8Array {
  const body = typeof payload === 'string' ? text(payload) : payload;
  const { sourcePort = 5060, destinationPort = 5080 } = ends;
  return joined(u16(sourcePort), u16(destinationPort), u16(8 + body.length), u16(0), body);
}

export interface TcpForm extends Ends {
  readonly sequence: number;
  readonly flags?: number;
}

export const SYN = 2;
export const FIN = 1;

export function tcp(payload: string | Uint8Array, form: TcpForm): Uint8Array {
  const { sourcePort = 5060, destinationPort = 5080, sequence, flags = 0x18 } = form;
  return joined(
    u16(sourcePort),
    u16(destinationPort),
    word(sequence, false),
    word(0, false),
    Uint8Array.of(0x50, flags, 0xff, 0xff, 0, 0, 0, 0),
    typeof payload === 'string' ? text(payload) : payload,
  );
}

export interface IpForm extends Ends {
  /** 17 UDP, 6 TCP, 4 IP in IP, 47 GRE. */
  readonly protocol?: number;
  readonly id?: number;
  /** Bytes before this fragment. */
  readonly offset?: number;
  readonly more?: boolean;
}

/** An IPv4 packet, or an IPv6 one when the source has colons. */
export function ip(payload: Uint8Array, form: IpForm = {}): Uint8Array {
  const { source = FROM, destination = TO, protocol = 17, id = 7, offset = 0, more = false } = form;
  if (source.includes(':')) return ip6(payload, form);
  return joined(
    Uint8Array.of(0x45, 0),
    u16(20 + payload.length),
    u16(id),
    u16((more ? 0x2000 : 0) | (offset / 8)),
    Uint8Array.of(64, protocol, 0, 0),
    address(source),
    address(destination),
    payload,
  );
}

function ip6(payload: Uint8Array, form: IpForm): Uint8Array {
  const { source = '', destination = source, protocol = 17, id = 7, offset = 0, more = false } = form;
  const isFragment = more || offset > 0;
  const fragment = isFragment
    ? joined(Uint8Array.of(protocol, 0), u16(offset | (more ? 1 : 0)), word(id, false))
    : new Uint8Array(0);
  return joined(
    Uint8Array.of(0x60, 0, 0, 0),
    u16(fragment.length + payload.length),
    Uint8Array.of(isFragment ? 44 : protocol, 64),
    address(source),
    address(destination),
    fragment,
    payload,
  );
}

const MACS = new Uint8Array(12);

/** An Ethernet frame; `tags` are VLAN tags, outermost first, as [EtherType, identifier]. */
export function ethernet(packet: Uint8Array, tags: readonly (readonly [number, number])[] = []): Uint8Array {
  const type = packet[0]! >> 4 === 6 ? 0x86dd : 0x0800;
  return joined(MACS, ...tags.map(([tag, id]) => joined(u16(tag), u16(id))), u16(type), packet);
}

/** A datagram as it stands in an Ethernet capture. */
export const udpFrame = (payload: string | Uint8Array, ends: Ends = {}): Uint8Array =>
  ethernet(ip(udp(payload, ends), ends));

export const tcpFrame = (payload: string | Uint8Array, form: TcpForm): Uint8Array =>
  ethernet(ip(tcp(payload, form), { ...form, protocol: 6 }));
