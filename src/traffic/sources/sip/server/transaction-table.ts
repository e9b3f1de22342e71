import type { SipWire } from './sip-wire.ts';
import type { TransactionKey } from './transaction-key.ts';

/** States of a server transaction (RFC 3261 §17.2.1, §17.2.2). */
export const PROCEEDING = 1;
/** The final answer to an INVITE went out, its ACK is awaited. */
export const COMPLETED = 2;
/** The ACK came; stays so that further ACKs and late retransmissions find it. */
export const CONFIRMED = 3;
/** Any other method: answered, kept for retransmissions (timer J). */
export const ANSWERED = 4;

export interface TransactionTableOptions {
  /** Transactions remembered at once; a power of two is chosen at or above it. */
  readonly capacity: number;
  /** Bytes for keys and answers; the oldest make room. */
  readonly bytes: number;
  /** How long an ended or unacknowledged transaction is remembered: 64 T1 (timers H and J). */
  readonly lifeMs: number;
}

const NONE = -1;

/**
 * Server transactions in a ring by age, their keys and answers in one block of bytes: no object, no timer and no map entry a
 * call. When either is full the oldest makes room, so memory is fixed and `evicted` says what was forgotten early.
 * About 60 bytes a place beside the block. All times are monotonic milliseconds given by the caller.
 */
export class TransactionTable {
  readonly capacity: number;
  readonly block: Buffer;
  /** Forgotten before their time while their ACK was still awaited, or while the call was still being judged. */
  evictedOpen = 0;
  /** Forgotten before their time when nothing was awaited any more. */
  evictedEnded = 0;
  readonly #lifeMs: number;
  readonly #mask: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #hash: Int32Array;
  readonly #start: Int32Array;
  readonly #keyLength: Uint16Array;
  readonly #answerLength: Int32Array;
  readonly #state: Uint8Array;
  readonly #born: Float64Array;
  readonly #tag: Float64Array;
  readonly #port: Uint16Array;
  readonly #wire: (SipWire | null)[];
  /** Answers written after the transaction was opened; the others stand in the block behind their key. */
  readonly #late = new Map<number, Buffer>();
  /** Serial numbers of the oldest and of the next transaction; a place is the serial modulo capacity. */
  #oldest = 0;
  #following = 0;
  #writeAt = 0;

  constructor(options: TransactionTableOptions) {
    this.capacity = 2 ** Math.ceil(Math.log2(Math.max(16, options.capacity)));
    this.#lifeMs = options.lifeMs;
    this.#mask = this.capacity * 2 - 1;
    this.block = Buffer.alloc(options.bytes);
    this.#heads = new Int32Array(this.capacity * 2).fill(NONE);
    this.#next = new Int32Array(this.capacity);
    this.#hash = new Int32Array(this.capacity);
    this.#start = new Int32Array(this.capacity);
    this.#keyLength = new Uint16Array(this.capacity);
    this.#answerLength = new Int32Array(this.capacity);
    this.#state = new Uint8Array(this.capacity);
    this.#born = new Float64Array(this.capacity);
    this.#tag = new Float64Array(this.capacity);
    this.#port = new Uint16Array(this.capacity);
    this.#wire = new Array<SipWire | null>(this.capacity).fill(null);
  }

  get size(): number {
    return this.#following - this.#oldest;
  }

