import type { PcapForm } from './capture-kind.ts';
import type { CapturePacket } from './capture-packet.ts';
import { type CaptureFormat, type CaptureStep, MAX_RECORD } from './capture-source.ts';
import { unsigned32 } from './unsigned.ts';

const FILE_HEAD = 24;

/** Records of a classic capture file: a head of 24 bytes, then seconds, fraction, captured and original length, bytes. */
export class PcapFormat implements CaptureFormat {
  taken = 0;
  damage = '';
  readonly #form: PcapForm;
  #begun = false;
  #linkType = 0;

  constructor(form: PcapForm) {
    this.#form = form;
  }

  step(bytes: Uint8Array, at: number, end: number, packet: CapturePacket): CaptureStep {
    const { littleEndian, nanoseconds, recordHead } = this.#form;
    if (!this.#begun) {
      this.taken = FILE_HEAD;
      if (end - at < FILE_HEAD) return 'more';
      // The upper half tells of frame check sequences.
      this.#linkType = unsigned32(bytes, at + 20, littleEndian) & 0xffff;
      this.#begun = true;
      return 'skipped';
    }
    this.taken = recordHead;
    if (end - at < recordHead) return 'more';
    const captured = unsigned32(bytes, at + 8, littleEndian);
    if (captured > MAX_RECORD) {
      this.damage = `a record says it has ${captured} bytes`;
      return 'damaged';
    }
    this.taken = recordHead + captured;
    if (end - at < this.taken) return 'more';
    const fraction = unsigned32(bytes, at + 4, littleEndian);
    packet.bytes = bytes;
    packet.start = at + recordHead;
    packet.end = at + this.taken;
    packet.wireLength = unsigned32(bytes, at + 12, littleEndian);
    packet.linkType = this.#linkType;
    packet.at = unsigned32(bytes, at, littleEndian) * 1000 + fraction / (nanoseconds ? 1e6 : 1e3);
    return 'packet';
  }
}
