import type { Socket } from 'node:net';
import { SipStreamFramer } from '../stream-framer.ts';
import type { KnownPeer } from './known-peer.ts';
import type { SipCore } from './sip-core.ts';
import type { DropCounts, SipDrop } from './sip-figures.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipWire } from './sip-wire.ts';

/** Answers waiting for a far side that does not read them; past this the connection is closed. */
const MAX_WAITING_BYTES = 1 << 20;
const PONG = Buffer.from('\r\n');

/** One TCP or TLS connection of a known peer: messages in, answers back over it. */
export class StreamConnection<P extends SipPeer> implements SipWire {
  readonly transport: 'TCP' | 'TLS';
  readonly address: string;
  readonly port: number;
  readonly known: KnownPeer<P>;
  readonly #socket: Socket;
  readonly #framer: SipStreamFramer;
  readonly #core: SipCore<P>;
  readonly #drops: DropCounts;
  readonly #monotonic: () => number;
  #readAt: number;
  #withinSince = 0;

  constructor(
    socket: Socket,
    transport: 'TCP' | 'TLS',
    from: { readonly address: string; readonly port: number; readonly known: KnownPeer<P> },
    parts: { readonly core: SipCore<P>; readonly drops: DropCounts; readonly monotonic: () => number },
  ) {
    this.#socket = socket;
    this.transport = transport;
    this.address = from.address;
    this.port = from.port;
    this.known = from.known;
    this.#core = parts.core;
    this.#drops = parts.drops;
    this.#monotonic = parts.monotonic;
    this.#readAt = parts.monotonic();
    this.#framer = new SipStreamFramer({
      message: (bytes) => this.#message(bytes),
      ping: () => this.#reply(PONG),
      lost: (_reason, head) => this.#lost(head),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#data(chunk));
  }

  send(bytes: Buffer, start: number, end: number): void {
    if (this.#socket.destroyed || !this.#socket.writable) {
      this.#drops['connection-gone'] += 1;
      return;
    }
    // The caller's buffer is written over soon, and a slow connection holds on to what it is given.
    this.#socket.write(Buffer.from(bytes.subarray(start, end)));
    if (this.#socket.writableLength > MAX_WAITING_BYTES) this.close('slow-reader');
  }

  /** Closes what is silent for too long, or stuck within a message. */
  sweep(now: number, idleMs: number, withinMs: number): void {
    if (this.#withinSince > 0 && now - this.#withinSince > withinMs) this.close('incomplete-message');
    else if (now - this.#readAt > idleMs) this.close('idle');
  }

  close(reason: SipDrop): void {
    if (this.#socket.destroyed) return;
    this.#drops[reason] += 1;
    this.#socket.destroy();
  }

  #data(chunk: Buffer): void {
    this.#readAt = this.#monotonic();
    this.#socket.cork();
    this.#framer.push(chunk);
    this.#socket.uncork();
    if (this.#framer.pendingBytes === 0) this.#withinSince = 0;
    else if (this.#withinSince === 0) this.#withinSince = this.#readAt;
  }

  #message(bytes: Uint8Array): void {
    this.#withinSince = 0;
    if (!this.#socket.destroyed) this.#core.take(bytes, this, this.port, this.known, this.#readAt);
  }

  #reply(bytes: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Nobody can tell where the next message begins: what broke the stream is answered, then the connection ends. */
  #lost(head: Uint8Array | null): void {
    this.#drops['bad-frame'] += 1;
    if (head !== null) this.#core.refuseFrame(head, this, this.port);
    this.#socket.uncork();
    this.#socket.destroySoon();
  }
}