  /** Serial of the transaction with this key, -1 when there is none. Serials are never used twice. */
  find(key: TransactionKey): number {
    let place = this.#heads[key.hash & this.#mask]!;
    while (place !== NONE) {
      if (this.#hash[place] === key.hash && this.#isKey(place, key)) return this.#serialOf(place);
      place = this.#next[place]!;
    }
    return NONE;
  }

  /** Remembers a new transaction; `answer[0, length)` is its final answer, none yet when `state` is `PROCEEDING`. */
  open(
    key: TransactionKey,
    wire: SipWire,
    port: number,
    now: number,
    state: number,
    tag: number,
    answer: Uint8Array,
    length: number,
  ): number {
    const start = this.#room(key.length + length, now);
    if (this.size === this.capacity) this.#forgetOldest(now);
    const serial = this.#following++;
    const place = serial & (this.capacity - 1);
    const { block } = this;
    for (let at = 0; at < key.length; at += 1) block[start + at] = key.bytes[at]!;
    copyBytes(answer, block, start + key.length, length);
    this.#writeAt = start + key.length + length;
    this.#start[place] = start;
    this.#keyLength[place] = key.length;
    this.#answerLength[place] = length;
    this.#state[place] = state;
    this.#born[place] = now;
    this.#tag[place] = tag;
    this.#port[place] = port;
    this.#wire[place] = wire;
    this.#hash[place] = key.hash;
    const head = key.hash & this.#mask;
    this.#next[place] = this.#heads[head]!;
    this.#heads[head] = place;
    return serial;
  }

  /** Whether the serial still names a transaction. */
  has(serial: number): boolean {
    return serial >= this.#oldest && serial < this.#following;
  }

  state(serial: number): number {
    return this.#state[serial & (this.capacity - 1)]!;
  }

  setState(serial: number, state: number): void {
    this.#state[serial & (this.capacity - 1)] = state;
  }

  /** To-tag of its answers, as a number below 2^53. */
  tag(serial: number): number {
    return this.#tag[serial & (this.capacity - 1)]!;
  }

  bornAt(serial: number): number {
    return this.#born[serial & (this.capacity - 1)]!;
  }

  /** Gives a transaction that is proceeding its answer (provisional or final), of which the bytes are kept. */
  setAnswer(serial: number, state: number, answer: Buffer): void {
    this.#late.set(serial, answer);
    this.setState(serial, state);
  }

  /** Sends the latest answer again, to where the transaction came from. False: there is none yet. */
  resend(serial: number): boolean {
    const place = serial & (this.capacity - 1);
    const wire = this.#wire[place]!;
    const late = this.#late.get(serial);
    if (late !== undefined) {
      wire.send(late, 0, late.length, this.#port[place]!);
      return true;
    }
    const length = this.#answerLength[place]!;
    if (length === 0) return false;
    const start = this.#start[place]! + this.#keyLength[place]!;
    wire.send(this.block, start, start + length, this.#port[place]!);
    return true;
  }

  isReliable(serial: number): boolean {
    return this.#wire[serial & (this.capacity - 1)]!.transport !== 'UDP';
  }

  /** Forgets what is past its time, at most `limit` transactions a call. */
  expire(now: number, limit: number): void {
    for (let left = limit; left > 0 && this.size > 0; left -= 1) {
      if (now - this.bornAt(this.#oldest) < this.#lifeMs) return;
      this.#forgetOldest(now);
    }
  }

  #serialOf(place: number): number {
    const oldestPlace = this.#oldest & (this.capacity - 1);
    return this.#oldest + ((place - oldestPlace + this.capacity) & (this.capacity - 1));
  }

  #isKey(place: number, key: TransactionKey): boolean {
    if (this.#keyLength[place] !== key.length) return false;
    const start = this.#start[place]!;
    const { block } = this;
    for (let at = 0; at < key.length; at += 1) if (block[start + at] !== key.bytes[at]) return false;
    return true;
  }

  /** A place for so many bytes in one piece, made by forgetting the oldest. */
  #room(bytes: number, now: number): number {
    for (;;) {
      if (this.size === 0) return 0;
      const tail = this.#start[this.#oldest & (this.capacity - 1)]!;
      if (this.#writeAt > tail) {
        if (this.#writeAt + bytes <= this.block.length) return this.#writeAt;
        if (bytes < tail) return 0;
      } else if (this.#writeAt + bytes < tail) return this.#writeAt;
      this.#forgetOldest(now);
    }
  }

  #forgetOldest(now: number): void {
    const serial = this.#oldest;
    const place = serial & (this.capacity - 1);
    const state = this.#state[place]!;
    if (now - this.#born[place]! < this.#lifeMs) {
      const isOpen = state === PROCEEDING || (state === COMPLETED && !this.isReliable(serial));
      if (isOpen) this.evictedOpen += 1;
      else this.evictedEnded += 1;
    }
    this.#unlink(place);
    this.#wire[place] = null;
    this.#late.delete(serial);
    this.#oldest += 1;
  }

  /** The oldest of a chain is its last. */
  #unlink(place: number): void {
    const head = this.#hash[place]! & this.#mask;
    let at = this.#heads[head]!;
    if (at === place) {
      this.#heads[head] = this.#next[place]!;
      return;
    }
    while (this.#next[at] !== place) at = this.#next[at]!;
    this.#next[at] = this.#next[place]!;
  }
}

function copyBytes(from: Uint8Array, to: Uint8Array, at: number, length: number): void {
  for (let index = 0; index < length; index += 1) to[at + index] = from[index]!;
}
