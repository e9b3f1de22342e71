import type { CapturePacket } from './capture-packet.ts';
import { type CaptureFormat, type CaptureStep, MAX_RECORD } from './capture-source.ts';
import { unsigned16, unsigned32 } from './unsigned.ts';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const PACKET = 6;
/** Type, length, and the length again at the end. */
const FRAME = 12;
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;
/** More interfaces than this in one section are not believed. */
const MAX_INTERFACES = 4096;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  /** Milliseconds of one unit of time. */
  readonly unitMs: number;
  readonly offsetMs: number;
}

/**
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng): sections in either byte order, their interfaces, and packets of the
 * enhanced, simple and old kind. Of the options only those that say what a time means are read; all other blocks are passed over.
 */
export class PcapngFormat implements CaptureFormat {
  taken = 0;
  damage = '';
  #littleEndian = true;
  #interfaces: Interface[] = [];

  step(bytes: Uint8Array, at: number, end: number, packet: CapturePacket): CaptureStep {
    this.taken = FRAME;
    if (end - at < FRAME) return 'more';
    const isSection = unsigned32(bytes, at, false) === SECTION;
    if (isSection && !this.#beginSection(bytes, at + 8))
      return this.#damaged('a section of unknown byte order');
    const length = unsigned32(bytes, at + 4, this.#littleEndian);
    if (length < FRAME || length % 4 !== 0 || length > MAX_RECORD)
      return this.#damaged(`a block says it has ${length} bytes`);
    this.taken = length;
    if (end - at < length) return 'more';
    if (unsigned32(bytes, at + length - 4, this.#littleEndian) !== length)
      return this.#damaged('a block whose two lengths differ');
    return isSection ? 'skipped' : this.#block(bytes, at, at + length - 4, packet);
  }

  #block(bytes: Uint8Array, at: number, bodyEnd: number, packet: CapturePacket): CaptureStep {
    const little = this.#littleEndian;
    const body = at + 8;
    switch (unsigned32(bytes, at, little)) {
      case INTERFACE:
        return this.#addInterface(bytes, body, bodyEnd);
      case PACKET:
        if (bodyEnd - body < 20) return this.#damaged('a packet block without room for its head');
        return this.#packet(bytes, body, bodyEnd, unsigned32(bytes, body, little), packet);
      case OLD_PACKET:
        if (bodyEnd - body < 20) return this.#damaged('a packet block without room for its head');
        return this.#packet(bytes, body, bodyEnd, unsigned16(bytes, body, little), packet);
      case SIMPLE_PACKET:
        return this.#simplePacket(bytes, body, bodyEnd, packet);
      default:
        return 'skipped';
    }
  }

  #packet(
    bytes: Uint8Array,
    body: number,
    bodyEnd: number,
    place: number,
    packet: CapturePacket,
  ): CaptureStep {
    const little = this.#littleEndian;
    const on = this.#interfaces[place];
    const captured = unsigned32(bytes, body + 12, little);
    if (on === undefined) return this.#damaged('a packet of an interface that was not described');
    if (body + 20 + captured > bodyEnd) return this.#damaged('a packet longer than its block');
    const ticks = unsigned32(bytes, body + 4, little) * 2 ** 32 + unsigned32(bytes, body + 8, little);
    packet.bytes = bytes;
    packet.start = body + 20;
    packet.end = body + 20 + captured;
    packet.wireLength = unsigned32(bytes, body + 16, little);
    packet.linkType = on.linkType;
    packet.at = ticks * on.unitMs + on.offsetMs;
    return 'packet';
  }

  #simplePacket(bytes: Uint8Array, body: number, bodyEnd: number, packet: CapturePacket): CaptureStep {
    const on = this.#interfaces[0];
    if (on === undefined) return this.#damaged('a packet of an interface that was not described');
    if (bodyEnd - body < 4) return this.#damaged('a packet block without room for its head');
    packet.wireLength = unsigned32(bytes, body, this.#littleEndian);
    const snapped = on.snapLength === 0 ? packet.wireLength : Math.min(on.snapLength, packet.wireLength);
    packet.bytes = bytes;
    packet.start = body + 4;
    packet.end = Math.min(body + 4 + snapped, bodyEnd);
    packet.linkType = on.linkType;
    packet.at = Number.NaN;
    return 'packet';
  }

  #beginSection(bytes: Uint8Array, at: number): boolean {
    const isLittle = unsigned32(bytes, at, true) === 0x1a2b3c4d;
    if (!isLittle && unsigned32(bytes, at, false) !== 0x1a2b3c4d) return false;
    this.#littleEndian = isLittle;
    this.#interfaces = [];
    return true;
  }

  #addInterface(bytes: Uint8Array, body: number, bodyEnd: number): CaptureStep {
    const little = this.#littleEndian;
    if (bodyEnd - body < 8) return this.#damaged('an interface block without room for its head');
    if (this.#interfaces.length >= MAX_INTERFACES) return this.#damaged('too many interfaces');
    let unitMs = 1e-3;
    let offsetMs = 0;
    for (let at = body + 8; at + 4 <= bodyEnd; ) {
      const code = unsigned16(bytes, at, little);
      const length = unsigned16(bytes, at + 2, little);
      if (code === 0 || at + 4 + length > bodyEnd) break;
      if (code === TIME_RESOLUTION && length === 1) unitMs = resolutionMs(bytes[at + 4]!);
      if (code === TIME_OFFSET && length === 8) offsetMs = seconds(bytes, at + 4, little) * 1000;
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
    const linkType = unsigned16(bytes, body, little);
    this.#interfaces.push({ linkType, snapLength: unsigned32(bytes, body + 4, little), unitMs, offsetMs });
    return 'skipped';
  }

  #damaged(damage: string): CaptureStep {
    this.damage = damage;
    return 'damaged';
  }
}

/** A negative power of ten, or of two when the high bit is set. */
function resolutionMs(code: number): number {
  return 1000 * (code & 0x80 ? 2 ** -(code & 0x7f) : 10 ** -code);
}

/** A signed 64-bit number of seconds. */
function seconds(bytes: Uint8Array, at: number, little: boolean): number {
  const high = unsigned32(bytes, little ? at + 4 : at, little) | 0;
  return high * 2 ** 32 + unsigned32(bytes, little ? at : at + 4, little);
}
