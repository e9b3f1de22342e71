import type { SipAnswer } from '../../../../domain/sip-answer.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import * as reply from './fixed-replies.ts';
import type { KnownPeer } from './known-peer.ts';
import type { LoadGauge } from './load-gauge.ts';
import { PendingInvites } from './pending-invites.ts';
import { findTopVia, isAckOf } from './quick-ack.ts';
import { RandomTags } from './random-tags.ts';
import { Replies } from './replies.ts';
import type { RequestInHand } from './request-in-hand.ts';
import { RequestParts, tagStart } from './request-parts.ts';
import { TIMER_H_MS } from './retransmissions.ts';
import { countedMethod, type DropCounts, PeerFigures } from './sip-figures.ts';
import type { ReadSipMessage, SipHandler, UnscreenedReason } from './sip-handler.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipWire } from './sip-wire.ts';
import { INVITE_KEY, methodKey, TransactionKey } from './transaction-key.ts';
import { COMPLETED, CONFIRMED } from './transaction-table.ts';

const RESENDS_A_TURN = 500;
const EXPIRIES_A_TURN = 2000;

export interface SipCoreOptions<P extends SipPeer> {
  readonly peers: readonly P[];
  readonly handler: SipHandler<P>;
  readonly read: ReadSipMessage;
  readonly gauge: LoadGauge;
  readonly drops: DropCounts;
  readonly maxTransactions: number;
  readonly transactionBytes: number;
  /** Calls being judged at once; more pass unjudged as `overload`. */
  readonly maxPending: number;
  /** Seeds the transaction table; make it unguessable. */
  readonly seed: number;
}

/**
 * The transaction user of a redirect server (RFC 3261 §8.2, §8.3) without sockets and clocks: bytes come in with the wire they
 * came by, answers go out by it. Times are monotonic milliseconds.
 */
export class SipCore<P extends SipPeer> {
  readonly known: readonly KnownPeer<P>[];
  readonly replies: Replies<P>;
  readonly pending = new PendingInvites<P>();
  tryings = 0;
  lateJudgements = 0;
  isDraining = false;
  readonly #handler: SipHandler<P>;
  readonly #read: ReadSipMessage;
  readonly #gauge: LoadGauge;
  readonly #drops: DropCounts;
  readonly #maxPending: number;
  readonly #parts = new RequestParts();
  readonly #key: TransactionKey;
  readonly #tags = new RandomTags();
  #now = 0;

