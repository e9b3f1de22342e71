import { FRAME_NONE, FRAME_OPEN, nextSipStart, sipFrameEnd } from '../sip-frame.ts';
import type { CaptureCounts } from './capture-counts.ts';

/** Limits of one direction of a TCP connection. */
export interface StreamLimits {
  /** Longest message that is waited for. (Default 65,535) */
  readonly messageBytes: number;
  /** Bytes and segments held that came before what precedes them. (Default 256 KiB, 128) */
  readonly aheadBytes: number;
  readonly aheadSegments: number;
  /** Time of the capture after which what is missing is taken for lost. (Default 2 s) */
  readonly gapMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  messageBytes: 65_535,
  aheadBytes: 256 << 10,
  aheadSegments: 128,
  gapMs: 2000,
};

interface Segment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** What a segment came to, when no message ended in it. */
export type StreamStep = 'tcp-part' | 'tcp-ahead' | 'tcp-repeated' | 'not-sip' | 'tls';

/** Bytes after which a stream met in its middle that shows no SIP is not looked at any more. */
const PATIENCE = 16_384;
const NOTHING = new Uint8Array(0);
/** A stream that holds nothing keeps no more room than this. */
const KEPT = 8192;

/** Distance from one sequence number to another, over the wrap. */
const distance = (from: number, to: number) => (to - from) | 0;

/**
 * One direction of a TCP connection: puts segments in order and cuts SIP messages out of it. What the capture lost is a hole:
 * it is counted, the message it lies in is given up, and reading goes on at the next message.
 */
export class TcpStream {
  readonly #counts: CaptureCounts;
  readonly #limits: StreamLimits;
  readonly #onMessage: (bytes: Uint8Array, start: number, end: number) => void;
  #next: number;
  #ahead: Segment[] = [];
  #aheadBytes = 0;
  #held = NOTHING;
  #length = 0;
  /** Bytes the message that is held has by its own word. */
  #needed = 0;
  /** Where the stream is not known to stand at the beginning of a message. */
  #isLost: boolean;
  #hasSip = false;
  #seen = 0;
  #isForeign: 'not-sip' | 'tls' | null = null;

  /** `sequence` is that of the first byte expected; `fromStart` whether the connection was seen to begin. */
  constructor(
    sequence: number,
    fromStart: boolean,
    counts: CaptureCounts,
    onMessage: (bytes: Uint8Array, start: number, end: number) => void,
    limits: StreamLimits = STREAM_LIMITS,
  ) {
    this.#next = sequence;
    this.#isLost = !fromStart;
    this.#counts = counts;
    this.#onMessage = onMessage;
    this.#limits = limits;
  }

  /** Memory it takes, bytes. */
  get heldBytes(): number {
    return this.#held.length + this.#aheadBytes;
  }

