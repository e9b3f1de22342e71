import type { HepRefusal } from './decode-hep.ts';
import { type HepPacket, noteBit } from './hep-packet.ts';

const DUPLICATE = noteBit('duplicate-chunk');
const FAMILY = noteBit('family-mismatch');
const BOTH = noteBit('both-families');
const FIELD_LENGTH = noteBit('field-length');
const BAD_MICROSECONDS = noteBit('bad-microseconds');
const NO_TIME = noteBit('no-time');
const NO_ADDRESSES = noteBit('no-addresses');

/** Vendor, type and length; the length of a chunk includes them. */
const CHUNK_HEAD = 6;
const GENERIC_VENDOR = 0;
const PAYLOAD = 15;
const COMPRESSED = 16;
/** Chunks seen are remembered in one integer; what comes after chunk 31 is not used here. */
const LAST_USED = 19;

const FAMILY_IPV4 = 2;
/** AF_INET6 is 10 on Linux and in the specification; agents on other systems send theirs (24, 28, 30). */
const FAMILIES_IPV6: ReadonlySet<number> = new Set([10, 23, 24, 26, 28, 30]);

/** `HEP3` or `EEP3`: where a frame begins. */
export function isHep3Magic(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  return (
    (first === 0x48 || first === 0x45) &&
    bytes[at + 1] === 0x45 &&
    bytes[at + 2] === 0x50 &&
    bytes[at + 3] === 0x33
  );
}

/** Fields that are known only when every chunk was walked; kept apart so that no packet allocates. */
const seen = {
  family: 0,
  seconds: 0,
  micros: 0,
  source4: -1,
  destination4: -1,
  source6: -1,
  destination6: -1,
  chunks: 0,
};

/**
 * Reads the HEPv3 packet that fills `start` to `end` (HEP3 specification, revision 37): chunks in any order, those of
 * vendors and of unknown types skipped, the first of doubled ones taken. Says why it was refused, `null` when it was not.
 */
export function decodeHep3(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: HepPacket,
): HepRefusal | null {
  into.reset(bytes);
  into.version = 3;
  seen.family = seen.seconds = seen.micros = seen.chunks = 0;
  seen.source4 = seen.destination4 = seen.source6 = seen.destination6 = -1;
  let at = start + 6;
  while (at < end) {
    if (at + CHUNK_HEAD > end) return 'chunk-length';
    // A length that lies swallows the frames that follow, as chunks of the vendor "HE".
    if (isHep3Magic(bytes, at)) return 'frame-inside';
    const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    if (length < CHUNK_HEAD || at + length > end) return 'chunk-length';
    const vendor = (bytes[at]! << 8) | bytes[at + 1]!;
    const type = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (vendor === GENERIC_VENDOR && type <= LAST_USED) takeChunk(into, type, at + CHUNK_HEAD, at + length);
    at += length;
  }
  finish(into);
  return null;
}

function takeChunk(into: HepPacket, type: number, from: number, to: number): void {
  const bit = 1 << type;
  if ((seen.chunks & bit) !== 0) {
    into.notes |= DUPLICATE;
    return;
  }
  seen.chunks |= bit;
  const { bytes } = into;
  switch (type) {
    case 1:
      seen.family = number(into, from, to);
      return;
    case 2:
      into.protocol = number(into, from, to);
      return;
    case 3:
      seen.source4 = address(into, from, to, 4);
      return;
    case 4:
      seen.destination4 = address(into, from, to, 4);
      return;
    case 5:
      seen.source6 = address(into, from, to, 16);
      return;
    case 6:
      seen.destination6 = address(into, from, to, 16);
      return;
    case 7:
      into.sourcePort = number(into, from, to) & 0xffff;
      return;
    case 8:
      into.destinationPort = number(into, from, to) & 0xffff;
      return;
    case 9:
      seen.seconds = number(into, from, to);
      return;
    case 10:
      seen.micros = number(into, from, to);
      return;
    case 11:
      into.type = number(into, from, to);
      return;
    case 12:
      into.captureId = number(into, from, to);
      return;
    case 13:
      into.keepAliveS = number(into, from, to);
      return;
    case 14:
      into.authStart = from;
      into.authEnd = to;
      return;
    case PAYLOAD:
      into.payload = bytes;
      into.payloadStart = from;
      into.payloadEnd = to;
      into.isCompressed = false;
      return;
    case COMPRESSED:
      if ((seen.chunks & (1 << PAYLOAD)) !== 0) return;
      into.payloadStart = from;
      into.payloadEnd = to;
      into.isCompressed = true;
      return;
    case 17:
      into.correlationStart = from;
      into.correlationEnd = to;
      return;
    case 19:
      into.nodeStart = from;
      into.nodeEnd = to;
  }
}

/** Numbers are big-endian and of a fixed width; agents that write a shorter one are understood. */
function number(into: HepPacket, from: number, to: number): number {
  const { bytes } = into;
  if (to - from > 4 || to === from) {
    into.notes |= FIELD_LENGTH;
    return 0;
  }
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 256 + bytes[at]!;
  return value;
}

function address(into: HepPacket, from: number, to: number, width: number): number {
  if (to - from === width) return from;
  into.notes |= FIELD_LENGTH;
  return -1;
}

function finish(into: HepPacket): void {
  const has4 = seen.source4 >= 0 || seen.destination4 >= 0;
  const has6 = seen.source6 >= 0 || seen.destination6 >= 0;
  const says6 = FAMILIES_IPV6.has(seen.family);
  if (has4 && has6) into.notes |= BOTH;
  if (has6 && (says6 || !has4)) {
    into.family = 6;
    into.source = seen.source6;
    into.destination = seen.destination6;
  } else if (has4) {
    into.family = 4;
    into.source = seen.source4;
    into.destination = seen.destination4;
  } else into.notes |= NO_ADDRESSES;
  if (into.family === 4 ? seen.family !== FAMILY_IPV4 : into.family === 6 && !says6) into.notes |= FAMILY;
  if (seen.seconds === 0) {
    into.notes |= NO_TIME;
    return;
  }
  const sound = seen.micros < 1_000_000;
  if (!sound) into.notes |= BAD_MICROSECONDS;
  into.at = seen.seconds * 1000 + (sound ? seen.micros / 1000 : 0);
}