  constructor(options: SipCoreOptions<P>) {
    this.known = options.peers.map((peer, index) => ({
      peer,
      index,
      figures: new PeerFigures(peer.peer.name),
    }));
    this.#key = new TransactionKey(options.seed);
    const { maxTransactions: capacity, transactionBytes: bytes, drops } = options;
    this.replies = new Replies({ capacity, bytes, lifeMs: TIMER_H_MS }, this.#parts, this.#key, drops);
    this.#handler = options.handler;
    this.#read = options.read;
    this.#gauge = options.gauge;
    this.#drops = drops;
    this.#maxPending = options.maxPending;
  }

  /** Takes one message, whole, from a known peer. Never throws for what the bytes say. */
  take(bytes: Uint8Array, wire: SipWire, port: number, from: KnownPeer<P>, now: number): void {
    this.#now = now;
    if (isAckOf(bytes) && this.#takeAck(bytes, from)) return;
    const message = this.#read(bytes);
    if (message === null) {
      this.#drops['not-sip'] += 1;
      return;
    }
    const { start } = message;
    if (start.kind === 'response') {
      this.#drops.response += 1;
      return;
    }
    if (!this.#parts.read(message, start.method)) {
      this.#drops['no-via'] += 1;
      return;
    }
    this.#request({ message, wire, port, from }, start.method);
  }

  /** Refuses a message of an unknown peer with 403, without remembering it. */
  refuse(bytes: Uint8Array, wire: SipWire, port: number): void {
    this.#refuseWith(reply.FORBIDDEN, bytes, wire, port);
  }

  /** Answers the head of a message whose end nobody can tell. */
  refuseFrame(head: Uint8Array, wire: SipWire, port: number): void {
    this.#refuseWith(reply.badRequest('Bad Content-Length Header'), head, wire, port);
  }

  /** Everything that time alone brings about; call it every 20 ms or so. */
  tick(now: number): void {
    this.#now = now;
    if (this.pending.size > 0)
      this.pending.check(
        now,
        (invite) => {
          this.tryings += 1;
          this.replies.deferred(reply.TRYING.startLine, reply.TRYING.lines, false, invite, now);
        },
        ({ serial, message, from }) =>
          this.#finish(serial, this.#unscreened(message, from.peer, 'time-limit')),
      );
    this.replies.resending.run(now, RESENDS_A_TURN);
    this.replies.table.expire(now, EXPIRIES_A_TURN);
  }

  #request(hand: RequestInHand<P>, method: string): void {
    const { figures, index } = hand.from;
    const isAck = method === 'ACK';
    const key = isAck ? INVITE_KEY : methodKey(method);
    if (!this.#key.build(hand.message, this.#parts, index, key)) {
      this.#drops['key-too-long'] += 1;
      return;
    }
    const serial = this.replies.table.find(this.#key);
    if (isAck) this.#acknowledge(serial, hand.from);
    else if (serial >= 0) {
      figures.retransmitted += 1;
      this.replies.table.resend(serial);
    } else {
      figures.requests[countedMethod(method)] += 1;
      this.#begin(hand, method);
    }
  }

  /** An ACK of RFC 3261 is known by its top Via alone, and nothing answers it: half of all messages need no reading. */
  #takeAck(bytes: Uint8Array, from: KnownPeer<P>): boolean {
    const { via } = this.#parts;
    if (!findTopVia(bytes, via) || !via.hasMagic) return false;
    if (!this.#key.buildFromVia(bytes, via, from.index, INVITE_KEY)) return false;
    this.#acknowledge(this.replies.table.find(this.#key), from);
    return true;
  }

  #acknowledge(serial: number, from: KnownPeer<P>): void {
    const { table } = this.replies;
    from.figures.requests.ACK += 1;
    if (serial < 0) this.#drops['stray-ack'] += 1;
    else if (table.state(serial) === COMPLETED) table.setState(serial, CONFIRMED);
  }

  #begin(hand: RequestInHand<P>, method: string): void {
    const fault = this.#fault(hand.message);
    if (fault !== null) this.#answer(fault, hand);
    else if (method === 'INVITE') this.#invite(hand);
    else if (method === 'CANCEL') this.#cancel(hand);
    else if (method !== 'OPTIONS') this.#answer(reply.METHOD_NOT_ALLOWED, hand);
    else if (this.#parts.require !== null) this.#answer(extension(hand.message), hand);
    else this.#answer(this.isDraining ? reply.DRAINING : reply.ALIVE, hand);
  }

  /** What makes a request of any method one that cannot be answered as asked. */
  #fault({ problems }: SipMessage): reply.FixedReply | null {
    for (let index = 0; index < problems.length; index += 1) {
      if (problems[index]!.reason === 'unknown-version') return reply.BAD_VERSION;
      if (problems[index]!.reason === 'no-request-uri') return reply.badRequest('Missing Request-URI');
    }
    return this.#parts.problem === null ? null : reply.badRequest(this.#parts.problem);
  }

  #invite(hand: RequestInHand<P>): void {
    const { message, from } = hand;
    const refusal = this.#refusal(message, from.peer);
    if (refusal !== null) this.#answer(refusal, hand);
    else if (this.#gauge.isOverloaded || this.pending.size >= this.#maxPending)
      this.#settle(this.#unscreened(message, from.peer, 'overload'), hand);
    else {
      const judged = this.#judged(message, from.peer);
      if (judged instanceof Promise) this.#wait(judged, hand);
      else this.#settle(judged, hand);
    }
  }

