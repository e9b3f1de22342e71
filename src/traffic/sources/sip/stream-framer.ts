import { CR, isToken, LF } from '../../../lib/sip/byte-class.ts';
import { declaredLength } from './parse/body.ts';
import { parseSip } from './parse/parse-sip.ts';
import { SIP_LIMITS } from './parse/sip-limits.ts';
import { readStartLine } from './parse/start-line.ts';

/**
 * Why nobody can tell where the next message of a stream begins. `framing-unclear`: readers with other habits see another end
 * of the head or another Content-Length, so that a message could hide from one of them.
 */
export type StreamLoss =
  | 'not-sip'
  | 'head-too-long'
  | 'message-too-long'
  | 'content-length-negative'
  | 'content-length-unreadable'
  | 'content-lengths-differ'
  | 'framing-unclear';

export interface SipFrameSink {
  /** One whole message, for `parseSip`; the bytes are the receiver's to keep. */
  message(bytes: Uint8Array): void;
  /** An empty double line between messages: the peer asks whether we are there and wants CR LF back (RFC 5626 §4.4.1). */
  ping(): void;
  /**
   * The stream cannot be cut any further. `head` is the message that broke it, without its body, to be answered with 400;
   * `null` when there is none. In `stop` mode the connection must be closed: guessing where the next message begins would let
   * a sender hide one.
   */
  lost(reason: StreamLoss, head: Uint8Array | null): void;
  /** In `resync` mode: so many bytes were passed over before a start line was found again. */
  skipped?(bytes: number): void;
}

const NO_BYTES = new Uint8Array(0);
const UNCLEAR: ReadonlySet<string> = new Set([
  'head-end-unclear',
  'blank-fold',
  'too-many-headers',
  'header-too-long',
  'content-length-unclear',
]);
/** A first line longer than this is none. */
const MAX_START_LINE = 16_384;

/**
 * Cuts SIP messages out of a TCP or TLS stream by Content-Length (RFC 3261 §18.3). A message without one has no body; what
 * follows must then be a message, or the stream is lost. The head ends where `parseSip` says it ends.
 */
export class SipStreamFramer {
  readonly #sink: SipFrameSink;
  readonly #resync: boolean;
  /** Bytes not yet cut; a part of a chunk, or our own copy. */
  #held: Uint8Array = NO_BYTES;
  #isOwn = false;
  /** Offset in `#held` from which the search for the end of the head goes on. */
  #scanned = 0;
  /** Bytes the message has by its Content-Length; 0 while its head is not whole. */
  #needed = 0;
  #isStartChecked = false;
  /** Line ends before the next message. */
  #lineEnds = 0;
  /** Seeking begins in the middle of a line: no start line stands there. */
  #isMidLine = false;
  #state: 'between' | 'lost' | 'seeking' = 'between';

  constructor(sink: SipFrameSink, onLoss: 'stop' | 'resync' = 'stop') {
    this.#sink = sink;
    this.#resync = onLoss === 'resync';
  }

  /** Bytes of a message that is not whole yet; never more than one message and one chunk. */
  get pendingBytes(): number {
    return this.#held.length;
  }

  /** True after a loss in `stop` mode: whatever still comes is ignored. */
  get isLost(): boolean {
    return this.#state === 'lost';
  }

