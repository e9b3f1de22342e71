import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { Fault } from '../../../../domain/fault.ts';
import type { KnownPeer } from './known-peer.ts';
import { hasCertificateName, type PeerTable, plainAddress } from './peer-table.ts';
import type { SipCore } from './sip-core.ts';
import type { DropCounts } from './sip-figures.ts';
import type { SipPeer } from './sip-peer.ts';
import { StreamConnection } from './stream-connection.ts';

/** What TLS needs: PEM texts. `ca` is what client certificates must lead to; `null`: none is asked for. */
export interface SipTlsMaterial {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string | null;
}

export interface StreamLimits {
  readonly maxConnections: number;
  /** TLS handshakes going on at once; more are closed at once. */
  readonly maxHandshakes: number;
  readonly handshakeMs: number;
  /** A connection on which nothing came for so long is closed. */
  readonly idleMs: number;
  /** Within so long a message that has begun must be whole. */
  readonly withinMs: number;
}

export interface StreamListenerOptions<P extends SipPeer> {
  readonly host: string;
  readonly port: number;
  /** `null`: plain TCP. */
  readonly tls: SipTlsMaterial | null;
  readonly limits: StreamLimits;
  readonly core: SipCore<P>;
  readonly peers: PeerTable<P>;
  /** Connections by peer over all listeners. */
  readonly held: Map<KnownPeer<P>, number>;
  readonly drops: DropCounts;
  readonly monotonic: () => number;
}

/** Accepts connections of one TCP or TLS port. Strangers are closed before a handshake costs anything. */
export class StreamListener<P extends SipPeer> {
  readonly #options: StreamListenerOptions<P>;
  readonly #server: Server;
  readonly #tls: TlsServer | null;
  readonly #connections = new Set<StreamConnection<P>>();
  readonly #sockets = new Set<Socket>();
  /** Far ends whose handshake is going on. */
  readonly #handshakes = new Set<string>();

  constructor(options: StreamListenerOptions<P>) {
    this.#options = options;
    this.#server = createServer({ keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) =>
      this.#accept(socket),
    );
    this.#tls = options.tls === null ? null : this.#tlsServer(options.tls);
  }

  get size(): number {
    return this.#connections.size;
  }

  get transport(): 'TCP' | 'TLS' {
    return this.#tls === null ? 'TCP' : 'TLS';
  }

  /** Resolves with the port; throws the fault `listen-failed`. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) =>
        reject(
          new Fault(
            'listen-failed',
            `SIP over ${this.transport} cannot listen on ${host} port ${port}: ${error.message}`,
            {
              cause: error,
            },
          ),
        ),
      );
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  sweep(now: number): void {
    const { idleMs, withinMs } = this.#options.limits;
    for (const connection of this.#connections) connection.sweep(now, idleMs, withinMs);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const { drops, limits, peers } = this.#options;
    socket.on('error', () => {
      drops['connection-error'] += 1;
    });
    const address = plainAddress(socket.remoteAddress ?? '');
    const port = socket.remotePort ?? 0;
    const peer = peers.find(this.transport, address, port);
    if (peer === null && !(this.#tls !== null && peers.hasCertificatePeers)) {
      this.#refuse(socket, 'unknown-peer');
      return;
    }
    if (this.#sockets.size >= limits.maxConnections) {
      this.#refuse(socket, 'connection-limit');
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#tls === null) this.#open(socket, socket, peer);
    else this.#shakeHands(socket, this.#tls);
  }

  #shakeHands(socket: Socket, tls: TlsServer): void {
    if (this.#handshakes.size >= this.#options.limits.maxHandshakes) {
      this.#refuse(socket, 'handshake-limit');
      return;
    }
    const name = farEnd(socket);
    this.#handshakes.add(name);
    socket.once('close', () => this.#handshakes.delete(name));
    tls.emit('connection', socket);
  }

  #tlsServer(material: SipTlsMaterial): TlsServer {
    const { drops, limits } = this.#options;
    const server = createTlsServer({
      cert: material.certificate,
      key: material.key,
      ...(material.ca === null ? {} : { ca: material.ca }),
      requestCert: material.ca !== null,
      rejectUnauthorized: false,
      handshakeTimeout: limits.handshakeMs,
      minVersion: 'TLSv1.2',
    });
    server.on('tlsClientError', (_error, socket) => {
      drops['handshake-failed'] += 1;
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      this.#handshakes.delete(farEnd(socket));
      socket.on('error', () => {
        drops['connection-error'] += 1;
      });
      this.#secured(socket);
    });
    return server;
  }

  #secured(socket: TLSSocket): void {
    const names = socket.authorized ? certificateNames(socket) : [];
    const { peers } = this.#options;
    const byAddress = peers.find('TLS', plainAddress(socket.remoteAddress ?? ''), socket.remotePort ?? 0);
    const peer = byAddress ?? peers.findByCertificate(names);
    if (peer !== null && peer.certificateNames.length > 0 && !hasCertificateName(peer, names)) {
      this.#refuse(socket, 'certificate-not-allowed');
      return;
    }
    this.#open(socket, socket, peer);
  }

  #open(socket: Socket, raw: Socket, peer: P | null): void {
    const { core, drops, held, monotonic } = this.#options;
    const known = core.known.find((one) => one.peer === peer);
    if (known === undefined) {
      this.#refuse(raw, 'unknown-peer');
      return;
    }
    const count = held.get(known) ?? 0;
    if (count >= known.peer.maxConnections) {
      this.#refuse(raw, 'peer-connection-limit');
      return;
    }
    held.set(known, count + 1);
    const from = { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0, known };
    const connection = new StreamConnection(socket, this.transport, from, { core, drops, monotonic });
    this.#connections.add(connection);
    socket.once('close', () => {
      this.#connections.delete(connection);
      held.set(known, held.get(known)! - 1);
    });
  }

  #refuse(
    socket: Socket,
    reason:
      | 'unknown-peer'
      | 'connection-limit'
      | 'peer-connection-limit'
      | 'handshake-limit'
      | 'certificate-not-allowed',
  ): void {
    this.#options.drops[reason] += 1;
    socket.destroy();
  }
}

const farEnd = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;

/** DNS names of a client certificate; without any, its common name (RFC 5922 §7.1). */
function certificateNames(socket: TLSSocket): readonly string[] {
  const certificate = socket.getPeerCertificate();
  const alternative = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice(4));
  if (alternative.length > 0) return alternative;
  const common = certificate.subject?.CN;
  return common === undefined ? [] : [common].flat();
}