  /** RFC 3261 §8.2 in its order: what is asked must be ours to answer, and asked once. */
  #refusal(message: SipMessage, peer: P): reply.FixedReply | null {
    const parts = this.#parts;
    if (parts.isInDialog) return reply.NO_TRANSACTION;
    if (this.pending.size > 0 && this.pending.hasCall(this.#callOf(message))) return reply.MERGED;
    if (parts.require !== null) return extension(message);
    if (parts.maxForwards === 0) return reply.TOO_MANY_HOPS;
    return this.#handler.isReturned(message, peer) ? reply.LOOP : null;
  }

  #judged(message: SipMessage, peer: P): SipAnswer | Promise<SipAnswer> {
    try {
      return this.#handler.invite(message, peer);
    } catch {
      return this.#unscreened(message, peer, 'failed');
    }
  }

  #cancel(hand: RequestInHand<P>): void {
    const { table } = this.replies;
    this.#key.rename(INVITE_KEY);
    const cancelled = table.find(this.#key);
    this.#key.rename(methodKey('CANCEL'));
    if (cancelled < 0) {
      this.#answer(reply.NO_TRANSACTION, hand);
      return;
    }
    this.#answer(reply.CANCELLED, hand, table.tag(cancelled));
    const invite = this.pending.take(cancelled);
    if (invite === null) return;
    hand.from.figures.countOther(reply.TERMINATED.status);
    this.replies.deferred(reply.TERMINATED.startLine, reply.TERMINATED.lines, true, invite, this.#now);
  }

  /** Answers with something that is no treatment of a call. */
  #answer(fixed: reply.FixedReply, hand: RequestInHand<P>, tag = this.#tags.next()): void {
    hand.from.figures.countOther(fixed.status);
    this.replies.final(fixed.startLine, fixed.lines, tag, hand, this.#now);
  }

  /** Answers a call at once. */
  #settle(answer: SipAnswer, hand: RequestInHand<P>): void {
    hand.from.figures.countAnswer(answer.treatment, answer.status, answer.unscreened);
    this.replies.final(answer.startLine, answer.headers, this.#tags.next(), hand, this.#now);
  }

  #wait(judged: Promise<SipAnswer>, hand: RequestInHand<P>): void {
    const tag = this.#tags.next();
    const serial = this.replies.defer(tag, hand, this.#now);
    this.pending.add(serial, tag, this.#callOf(hand.message), hand, this.#now);
    judged.then(
      (answer) => this.#finish(serial, answer),
      () => this.#finish(serial, this.#unscreened(hand.message, hand.from.peer, 'failed')),
    );
  }

  #finish(serial: number, answer: SipAnswer): void {
    const invite = this.pending.take(serial);
    if (invite === null) {
      this.lateJudgements += 1;
      return;
    }
    invite.from.figures.countAnswer(answer.treatment, answer.status, answer.unscreened);
    this.replies.deferred(answer.startLine, answer.headers, true, invite, this.#now);
  }

  #refuseWith({ startLine, lines }: reply.FixedReply, bytes: Uint8Array, wire: SipWire, port: number): void {
    const message = this.#read(bytes);
    if (message === null || message.start.kind !== 'request' || message.start.method === 'ACK') return;
    if (!this.#parts.read(message, message.start.method)) return;
    this.replies.stateless(startLine, lines, this.#tags.next(), message, wire, port);
  }

  #callOf(message: SipMessage): string {
    const { callId, from, cseqNumber } = this.#parts;
    if (callId === null || from === null) return '';
    const { bytes } = message;
    const tag = tagStart(bytes, from.valueStart, from.valueEnd);
    const fromTag = tag === 0 ? '' : latin1(bytes, tag, from.valueEnd);
    return `${cseqNumber} ${fromTag} ${latin1(bytes, callId.valueStart, callId.valueEnd)}`;
  }

  #unscreened(message: SipMessage, peer: P, reason: UnscreenedReason | 'failed'): SipAnswer {
    return this.#handler.unscreened(message, peer, reason);
  }
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

function extension({ headers, bytes }: SipMessage): reply.FixedReply {
  const options = headers
    .filter(({ name }) => name === 'require')
    .map(({ valueStart, valueEnd }) => latin1(bytes, valueStart, valueEnd));
  return reply.badExtension(options.join(','));
}
