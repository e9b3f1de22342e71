import type { SipAnswer } from '../../../../domain/sip-answer.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import * as reply from './fixed-replies.ts';
import type { KnownPeer } from './known-peer.ts';
import type { LoadGauge } from './load-gauge.ts';
import { type PendingInvite, PendingInvites } from './pending-invites.ts';
import { findTopVia, isAckOf } from './quick-ack.ts';
import { RandomTags } from './random-tags.ts';
import { ReplyWriter } from './reply-writer.ts';
import { RequestParts, tagStart } from './request-parts.ts';
import { Retransmissions, TIMER_H_MS } from './retransmissions.ts';
import { type CountedMethod, type DropCounts, PeerFigures } from './sip-figures.ts';
import type { ReadSipMessage, SipHandler, UnscreenedReason } from './sip-handler.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipWire } from './sip-wire.ts';
import { INVITE_KEY, TransactionKey } from './transaction-key.ts';
import { ANSWERED, COMPLETED, CONFIRMED, PROCEEDING, TransactionTable } from './transaction-table.ts';

const RESENDS_A_TURN = 500;
const EXPIRIES_A_TURN = 2000;
const NOTHING = new Uint8Array(0);

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
 * The transaction user and transaction layer of a redirect server (RFC 3261 §8.2, §8.3, §17.2) without sockets and clocks:
 * bytes come in with the wire they came by, answers go out by it. Times are monotonic milliseconds.
 */
export class SipCore<P extends SipPeer> {
  readonly known: readonly KnownPeer<P>[];
  readonly table: TransactionTable;
  readonly resending: Retransmissions;
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
  readonly #writer = new ReplyWriter();
  readonly #tags = new RandomTags();
  #now = 0;

  constructor(options: SipCoreOptions<P>) {
    this.known = options.peers.map((peer, index) => ({
      peer,
      index,
      figures: new PeerFigures(peer.peer.name),
    }));
    this.table = new TransactionTable({
      capacity: options.maxTransactions,
      bytes: options.transactionBytes,
      lifeMs: TIMER_H_MS,
    });
    this.resending = new Retransmissions(this.table);
    this.#key = new TransactionKey(options.seed);
    this.#handler = options.handler;
    this.#read = options.read;
    this.#gauge = options.gauge;
    this.#drops = options.drops;
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
    const parts = this.#parts;
    if (!parts.read(message, start.method)) {
      this.#drops['no-via'] += 1;
      return;
    }
    const { method } = start;
    const isInvite = method === 'INVITE';
    const isAck = method === 'ACK';
    if (!this.#key.build(message, parts, from.index, isInvite || isAck ? INVITE_KEY : methodKey(method))) {
      this.#drops['key-too-long'] += 1;
      return;
    }
    const serial = this.table.find(this.#key);
    if (isAck) this.#acknowledge(serial, from);
    else if (serial >= 0) {
      from.figures.retransmitted += 1;
      this.table.resend(serial);
    } else this.#begin(message, method, wire, port, from);
  }

  /** Refuses a message of an unknown peer with 403, without remembering it. */
  refuse(bytes: Uint8Array, wire: SipWire, port: number): void {
    this.#refuseWith(reply.FORBIDDEN, bytes, wire, port);
  }

  /** Answers the head of a message whose end nobody can tell. */
  refuseFrame(head: Uint8Array, wire: SipWire, port: number): void {
    this.#refuseWith(reply.badRequest('Bad Content-Length Header'), head, wire, port);
  }

  #refuseWith(fixed: reply.FixedReply, bytes: Uint8Array, wire: SipWire, port: number): void {
    const message = this.#read(bytes);
    if (message === null || message.start.kind !== 'request' || message.start.method === 'ACK') return;
    if (!this.#parts.read(message, message.start.method)) return;
    const { startLine, lines } = fixed;
    const length = this.#write(startLine, lines, message, wire, port, this.#tags.next());
    if (length > 0) wire.send(this.#writer.buffer, 0, length, this.#replyPort(wire, port));
  }

  /** Everything that time alone brings about; call it every 20 ms or so. */
  tick(now: number): void {
    this.#now = now;
    if (this.pending.size > 0)
      this.pending.check(
        now,
        (invite) => this.#sayTrying(invite),
        (invite) =>
          this.#finish(invite.serial, this.#unscreened(invite.message, invite.from.peer, 'time-limit')),
      );
    this.resending.run(now, RESENDS_A_TURN);
    this.table.expire(now, EXPIRIES_A_TURN);
  }

  /** An ACK of RFC 3261 is known by its top Via alone, and nothing answers it: half of all messages need no reading. */
  #takeAck(bytes: Uint8Array, from: KnownPeer<P>): boolean {
    const { via } = this.#parts;
    if (!findTopVia(bytes, via) || !via.hasMagic) return false;
    if (!this.#key.buildFromVia(bytes, via, from.index, INVITE_KEY)) return false;
    this.#acknowledge(this.table.find(this.#key), from);
    return true;
  }

  #acknowledge(serial: number, from: KnownPeer<P>): void {
    from.figures.requests.ACK += 1;
    if (serial < 0) this.#drops['stray-ack'] += 1;
    else if (this.table.state(serial) === COMPLETED) this.table.setState(serial, CONFIRMED);
  }

  #begin(message: SipMessage, method: string, wire: SipWire, port: number, from: KnownPeer<P>): void {
    from.figures.requests[countedMethod(method)] += 1;
    if (method === 'INVITE') this.#invite(message, wire, port, from);
    else if (method === 'CANCEL') this.#cancel(message, wire, port, from);
    else {
      const parts = this.#parts;
      if (parts.problem !== null) this.#answer(reply.badRequest(parts.problem), message, wire, port, from);
      else if (method !== 'OPTIONS') this.#answer(reply.METHOD_NOT_ALLOWED, message, wire, port, from);
      else if (parts.require !== null) this.#answer(this.#extension(message), message, wire, port, from);
      else this.#answer(this.isDraining ? reply.DRAINING : reply.ALIVE, message, wire, port, from);
    }
  }