  /** Takes the next bytes of the stream; whole messages go to the sink before it returns. The chunk must not be used again. */
  push(chunk: Uint8Array): void {
    if (this.#state === 'lost' || chunk.length === 0) return;
    this.#hold(chunk);
    while (this.#held.length > 0 && this.#step());
    if (!this.#isOwn && this.#held.length > 0) this.#own();
  }

  /** One message cut, or line ends passed, or a loss met; false: more bytes are needed. */
  #step(): boolean {
    if (this.#state === 'lost') return false;
    if (this.#state === 'seeking' && !this.#seek()) return false;
    if (this.#held.length < this.#needed) return false;
    if (!this.#isStartChecked) this.#passLineEnds();
    if (this.#held.length === 0) return false;
    if (!this.#startsMessage()) return this.#lose('not-sip', null);
    const headEnd = this.#findHeadEnd();
    if (headEnd < 0) {
      if (this.#held.length <= SIP_LIMITS.messageBytes) return false;
      return this.#lose('head-too-long', null);
    }
    return this.#cut(headEnd);
  }

  #cut(headEnd: number): boolean {
    const head = this.#held.subarray(0, headEnd);
    const message = parseSip(head);
    if (!message.ok)
      return this.#lose(message.reason === 'message-too-long' ? 'head-too-long' : 'not-sip', null);
    if (message.value.problems.some(({ reason }) => UNCLEAR.has(reason)))
      return this.#lose('framing-unclear', Buffer.from(head));
    const declared = declaredLength(head, message.value.headers);
    if (declared.kind === 'unusable') return this.#lose(declared.reason as StreamLoss, Buffer.from(head));
    const length = headEnd + (declared.kind === 'bytes' ? declared.bytes : 0);
    if (length > SIP_LIMITS.messageBytes) return this.#lose('message-too-long', Buffer.from(head));
    if (length > this.#held.length) {
      this.#needed = length;
      return false;
    }
    const frame = this.#held.subarray(0, length);
    this.#drop(length);
    this.#lineEnds = 0;
    this.#sink.message(frame);
    return true;
  }

  /** Whether what is held can be the beginning of a message; an unfinished first line can. */
  #startsMessage(): boolean {
    if (this.#isStartChecked) return true;
    const held = this.#held;
    let end = 0;
    while (end < held.length && held[end] !== CR && held[end] !== LF) end++;
    if (end === held.length) return end <= MAX_START_LINE && isToken(held[0]!);
    this.#isStartChecked = readStartLine(held, 0, end) !== null;
    return this.#isStartChecked;
  }

  /** Offset behind the blank line, or `-1`. A CR at the very end waits: an LF may follow. */
  #findHeadEnd(): number {
    const held = this.#held;
    for (let at = this.#scanned; at < held.length; at++) {
      if (held[at] !== CR && held[at] !== LF) continue;
      const next = afterLineEnd(held, at);
      if (next < 0 || next >= held.length) return this.#waitAt(at);
      if (held[next] === CR || held[next] === LF) {
        const end = afterLineEnd(held, next);
        return end < 0 ? this.#waitAt(at) : end;
      }
      at = next - 1;
    }
    return this.#waitAt(held.length);
  }

  #waitAt(at: number): -1 {
    this.#scanned = at;
    return -1;
  }

  #passLineEnds(): void {
    const held = this.#held;
    let at = 0;
    for (; at < held.length && (held[at] === CR || held[at] === LF); at++) {
      if (held[at] !== LF) continue;
      this.#lineEnds++;
      if (this.#lineEnds % 2 === 0) this.#sink.ping();
    }
    if (at > 0) this.#drop(at);
  }

  #lose(reason: StreamLoss, head: Uint8Array | null): boolean {
    this.#state = this.#resync ? 'seeking' : 'lost';
    this.#isMidLine = true;
    if (!this.#resync) this.#held = NO_BYTES;
    this.#sink.lost(reason, head);
    return this.#resync;
  }

  /** Drops whole lines until one is a start line. An unfinished last line stays, if it does not go on for ever. */
  #seek(): boolean {
    const held = this.#held;
    let from = 0;
    for (let at = 0; at < held.length && this.#state === 'seeking'; at++) {
      if (held[at] !== CR && held[at] !== LF) continue;
      if (!this.#isMidLine && readStartLine(held, from, at) !== null) this.#state = 'between';
      else {
        from = at + 1;
        this.#isMidLine = false;
      }
    }
    const isFound = this.#state === 'between';
    if (!isFound && held.length - from > MAX_START_LINE) {
      from = held.length;
      this.#isMidLine = true;
    }
    this.#drop(from);
    if (from > 0) this.#sink.skipped?.(from);
    return isFound;
  }

  /** What is held is never written to again, so that messages can be parts of it. */
  #hold(chunk: Uint8Array): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#isOwn = false;
  }

  /** A small rest must not keep a whole chunk alive. */
  #own(): void {
    this.#held = Buffer.from(this.#held);
    this.#isOwn = true;
  }

  #drop(bytes: number): void {
    this.#held = bytes >= this.#held.length ? NO_BYTES : this.#held.subarray(bytes);
    this.#scanned = 0;
    this.#needed = 0;
    this.#isStartChecked = false;
  }
}

/** Offset behind the line end at `at`; `-1` while a further byte may belong to it (the same rule as `HeadReader`). */
function afterLineEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return at + 1;
  if (at + 1 === bytes.length) return -1;
  if (bytes[at + 1] === LF) return at + 2;
  if (bytes[at + 1] !== CR) return at + 1;
  if (at + 2 === bytes.length) return -1;
  return bytes[at + 2] === LF ? at + 3 : at + 1;
}
