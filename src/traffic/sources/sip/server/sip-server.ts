import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { kernelDrops } from './kernel-drops.ts';
import type { KnownPeer } from './known-peer.ts';
import { LoadGauge } from './load-gauge.ts';
import { PeerTable } from './peer-table.ts';
import { SipCore } from './sip-core.ts';
import { noDrops, type SipServerFigures } from './sip-figures.ts';
import type { ReadSipMessage, SipHandler } from './sip-handler.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipTransport } from './sip-wire.ts';
import { type SipTlsMaterial, type StreamLimits, StreamListener } from './stream-listener.ts';
import { UdpListener } from './udp-listener.ts';

/** An address to listen on. */
export type SipListen =
  | { readonly transport: 'UDP' | 'TCP'; readonly host: string; readonly port: number }
  | { readonly transport: 'TLS'; readonly host: string; readonly port: number; readonly tls: SipTlsMaterial };

export interface SipServerLimits extends StreamLimits {
  /** Transactions remembered for retransmissions; the oldest make room. */
  readonly maxTransactions: number;
  readonly transactionBytes: number;
  /** Calls that may be waiting for a certificate or the journal at once; more pass unjudged. */
  readonly maxPending: number;
  /** Waiting longer than so many milliseconds to be read is overload: calls pass unjudged until all is read. */
  readonly maxWaitMs: number;
  readonly receiveBufferBytes: number;
}

export const SIP_SERVER_LIMITS: SipServerLimits = {
  maxConnections: 1024,
  maxHandshakes: 64,
  handshakeMs: 5000,
  idleMs: 600_000,
  withinMs: 10_000,
  maxTransactions: 131_072,
  transactionBytes: 64 * 2 ** 20,
  maxPending: 8192,
  maxWaitMs: 150,
  receiveBufferBytes: 4 * 2 ** 20,
};

export interface SipServerOptions<P extends SipPeer> {
  readonly listen: readonly SipListen[];
  readonly peers: readonly P[];
  readonly handler: SipHandler<P>;
  readonly read: ReadSipMessage;
  /** What an address nobody configured gets: nothing, or 403. Counted either way. */
  readonly unknownPeers: 'ignore' | 'refuse';
  readonly limits?: Partial<SipServerLimits>;
  /** Milliseconds that never go back. (Default: the machine's monotonic clock) */
  readonly monotonic?: () => number;
}

export interface ListeningAddress {
  readonly transport: SipTransport;
  readonly host: string;
  readonly port: number;
}

/** A SIP redirect server (RFC 3261 §8.3): answers, never takes a call, never forwards. */
export interface SipServer {
  /** Opens every address, or none and throws `listen-failed`. */
  listen(): Promise<readonly ListeningAddress[]>;
  figures(): SipServerFigures;
  /** OPTIONS are answered 503 from now on, so that switches look elsewhere; calls are still answered. */
  drain(): void;
  /** Stops at once; what is being judged is not answered any more. */
  close(): Promise<void>;
}

const TICK_MS = 20;
const SWEEP_MS = 1000;

/** Throws `bad-peer-address` when the address of a peer is none. */
export function createSipServer<P extends SipPeer>(options: SipServerOptions<P>): SipServer {
  return new RunningServer(options);
}

class RunningServer<P extends SipPeer> implements SipServer {
  readonly #options: SipServerOptions<P>;
  readonly #gauge: LoadGauge;
  readonly #core: SipCore<P>;
  readonly #drops = noDrops();
  readonly #udp: UdpListener<P>[] = [];
  readonly #streams: StreamListener<P>[] = [];
  readonly #monotonic: () => number;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(options: SipServerOptions<P>) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    const limits = { ...SIP_SERVER_LIMITS, ...options.limits };
    const peers = new PeerTable(options.peers);
    this.#gauge = new LoadGauge(limits.maxWaitMs);
    const common = { peers, drops: this.#drops, monotonic: this.#monotonic };
    const { handler, read } = options;
    this.#core = new SipCore({
      ...limits,
      handler,
      read,
      peers: options.peers,
      gauge: this.#gauge,
      drops: this.#drops,
      seed: randomBytes(4).readInt32BE(0),
    });
    const held = new Map<KnownPeer<P>, number>();
    for (const at of options.listen) {
      const { host, port } = at;
      const core = this.#core;
      if (at.transport === 'UDP') {
        const { receiveBufferBytes } = limits;
        const refuseUnknown = options.unknownPeers === 'refuse';
        const gauge = this.#gauge;
        this.#udp.push(
          new UdpListener({ ...common, host, port, core, receiveBufferBytes, refuseUnknown, gauge }),
        );
      } else {
        const tls = at.transport === 'TLS' ? at.tls : null;
        this.#streams.push(new StreamListener({ ...common, host, port, core, tls, limits, held }));
      }
    }
  }

  async listen(): Promise<readonly ListeningAddress[]> {
    const open: ListeningAddress[] = [];
    const udp = this.#udp.values();
    const streams = this.#streams.values();
    try {
      for (const { transport, host } of this.#options.listen) {
        const listener = (transport === 'UDP' ? udp : streams).next().value!;
        open.push({ transport, host, port: await listener.listen() });
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#startTimers();
    return open;
  }

  figures(): SipServerFigures {
    const core = this.#core;
    return {
      peers: core.known.map(({ figures }) => ({
        peer: figures.peer,
        requests: { ...figures.requests },
        retransmitted: figures.retransmitted,
        answers: figures.answers(),
        unscreened: { ...figures.unscreened },
      })),
      drops: { ...this.#drops, 'receive-buffer-full': kernelDrops(this.#udp.map(({ port }) => port)) },
      resent: core.replies.resending.sent,
      unacknowledged: core.replies.resending.unacknowledged,
      tryings: core.tryings,
      lateJudgements: core.lateJudgements,
      transactions: {
        open: core.replies.table.size,
        capacity: core.replies.table.capacity,
        evictedOpen: core.replies.table.evictedOpen,
        evictedEnded: core.replies.table.evictedEnded,
      },
      pending: core.pending.size,
      connections: { TCP: this.#connected('TCP'), TLS: this.#connected('TLS') },
      load: {
        isShedding: this.#gauge.isOverloaded,
        lateMs: this.#gauge.lateMs,
        waitMs: this.#gauge.waitMs(),
      },
    };
  }

  drain(): void {
    this.#core.isDraining = true;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#udp, ...this.#streams].map((listener) => listener.close()));
  }

  #connected(transport: 'TCP' | 'TLS'): number {
    return this.#streams.reduce((sum, stream) => sum + (stream.transport === transport ? stream.size : 0), 0);
  }

  #startTimers(): void {
    let due = this.#monotonic() + TICK_MS;
    const tick = setInterval(() => {
      const now = this.#monotonic();
      this.#gauge.noteLate(Math.max(0, now - due));
      due = now + TICK_MS;
      this.#core.tick(now);
    }, TICK_MS);
    const sweep = setInterval(() => {
      const now = this.#monotonic();
      for (const stream of this.#streams) stream.sweep(now);
    }, SWEEP_MS);
    this.#timers.push(tick.unref(), sweep.unref());
  }
}
