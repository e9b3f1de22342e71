import { FRAME_NONE, FRAME_OPEN, sipFrameEnd } from '../sip-frame.ts';
import { hep3Length } from './decode-hep.ts';
import { hep2PayloadStart } from './decode-hep2.ts';
import { isHep3Magic } from './decode-hep3.ts';
import type { HepCounts } from './hep-counts.ts';
import type { HepReceiver } from './hep-receiver.ts';

/** The longest frame there can be: the length is a 16-bit word. */
export const MAX_FRAME = 65_535;
const FIRST_CAPACITY = 16_384;
/** Frame head, and the head of a HEPv2 packet over IPv6. */
const HEAD = 6;
const HEP2_HEAD = 52;

/**
 * The frames of one TCP connection, however the reads cut them. Bytes that are no frame are skipped up to the next magic and
 * counted: one bad packet costs itself, not the connection. Holds at most one frame.
 */
export class HepStream {
  readonly #receiver: HepReceiver;
  readonly #counts: HepCounts;
  readonly #agent: string;
  #held: Uint8Array = new Uint8Array(0);
  #length = 0;
  #lost = false;

  constructor(receiver: HepReceiver, counts: HepCounts, agent: string) {
    this.#receiver = receiver;
    this.#agent = agent;
    this.#counts = counts;
  }

  /** Takes what a read gave. */
  push(chunk: Uint8Array): void {
    if (this.#length === 0) {
      this.#keep(chunk, this.#read(chunk, chunk.length));
      return;
    }
    // What is held is less than a frame, so this takes no more than one read and one frame.
    this.#append(chunk);
    const length = this.#length;
    const taken = this.#read(this.#held, length);
    this.#held.copyWithin(0, taken, length);
    this.#length = length - taken;
  }

  /** The connection ended: what is held is a frame cut off. */
  end(): void {
    this.#counts.skippedBytes += this.#length;
    this.#length = 0;
  }

  /** Reads all frames that are whole and says how many bytes they took. */
  #read(bytes: Uint8Array, end: number): number {
    let at = 0;
    while (at < end) {
      const frameEnd = this.#frameEnd(bytes, at, end);
      if (frameEnd === FRAME_OPEN) break;
      if (frameEnd !== FRAME_NONE && this.#receiver.frame(bytes, at, frameEnd, this.#agent) === null) {
        this.#lost = false;
        at = frameEnd;
        continue;
      }
      const next = nextFrame(bytes, at + 1, end);
      if (!this.#lost) this.#counts.resyncs += 1;
      this.#lost = true;
      this.#counts.skippedBytes += next - at;
      at = next;
    }
    return at;
  }

  #frameEnd(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < HEAD) return couldBegin(bytes, at, end) ? FRAME_OPEN : FRAME_NONE;
    if (isHep3Magic(bytes, at)) {
      const length = hep3Length(bytes, at);
      // Too short to be a frame: given on, so that it is counted with its reason.
      if (length < HEAD) return at + HEAD;
      if (at + length <= end) return at + length;
      return liesAboutLength(bytes, at, at + length, end) ? end : FRAME_OPEN;
    }
    if (bytes[at] !== 1 && bytes[at] !== 2) return FRAME_NONE;
    // While the place is lost a lone byte 1 or 2 proves nothing.
    if (this.#lost) return FRAME_NONE;
    if (end - at < HEP2_HEAD) return FRAME_OPEN;
    const payload = hep2PayloadStart(bytes, at, end);
    if (payload < 0) return FRAME_NONE;
    const frameEnd = sipFrameEnd(bytes, payload, end, MAX_FRAME);
    return frameEnd > end ? FRAME_OPEN : frameEnd;
  }

  #keep(chunk: Uint8Array, taken: number): void {
    if (taken < chunk.length) this.#append(chunk.subarray(taken));
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.max(FIRST_CAPACITY, 2 * this.#held.length, needed));
      grown.set(this.#held.subarray(0, this.#length));
      this.#held = grown;
    }
    this.#held.set(chunk, this.#length);
    this.#length = needed;
  }
}

/** Whether the chunks that have come show that the frame's length is wrong, so that nobody waits for the rest. */
function liesAboutLength(bytes: Uint8Array, start: number, frameEnd: number, end: number): boolean {
  let at = start + HEAD;
  while (at + HEAD <= end) {
    if (isHep3Magic(bytes, at)) return true;
    const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    if (length < HEAD || at + length > frameEnd) return true;
    at += length;
  }
  return false;
}

/** Next place where a HEPv3 frame begins or may begin; `end` when there is none. */
function nextFrame(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1)
    if (bytes[at] === 0x48 || bytes[at] === 0x45) {
      if (end - at < 4 ? couldBegin(bytes, at, end) : isHep3Magic(bytes, at)) return at;
    }
  return end;
}

const MAGICS = [
  [0x48, 0x45, 0x50, 0x33],
  [0x45, 0x45, 0x50, 0x33],
];

function couldBegin(bytes: Uint8Array, at: number, end: number): boolean {
  const first = bytes[at];
  if (first === 1 || first === 2) return true;
  return MAGICS.some((magic) =>
    magic.every((byte, place) => at + place >= end || bytes[at + place] === byte),
  );
}
