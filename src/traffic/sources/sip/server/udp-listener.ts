import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type AddressInfo, isIPv6 } from 'node:net';
import { Fault } from '../../../../domain/fault.ts';
import type { KnownPeer } from './known-peer.ts';
import type { LoadGauge, LoadLane } from './load-gauge.ts';
import { type PeerTable, plainAddress } from './peer-table.ts';
import type { SipCore } from './sip-core.ts';
import type { DropCounts } from './sip-figures.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipWire } from './sip-wire.ts';

/** The event loop reads a socket so many times before it does anything else (libuv's `uv__udp_recvmsg`). */
const READS_A_TURN = 32;
const PROBE_BYTES = 16;
/** Answers the system has not taken yet; past this they are dropped instead of queued. */
const MAX_UNSENT_BYTES = 1 << 20;
/** Far addresses remembered, of peers and of strangers each. */
const MAX_ADDRESSES = 4096;

export interface UdpListenerOptions<P extends SipPeer> {
  readonly host: string;
  readonly port: number;
  /** Asked of the system, which may give less (`net.core.rmem_max`). */
  readonly receiveBufferBytes: number;
  readonly core: SipCore<P>;
  readonly peers: PeerTable<P>;
  readonly refuseUnknown: boolean;
  readonly gauge: LoadGauge;
  readonly drops: DropCounts;
  readonly monotonic: () => number;
}

/** One UDP socket of the server. */
export class UdpListener<P extends SipPeer> {
  readonly #options: UdpListenerOptions<P>;
  readonly #socket: Socket;
  readonly #wires = new Map<string, UdpWire<P>>();
  /** Apart from the peers, so that a flood of made-up senders does not push these out. */
  readonly #strangers = new Map<string, UdpWire<P>>();
  readonly #isPortFree: boolean;
  readonly #lane: LoadLane;
  /** What the load gauge sends this socket; nobody else can make one. */
  readonly #probe = randomBytes(PROBE_BYTES);
  #own: AddressInfo = { address: '', port: 0, family: 'IPv4' };
  readonly #outlet: Outlet;
  #isClosed = false;
  #now = 0;
  #inTurn = 0;

  constructor(options: UdpListenerOptions<P>) {
    this.#options = options;
    this.#lane = options.gauge.lane(() => this.#sendProbe());
    this.#isPortFree = options.peers.isPortFree('UDP');
    const isSix = isIPv6(options.host);
    this.#socket = createSocket({
      type: isSix ? 'udp6' : 'udp4',
      ipv6Only: isSix,
      // Answers go to addresses, never to names: answering at once spares a turn of the loop for every message sent.
      lookup: (address, _options, done) => done(null, address, isSix ? 6 : 4),
    });
    this.#outlet = { socket: this.#socket, drops: options.drops, isChoked: false };
    this.#socket.on('message', (bytes, remote) => this.#message(bytes, remote));
    this.#socket.on('error', () => {
      options.drops['send-failed'] += 1;
    });
  }

  /** Resolves with the port; throws the fault `listen-failed`. */
  async listen(): Promise<number> {
    const { host, port, receiveBufferBytes } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error): void =>
        reject(
          new Fault('listen-failed', `SIP over UDP cannot listen on ${host} port ${port}: ${error.message}`, {
            cause: error,
          }),
        );
      this.#socket.once('error', failed);
      this.#socket.bind(port, host, () => {
        this.#socket.off('error', failed);
        resolve();
      });
    });
    this.#socket.setRecvBufferSize(receiveBufferBytes);
    this.#socket.setSendBufferSize(receiveBufferBytes);
    this.#own = this.#socket.address();
    return this.#own.port;
  }

  /** 0 before it listens. */
  get port(): number {
    return this.#own.port;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #message(bytes: Buffer, remote: RemoteInfo): void {
    if (this.#inTurn === 0) {
      this.#now = this.#options.monotonic();
      setImmediate(this.#endTurn);
    }
    this.#inTurn += 1;
    const { address, port } = remote;
    const name = this.#isPortFree ? address : `${address} ${port}`;
    const wire = this.#wires.get(name) ?? this.#strangers.get(name) ?? this.#newWire(name, address, port);
    if (bytes.length <= PROBE_BYTES && this.#isOwnMatter(bytes)) return;
    const { core, drops, refuseUnknown } = this.#options;
    if (wire.known !== null) core.take(bytes, wire, port, wire.known, this.#now);
    else {
      drops['unknown-peer'] += 1;
      if (refuseUnknown) core.refuse(bytes, wire, port);
    }
  }

  readonly #endTurn = (): void => {
    if (this.#isClosed) return;
    this.#outlet.isChoked = this.#socket.getSendQueueSize() > MAX_UNSENT_BYTES;
    if (this.#inTurn < READS_A_TURN) this.#lane.noteEmpty();
    else this.#lane.noteFull(this.#now);
    this.#inTurn = 0;
  };

  #isOwnMatter(bytes: Buffer): boolean {
    if (bytes.length < PROBE_BYTES) return isKeepAlive(bytes);
    if (!bytes.equals(this.#probe)) return false;
    this.#lane.probeRead(this.#options.monotonic());
    return true;
  }

  #sendProbe(): void {
    const { address, port, family } = this.#own;
    const isAny = address === '::' || address === '0.0.0.0';
    const loopback = family === 'IPv6' ? '::1' : '127.0.0.1';
    this.#socket.send(this.#probe, port, isAny ? loopback : address);
  }

  #newWire(name: string, address: string, port: number): UdpWire<P> {
    const { peers, core } = this.#options;
    const peer = peers.find('UDP', address, port);
    const known = peer === null ? null : core.known.find((one) => one.peer === peer)!;
    const wire = new UdpWire(this.#outlet, address, known);
    const wires = known === null ? this.#strangers : this.#wires;
    if (wires.size >= MAX_ADDRESSES) wires.clear();
    wires.set(name, wire);
    return wire;
  }
}

/** The sending side of a socket. */
interface Outlet {
  readonly socket: Socket;
  readonly drops: DropCounts;
  /** The system takes no more for now: answers are dropped, and asked for again. */
  isChoked: boolean;
}

/** One far address at one socket. */
class UdpWire<P extends SipPeer> implements SipWire {
  readonly transport = 'UDP';
  readonly address: string;
  readonly port = 0;
  readonly known: KnownPeer<P> | null;
  readonly #target: string;
  readonly #outlet: Outlet;

  constructor(outlet: Outlet, address: string, known: KnownPeer<P> | null) {
    this.#outlet = outlet;
    this.#target = address;
    this.address = plainAddress(address);
    this.known = known;
  }

  send(bytes: Buffer, start: number, end: number, port: number): void {
    const { socket, drops, isChoked } = this.#outlet;
    if (isChoked) {
      drops['send-buffer-full'] += 1;
      return;
    }
    try {
      socket.send(bytes, start, end - start, port, this.#target);
    } catch {
      drops['send-failed'] += 1;
    }
  }
}

/** RFC 5626 §4.4.1 and older habits: empty datagrams and line ends keep a path open and ask nothing. */
function isKeepAlive(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1)
    if (bytes[at] !== 0x0d && bytes[at] !== 0x0a && bytes[at] !== 0) return false;
  return true;
}
