import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { Fault } from '../../../domain/fault.ts';
import { type RadiusPacket, readRadiusPacket } from '../../../lib/radius/radius-packet.ts';
import type { RadiusPeer } from './radius-peer.ts';
import { ReplyCache } from './reply-cache.ts';

/** One request whose sender is a known address; whether it knows the secret is the server's to check. */
export interface RadiusRequest {
  readonly packet: RadiusPacket;
  readonly peer: RadiusPeer;
  /** Tells it apart from any other request of late. */
  readonly key: string;
  /** Sends and remembers; the same request again gets the same bytes. */
  reply(bytes: Buffer): void;
  /** Nothing is sent; the same request again is a new one. */
  drop(reason: string): void;
}

export interface RadiusSocketOptions {
  readonly peerAt: (address: string) => RadiusPeer | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onRequest: (request: RadiusRequest) => void;
  /** Whether a packet is what it says before anything is remembered of it; a reason to drop it, else `null`. */
  readonly refusal: (packet: RadiusPacket, peer: RadiusPeer) => string | null;
}

const PEERS_KEPT_MS = 1_000;
const MAX_PEERS_KEPT = 4_096;
const RECEIVE_BUFFER_BYTES = 4 * 1_048_576;

/** The UDP side of a RADIUS server: lengths, peers, duplicates. Every datagram not answered is counted with a reason. */
export class RadiusSocket {
  readonly #options: RadiusSocketOptions;
  readonly #replies = new ReplyCache();
  readonly #dropped = new Map<string, number>();
  /** Peers by address; emptied now and then, for peers change. */
  readonly #peers = new Map<string, RadiusPeer | null>();
  #peersSince = Number.NaN;
  #socket: Socket | null = null;

  constructor(options: RadiusSocketOptions) {
    this.#options = options;
  }

  get dropped(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#dropped);
  }

  count(reason: string): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  listen({ host, port }: { host: string; port: number }): Promise<{ host: string; port: number }> {
    const socket = createSocket({
      type: isIP(host) === 6 ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER_BYTES,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Fault(
            error.code === 'EADDRINUSE' ? 'port-taken' : 'cannot-listen',
            `RADIUS cannot listen at ${host} port ${port} (${error.code}): choose another place in listen.radius`,
          ),
        ),
      );
      socket.bind(port, host, () => {
        socket.removeAllListeners('error');
        // An ICMP error of a reply that found nobody.
        socket.on('error', () => this.count('send-failed'));
        socket.on('message', (datagram, from) => this.#received(datagram, from));
        const { address, port: taken } = socket.address();
        resolve({ host: address, port: taken });
      });
    });
  }

  close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    return socket === null ? Promise.resolve() : new Promise((resolve) => socket.close(() => resolve()));
  }

  #received(datagram: Buffer, from: RemoteInfo): void {
    const read = this.#read(datagram, from);
    if (typeof read === 'string') {
      this.count(read);
      return;
    }
    const { packet, peer } = read;
    const key = `${from.address} ${from.port} ${packet.code} ${packet.id} ${packet.authenticator.toString('latin1')}`;
    const met = this.#replies.meet(key, this.#options.now());
    if (met === 'new') {
      this.#options.onRequest(this.#request(packet, peer, key, from));
      return;
    }
    this.count('duplicate');
    if (met !== 'pending') this.#send(met, from);
  }

  /** The packet and its peer, or why it is dropped. */
  #read(datagram: Buffer, { address }: RemoteInfo): { packet: RadiusPacket; peer: RadiusPeer } | string {
    const peer = this.#peerAt(address);
    if (peer === null) return 'unknown-peer';
    const packet = readRadiusPacket(datagram);
    if (typeof packet === 'string') return packet;
    return this.#options.refusal(packet, peer) ?? { packet, peer };
  }

  #peerAt(address: string): RadiusPeer | null {
    const now = this.#options.now();
    const sinceMs = now - this.#peersSince;
    if (!(sinceMs >= 0 && sinceMs < PEERS_KEPT_MS) || this.#peers.size >= MAX_PEERS_KEPT) {
      this.#peers.clear();
      this.#peersSince = now;
    }
    const known = this.#peers.get(address);
    if (known !== undefined) return known;
    const peer = this.#options.peerAt(address);
    this.#peers.set(address, peer);
    return peer;
  }

  #request(packet: RadiusPacket, peer: RadiusPeer, key: string, from: RemoteInfo): RadiusRequest {
    return {
      packet,
      peer,
      key,
      reply: (bytes) => {
        this.#replies.answered(key, bytes);
        this.#send(bytes, from);
      },
      drop: (reason) => {
        this.#replies.forget(key);
        this.count(reason);
      },
    };
  }

  #send(bytes: Buffer, { port, address }: RemoteInfo): void {
    this.#socket?.send(bytes, port, address, (error) => {
      if (error) this.count('send-failed');
    });
  }
}
