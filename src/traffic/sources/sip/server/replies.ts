import type { SipMessage } from '../../../../domain/sip-message.ts';
import type { PendingInvite } from './pending-invites.ts';
import { ReplyWriter } from './reply-writer.ts';
import type { RequestInHand } from './request-in-hand.ts';
import type { RequestParts } from './request-parts.ts';
import { Retransmissions } from './retransmissions.ts';
import type { DropCounts } from './sip-figures.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipWire } from './sip-wire.ts';
import { INVITE_KEY, type TransactionKey } from './transaction-key.ts';
import {
  ANSWERED,
  COMPLETED,
  PROCEEDING,
  TransactionTable,
  type TransactionTableOptions,
} from './transaction-table.ts';

const NOTHING = new Uint8Array(0);

/**
 * Sends answers and remembers them with their transactions (RFC 3261 §17.2). `parts` and `key` are those of the request in
 * hand. Times are monotonic milliseconds.
 */
export class Replies<P extends SipPeer> {
  readonly table: TransactionTable;
  readonly resending: Retransmissions;
  readonly #parts: RequestParts;
  readonly #key: TransactionKey;
  readonly #drops: DropCounts;
  readonly #writer = new ReplyWriter();

  constructor(options: TransactionTableOptions, parts: RequestParts, key: TransactionKey, drops: DropCounts) {
    this.table = new TransactionTable(options);
    this.resending = new Retransmissions(this.table);
    this.#parts = parts;
    this.#key = key;
    this.#drops = drops;
  }

  /** Answers a new request for good. */
  final(start: Uint8Array, lines: Uint8Array, tag: number, hand: RequestInHand<P>, now: number): void {
    const { message, wire, port } = hand;
    const length = this.#write(start, lines, message, wire, port, tag);
    if (length === 0) return;
    const isInvite = this.#key.bytes[0] === INVITE_KEY;
    const to = this.#portFor(wire, port);
    const state = isInvite ? COMPLETED : ANSWERED;
    const serial = this.table.open(this.#key, wire, to, now, state, tag, this.#writer.buffer, length);
    if (isInvite && wire.transport === 'UDP') this.resending.start(serial, now);
    this.table.resend(serial);
  }

  /** Opens the transaction of an INVITE that cannot be answered yet; its serial number. */
  defer(tag: number, { wire, port }: RequestInHand<P>, now: number): number {
    return this.table.open(this.#key, wire, this.#portFor(wire, port), now, PROCEEDING, tag, NOTHING, 0);
  }

  /** Answers a deferred INVITE: provisionally without tag, else for good. */
  deferred(
    start: Uint8Array,
    lines: Uint8Array,
    isFinal: boolean,
    invite: PendingInvite<P>,
    now: number,
  ): void {
    const { serial, message, wire, port } = invite;
    if (message.start.kind !== 'request' || !this.#parts.read(message, message.start.method)) return;
    const length = this.#write(start, lines, message, wire, port, isFinal ? invite.tag : 0);
    if (length === 0) return;
    const bytes = Buffer.from(this.#writer.buffer.subarray(0, length));
    if (!this.table.has(serial)) {
      wire.send(bytes, 0, length, this.#portFor(wire, port));
      return;
    }
    this.table.setAnswer(serial, isFinal ? COMPLETED : PROCEEDING, bytes);
    if (isFinal && wire.transport === 'UDP') this.resending.start(serial, now);
    this.table.resend(serial);
  }

  /** Answers without a transaction: what a stranger sent, or what broke its stream. */
  stateless(
    start: Uint8Array,
    lines: Uint8Array,
    tag: number,
    message: SipMessage,
    wire: SipWire,
    port: number,
  ): void {
    const length = this.#write(start, lines, message, wire, port, tag);
    if (length > 0) wire.send(this.#writer.buffer, 0, length, this.#portFor(wire, port));
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
  #portFor(wire: SipWire, port: number): number {
    const { via } = this.#parts;
    if (wire.transport !== 'UDP' || via.wantsPort) return port;
    return via.port === 0 ? 5060 : via.port;
  }
}