  /** Takes a segment's payload. `null`: messages ended in it and were handed on. */
  segment(sequence: number, bytes: Uint8Array, at: number): StreamStep | null {
    if (this.#isForeign !== null) return this.#isForeign;
    const before = this.#counts.messages;
    const offset = distance(this.#next, sequence);
    let step: StreamStep = 'tcp-part';
    if (offset > 0) {
      step = this.#holdAhead({ sequence, bytes: bytes.slice(), at });
      this.#giveUpLate(at);
    } else if (offset + bytes.length <= 0) step = 'tcp-repeated';
    else {
      this.#append(bytes.subarray(-offset));
      this.#appendAhead();
    }
    if (this.#isForeign !== null) this.#forget();
    if (this.#counts.messages > before) return null;
    return this.#isForeign ?? step;
  }

  /** The connection or the capture ended: what was held is handed on, what is missing is lost. */
  end(): void {
    while (this.#ahead.length > 0 && this.#isForeign === null) this.#skipGap();
    if (this.#hasSip && this.#length > 0 && !this.#isLost) this.#counts.lost.unfinishedMessages += 1;
    this.#forget();
  }

  #forget(): void {
    this.#held = NOTHING;
    this.#length = 0;
    this.#ahead = [];
    this.#aheadBytes = 0;
  }

  #holdAhead(segment: Segment): StreamStep {
    const { aheadBytes, aheadSegments } = this.#limits;
    let place = this.#ahead.length;
    while (place > 0 && distance(this.#ahead[place - 1]!.sequence, segment.sequence) < 0) place -= 1;
    const same = this.#ahead[place - 1];
    if (same?.sequence === segment.sequence && same.bytes.length >= segment.bytes.length)
      return 'tcp-repeated';
    this.#ahead.splice(place, 0, segment);
    this.#aheadBytes += segment.bytes.length;
    while (this.#aheadBytes > aheadBytes || this.#ahead.length > aheadSegments) this.#skipGap();
    return 'tcp-ahead';
  }

  #giveUpLate(now: number): void {
    while (this.#ahead.length > 0 && now - this.#ahead[0]!.at > this.#limits.gapMs) this.#skipGap();
  }

  /** What precedes the first segment held is lost. */
  #skipGap(): void {
    const first = this.#ahead[0]!;
    const gap = distance(this.#next, first.sequence);
    if (gap > 0) {
      if (this.#hasSip) {
        this.#counts.lost.streamGaps += 1;
        this.#counts.lost.streamGapBytes += gap;
        if (this.#length > 0 && !this.#isLost) this.#counts.lost.unfinishedMessages += 1;
      }
      this.#counts.skippedBytes += this.#length;
      this.#length = 0;
      this.#needed = 0;
      this.#isLost = true;
      this.#next = first.sequence;
    }
    this.#appendAhead();
  }

  #appendAhead(): void {
    while (this.#ahead.length > 0) {
      const first = this.#ahead[0]!;
      const offset = distance(this.#next, first.sequence);
      if (offset > 0) return;
      this.#ahead.shift();
      this.#aheadBytes -= first.bytes.length;
      if (offset + first.bytes.length > 0) this.#append(first.bytes.subarray(-offset));
    }
  }

  #append(bytes: Uint8Array): void {
    this.#next = (this.#next + bytes.length) >>> 0;
    this.#seen += bytes.length;
    if (this.#length === 0) {
      const taken = this.#cut(bytes, bytes.length);
      if (taken < bytes.length && this.#isForeign === null) this.#hold(bytes.subarray(taken));
      return;
    }
    this.#hold(bytes);
    if (this.#length < this.#needed) return;
    const taken = this.#cut(this.#held, this.#length);
    this.#held.copyWithin(0, taken, this.#length);
    this.#length -= taken;
    if (this.#length === 0 && this.#held.length > KEPT) this.#held = NOTHING;
  }

  /** Hands on all messages that are whole and says how many bytes are done with. */
  #cut(bytes: Uint8Array, end: number): number {
    this.#needed = 0;
    let at = 0;
    while (at < end && this.#isForeign === null) {
      // Line ends between messages keep the connection open (RFC 5626 §3.5.1).
      if (!this.#isLost && (bytes[at] === 13 || bytes[at] === 10)) {
        at += 1;
        continue;
      }
      if (this.#isLost) {
        const found = nextSipStart(bytes, at, end);
        const start = found < 0 ? ~found : found;
        this.#counts.skippedBytes += start - at;
        at = start;
        if (found < 0) break;
      }
      const frameEnd = sipFrameEnd(bytes, at, end, this.#limits.messageBytes);
      if (frameEnd === FRAME_NONE) {
        if (!this.#isLost) this.#judge(bytes, at, end);
        this.#isLost = true;
        this.#counts.skippedBytes += 1;
        at += 1;
        continue;
      }
      if (frameEnd === FRAME_OPEN || frameEnd > end) {
        this.#needed = Math.max(frameEnd - at, 0);
        break;
      }
      this.#isLost = false;
      this.#hasSip = true;
      this.#onMessage(bytes, at, frameEnd);
      at = frameEnd;
    }
    if (this.#isLost && !this.#hasSip && this.#seen > PATIENCE) this.#isForeign = 'not-sip';
    return this.#isForeign === null ? at : end;
  }

  /** A connection seen from its start that does not begin with SIP never will. */
  #judge(bytes: Uint8Array, at: number, end: number): void {
    if (this.#hasSip || this.#seen > end) return;
    const isTls = bytes[at] === 0x16 && bytes[at + 1] === 0x03;
    this.#isForeign = isTls ? 'tls' : 'not-sip';
  }

  #hold(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.max(2048, 2 * this.#held.length, needed));
      grown.set(this.#held.subarray(0, this.#length));
      this.#held = grown;
    }
    this.#held.set(bytes, this.#length);
    this.#length = needed;
  }
}