  #invite(message: SipMessage, wire: SipWire, port: number, from: KnownPeer<P>): void {
    const refusal = this.#refusal(message, from.peer);
    if (refusal !== null) {
      this.#answer(refusal, message, wire, port, from);
      return;
    }
    const { peer } = from;
    if (this.#gauge.isOverloaded || this.pending.size >= this.#maxPending) {
      this.#settle(this.#unscreened(message, peer, 'overload'), message, wire, port, from);
      return;
    }
    let judged: SipAnswer | Promise<SipAnswer>;
    try {
      judged = this.#handler.invite(message, peer);
    } catch {
      judged = this.#unscreened(message, peer, 'failed');
    }
    if (judged instanceof Promise) this.#wait(judged, message, wire, port, from);
    else this.#settle(judged, message, wire, port, from);
  }

  /** RFC 3261 §8.2 in its order: what is asked must be readable, ours to answer, and asked once. */
  #refusal(message: SipMessage, peer: P): reply.FixedReply | null {
    const parts = this.#parts;
    if (parts.problem !== null) return reply.badRequest(parts.problem);
    if (parts.isInDialog) return reply.NO_TRANSACTION;
    if (this.pending.size > 0 && this.pending.hasCall(this.#callOf(message))) return reply.MERGED;
    if (parts.require !== null) return this.#extension(message);
    if (parts.maxForwards === 0) return reply.TOO_MANY_HOPS;
    return this.#handler.isReturned(message, peer) ? reply.LOOP : null;
  }

  #extension(message: SipMessage): reply.FixedReply {
    const options = message.headers
      .filter(({ name }) => name === 'require')
      .map(({ valueStart, valueEnd }) => latin1(message.bytes, valueStart, valueEnd));
    return reply.badExtension(options.join(','));
  }

  #cancel(message: SipMessage, wire: SipWire, port: number, from: KnownPeer<P>): void {
    if (this.#parts.problem !== null) {
      this.#answer(reply.badRequest(this.#parts.problem), message, wire, port, from);
      return;
    }
    this.#key.rename(INVITE_KEY);
    const cancelled = this.table.find(this.#key);
    this.#key.rename(methodKey('CANCEL'));
    if (cancelled < 0) {
      this.#answer(reply.NO_TRANSACTION, message, wire, port, from);
      return;
    }
    this.#answer(reply.CANCELLED, message, wire, port, from, this.table.tag(cancelled));
    const invite = this.pending.take(cancelled);
    if (invite !== null) {
      from.figures.countOther(reply.TERMINATED.status);
      this.#late(invite, reply.TERMINATED.startLine, reply.TERMINATED.lines, COMPLETED);
    }
  }

  /** Answers at once with something that is no treatment of a call. */
  #answer(
    fixed: reply.FixedReply,
    message: SipMessage,
    wire: SipWire,
    port: number,
    from: KnownPeer<P>,
    tag = this.#tags.next(),
  ): void {
    from.figures.countOther(fixed.status);
    this.#send(fixed.startLine, fixed.lines, message, wire, port, tag);
  }

  /** Answers a call at once. */
  #settle(answer: SipAnswer, message: SipMessage, wire: SipWire, port: number, from: KnownPeer<P>): void {
    from.figures.countAnswer(answer.treatment, answer.status, answer.unscreened);
    this.#send(answer.startLine, answer.headers, message, wire, port, this.#tags.next());
  }

  #send(
    start: Uint8Array,
    lines: Uint8Array,
    message: SipMessage,
    wire: SipWire,
    port: number,
    tag: number,
  ): void {
    const length = this.#write(start, lines, message, wire, port, tag);
    if (length === 0) return;
    const { buffer } = this.#writer;
    const to = this.#replyPort(wire, port);
    const isInvite = this.#key.bytes[0] === INVITE_KEY;
    const state = isInvite ? COMPLETED : ANSWERED;
    const serial = this.table.open(this.#key, wire, to, this.#now, state, tag, buffer, length);
    if (isInvite && wire.transport === 'UDP') this.resending.start(serial, this.#now);
    this.table.resend(serial);
  }

  #wait(
    judged: Promise<SipAnswer>,
    message: SipMessage,
    wire: SipWire,
    port: number,
    from: KnownPeer<P>,
  ): void {
    const tag = this.#tags.next();
    const to = this.#replyPort(wire, port);
    const serial = this.table.open(this.#key, wire, to, this.#now, PROCEEDING, tag, NOTHING, 0);
    const call = this.#callOf(message);
    this.pending.add({ serial, message, from, wire, port, tag, call }, this.#now);
    judged.then(
      (answer) => this.#finish(serial, answer),
      () => this.#finish(serial, this.#unscreened(message, from.peer, 'failed')),
    );
  }

  #finish(serial: number, answer: SipAnswer): void {
    const invite = this.pending.take(serial);
    if (invite === null) {
      this.lateJudgements += 1;
      return;
    }
    invite.from.figures.countAnswer(answer.treatment, answer.status, answer.unscreened);
    this.#late(invite, answer.startLine, answer.headers, COMPLETED);
  }

  #sayTrying(invite: PendingInvite<P>): void {
    this.tryings += 1;
    this.#late(invite, reply.TRYING.startLine, reply.TRYING.lines, PROCEEDING);
  }

  /** Answers a call whose transaction is open already. */
  #late(invite: PendingInvite<P>, startLine: Uint8Array, lines: Uint8Array, state: number): void {
    const { serial, message, wire, port } = invite;
    if (message.start.kind !== 'request' || !this.#parts.read(message, message.start.method)) return;
    const tag = state === PROCEEDING ? 0 : invite.tag;
    const length = this.#write(startLine, lines, message, wire, port, tag);
    if (length === 0) return;
    const bytes = Buffer.from(this.#writer.buffer.subarray(0, length));
    if (!this.table.has(serial)) {
      wire.send(bytes, 0, length, this.#replyPort(wire, port));
      return;
    }
    this.table.setAnswer(serial, state, bytes);
    if (state === COMPLETED && wire.transport === 'UDP') this.resending.start(serial, this.#now);
    this.table.resend(serial);
  }

  #write(
    start: Uint8Array,
    lines: Uint8Array,
    message: SipMessage,
    wire: SipWire,
    port: number,
    tag: number,
  ): number {
    const length = this.#writer.write(start, lines, message, this.#parts, wire, port, tag);
    if (length === 0) this.#drops['reply-too-long'] += 1;
    return length;
  }

  /** RFC 3261 §18.2.2 with RFC 3581 §4: the source port when `rport` asks for it, else that of sent-by. */
  #replyPort(wire: SipWire, port: number): number {
    const { via } = this.#parts;
    if (wire.transport !== 'UDP' || via.wantsPort) return port;
    return via.port === 0 ? 5060 : via.port;
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

function countedMethod(method: string): CountedMethod {
  return method === 'INVITE' || method === 'CANCEL' || method === 'OPTIONS' ? method : 'other';
}

/** One byte that tells methods apart in a transaction key; two that share one are told apart by their branch. */
function methodKey(method: string): number {
  let key = method.length;
  for (let index = 0; index < method.length; index += 1) key = (key * 31 + method.charCodeAt(index)) & 0xff;
  return key === INVITE_KEY ? 0xfe : key;
}
