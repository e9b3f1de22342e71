import type { HepRefusal } from './decode-hep.ts';
import { HEP_SIP, type HepPacket, noteBit } from './hep-packet.ts';

const FIXED = 8;
const IPV4_HEAD = FIXED + 8;
const IPV6_HEAD = FIXED + 32;
const TIME_HEAD = 12;

/** Where the payload of the HEPv1 or HEPv2 packet at `start` begins; -1 when its header is none. */
export function hep2PayloadStart(bytes: Uint8Array, start: number, end: number): number {
  if (start + FIXED > end) return -1;
  const version = bytes[start]!;
  const length = bytes[start + 1]!;
  if (version !== 1 && version !== 2) return -1;
  if (length !== IPV4_HEAD && length !== IPV6_HEAD) return -1;
  const from = start + length + (version === 2 ? TIME_HEAD : 0);
  return from > end ? -1 : from;
}

/**
 * Reads a HEPv1 or HEPv2 packet that fills `start` to `end`: version, length of the header, family, protocol, ports,
 * two addresses, in version 2 also seconds, microseconds and the agent's number in the byte order of the agent's machine
 * (little-endian everywhere it was ever built), then the SIP message up to the end.
 */
export function decodeHep2(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: HepPacket,
): HepRefusal | null {
  const from = hep2PayloadStart(bytes, start, end);
  if (from < 0) return 'header-length';
  into.reset(bytes);
  into.version = bytes[start]!;
  into.type = HEP_SIP;
  into.protocol = bytes[start + 3]!;
  into.sourcePort = (bytes[start + 4]! << 8) | bytes[start + 5]!;
  into.destinationPort = (bytes[start + 6]! << 8) | bytes[start + 7]!;
  const isIpv6 = bytes[start + 1]! === IPV6_HEAD;
  into.family = isIpv6 ? 6 : 4;
  if (isIpv6 === (bytes[start + 2]! === 2)) into.notes |= noteBit('family-mismatch');
  into.source = start + FIXED;
  into.destination = start + FIXED + (isIpv6 ? 16 : 4);
  into.payloadStart = from;
  into.payloadEnd = end;
  if (into.version === 2) takeTime(into, from - TIME_HEAD);
  else into.notes |= noteBit('no-time');
  return null;
}

function takeTime(into: HepPacket, at: number): void {
  const { bytes } = into;
  const seconds = littleEndian(bytes, at);
  const micros = littleEndian(bytes, at + 4);
  into.captureId = bytes[at + 8]! | (bytes[at + 9]! << 8);
  if (seconds === 0) {
    into.notes |= noteBit('no-time');
    return;
  }
  const sound = micros < 1_000_000;
  if (!sound) into.notes |= noteBit('bad-microseconds');
  into.at = seconds * 1000 + (sound ? micros / 1000 : 0);
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
