import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { Fault } from '../../domain/fault.ts';
import type { CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Dialect } from './dialect.ts';
import { DIALECTS } from './dialects.ts';
import { DoorCounts, type SwitchDoorCounts } from './door-counts.ts';
import { DoorPeers } from './door-peers.ts';
import { DoorPulse } from './door-pulse.ts';
import { Exchange, type ExchangeHost } from './exchange.ts';
import { PLAIN_HEADERS, type SwitchHeaderReader } from './header-reader.ts';
import { HttpConnection, type RequestHost } from './http/http-connection.ts';
import type { HeadTrouble, RequestHead } from './http/request-head.ts';
import { responseHead } from './http/response-text.ts';
import { Turns } from './http/turns.ts';
import { QuestionAsker } from './question-asker.ts';
import { STRANGER, type SwitchPeer } from './switch-peer.ts';

export interface SwitchDoorOptions {
  readonly judge: CallJudge;
  readonly clock: Clock;
  /** The peer that an address belongs to; `null`: nobody's, its calls pass unscreened. Asked once a connection. */
  readonly peerAt: (address: string) => SwitchPeer | null;
  /** Reads header texts that a switch passes on. (Default: a text stands for its address) */
  readonly headers?: SwitchHeaderReader;
  readonly limits?: Partial<SwitchDoorLimits>;
  /** Told of faults of our own; the call has passed by then. */
  readonly onProblem?: (error: unknown) => void;
}

export interface SwitchDoorLimits {
  /** Bytes of a body (Default: 65,536). */
  readonly bodyBytes: number;
  /** Characters of a request target (Default: 8,192). */
  readonly urlChars: number;
  /** Requests that wait for a body or a late verdict at once; more pass unscreened (Default: 10,000). */
  readonly inFlight: number;
  /** Open connections; more are closed at once (Default: 4,096). */
  readonly connections: number;
  /** When the process is later than this with its work, questions pass unscreened, milliseconds (Default: 100). */
  readonly maxLagMs: number;
  /** An idle connection is closed after so long, milliseconds (Default: 130,000, above libcurl's 118 s). */
  readonly keepAliveMs: number;
  /** A head must be whole after so long, milliseconds (Default: 10,000). */
  readonly headMs: number;
}

export const SWITCH_DOOR_LIMITS: SwitchDoorLimits = {
  bodyBytes: 65_536,
  urlChars: 8_192,
  inFlight: 10_000,
  connections: 4_096,
  maxLagMs: 100,
  keepAliveMs: 130_000,
  headMs: 10_000,
};

/** The door at which switches ask over HTTP. */
export interface SwitchDoor {
  /** Resolves with the place it listens at. Throws `port-taken` or `cannot-listen`. */
  listen(at: { readonly host: string; readonly port: number }): Promise<{ host: string; port: number }>;
  counts(): SwitchDoorCounts;
  /** Peers have changed: connections are looked up again. */
  peersChanged(): void;
  /** Takes no new connection, answers what was asked and ends. */
  close(): Promise<void>;
}

/** How long a closing door lets answers under way go out, and an ended connection its last answer. */
const LAST_ANSWERS_MS = 1_000;

/**
 * HTTP for switches, apart from the API: every request is one question about one call, answered in the dialect of its path.
 * Whatever goes wrong lets the call pass, with a counted reason in `Jingtong-Unscreened`.
 */
export function createSwitchDoor(options: SwitchDoorOptions): SwitchDoor {
  return new HttpSwitchDoor(options);
}

class HttpSwitchDoor implements SwitchDoor, ExchangeHost, RequestHost {
  readonly maxBodyBytes: number;
  readonly #options: SwitchDoorOptions;
  readonly #limits: SwitchDoorLimits;
  readonly #dialects: ReadonlyMap<string, Dialect> = new Map(
    DIALECTS.map((dialect) => [dialect.path, dialect]),
  );
  readonly #asker: QuestionAsker;
  readonly #counts = new DoorCounts();
  readonly #peers: DoorPeers;
  readonly #pulse: DoorPulse;
  readonly #server: Server;
  readonly #connections = new Set<HttpConnection>();
  readonly #turns = new Turns();
  #lastDialect: Dialect = DIALECTS[0]!;
  #date = '';
  #dateAt = Number.NaN;

  constructor(options: SwitchDoorOptions) {
    this.#options = options;
    this.#limits = { ...SWITCH_DOOR_LIMITS, ...options.limits };
    this.maxBodyBytes = this.#limits.bodyBytes;
    this.#asker = new QuestionAsker(options.judge, options.clock, options.headers ?? PLAIN_HEADERS);
    this.#peers = new DoorPeers(options.peerAt, STRANGER, this.#counts);
    this.#pulse = new DoorPulse(this.#limits.maxLagMs, (now) => this.#sweep(now));
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#connected(socket));
    this.#server.maxConnections = this.#limits.connections;
    this.#server.on('drop', () => this.reason('too-many-connections'));
  }

  listen({ host, port }: { host: string; port: number }): Promise<{ host: string; port: number }> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new Fault(
            error.code === 'EADDRINUSE' ? 'port-taken' : 'cannot-listen',
            `the switch door cannot listen at ${host} port ${port} (${error.code}): choose another place in listen.http`,
          ),
        ),
      );
      this.#server.listen({ host, port, backlog: 1_024 }, () => {
        // From now on it is about one connection that could not be taken, and the others go on.
        this.#server.removeAllListeners('error').on('error', () => this.reason('accept-failed'));
        const { address, port: taken } = this.#server.address() as AddressInfo;
        resolve({ host: address, port: taken });
      });
    });
  }

  counts(): SwitchDoorCounts {
    return {
      answered: this.#counts.answered(),
      reasons: this.#counts.reasons(),
      inFlight: this.#pulse.waiting,
      connections: this.#connections.size,
    };
  }

  peersChanged(): void {
    this.#peers.forget();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const until = performance.now() + LAST_ANSWERS_MS;
    const ending = setInterval(() => {
      for (const connection of this.#connections)
        if (connection.isIdle || performance.now() >= until) connection.destroy();
    }, 10);
    await closed;
    this.#connections.clear();
    clearInterval(ending);
    this.#pulse.stop();
  }

  reason(word: string): void {
    this.#counts.reason(word);
  }

  settled(exchange: Exchange): void {
    this.#pulse.remove(exchange);
  }

  date(): string {
    const now = this.#options.clock.now();
    const second = Math.floor(now / 1_000);
    if (second !== this.#dateAt) {
      this.#dateAt = second;
      this.#date = new Date(now).toUTCString();
    }
    return this.#date;
  }

  begin(connection: HttpConnection, head: RequestHead): Exchange | null {
    const { target, method } = head;
    const start = target.charCodeAt(0) === SLASH ? 0 : pathStart(target);
    const question = target.indexOf('?', start);
    const dialect = this.#dialectAt(target, start, question < 0 ? target.length : question);
    if (dialect === undefined) return this.#plain(connection, 404, 'no-such-path', NO_SUCH_PATH);
    if (method !== 'GET' && method !== 'POST') return this.#otherMethod(connection, method);
    const door = this.#peers.of(connection.socket);
    const exchange = new Exchange(
      this,
      connection,
      head,
      question,
      door.known ?? STRANGER,
      door.bound(dialect),
    );
    const refused = this.#refusal(connection, head, door);
    if (refused !== null) {
      exchange.pass(...refused);
      return null;
    }
    if (head.bodyBytes !== 0) this.#await(exchange);
    return exchange.isAnswered ? null : exchange;
  }

  /** A switch asks at one path, so the one before is tried first. */
  #dialectAt(target: string, start: number, end: number): Dialect | undefined {
    const { path } = this.#lastDialect;
    if (end - start === path.length && target.startsWith(path, start)) return this.#lastDialect;
    const dialect = this.#dialects.get(target.slice(start, end));
    if (dialect !== undefined) this.#lastDialect = dialect;
    return dialect;
  }

  whole(request: unknown, body: Buffer): void {
    // A question that came too late was answered, and must not count as a call that was judged.
    if (!(request instanceof Exchange) || request.isAnswered) return;
    try {
      const answer = this.#asker.ask(request, body);
      if (answer instanceof Promise) {
        if (!request.isWaiting) this.#await(request);
        answer.then(
          (late) => request.answer(late),
          (error) => this.#failed(request, error),
        );
      } else if (answer !== null) request.answer(answer);
    } catch (error) {
      this.#failed(request, error);
    }
  }

  broken(request: unknown, reason: string): void {
    if (request instanceof Exchange) request.pass(reason, BROKEN_BODY[reason] ?? reason);
  }

  fault(error: unknown): void {
    this.reason('internal-error');
    this.#options.onProblem?.(error);
  }

  malformed({ reason }: HeadTrouble): void {
    this.reason(reason);
  }

  #connected(socket: Socket): void {
    const connection = new HttpConnection(socket, this, this.#turns, performance.now());
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  #refusal(
    { socket }: HttpConnection,
    { target, authorization }: RequestHead,
    door: ReturnType<DoorPeers['of']>,
  ): [reason: string, detail: string] | null {
    if (door.known === null)
      return [
        'unknown-peer',
        `no peer has the address ${socket.remoteAddress}: add it to the call-path configuration`,
      ];
    if (door.authorised !== null && !door.authorised(authorization ?? undefined))
      return [
        'wrong-token',
        `peer ${door.known.peer.name} has a token, the request another or none: send Authorization: Bearer`,
      ];
    if (target.length > this.#limits.urlChars)
      return [
        'url-too-long',
        `the request target has ${target.length} characters, the limit is ${this.#limits.urlChars}: POST the fields`,
      ];
    if (this.#pulse.overloaded) return ['overload', 'the service is behind with its work'];
    return null;
  }

  /** Puts the exchange where its time limit is watched. */
  #await(exchange: Exchange): void {
    if (this.#pulse.waiting >= this.#limits.inFlight) {
      exchange.pass('too-many-in-flight', 'too many requests wait for an answer');
      return;
    }
    exchange.waits(performance.now());
    this.#pulse.add(exchange);
  }

  #failed(exchange: Exchange, error: unknown): void {
    this.#options.onProblem?.(error);
    exchange.pass('internal-error', 'a fault of ours; the log has it');
  }

  #otherMethod(connection: HttpConnection, method: string): null {
    // A probe of a load balancer: it asks whether we are there and about no call.
    if (method === 'HEAD' || method === 'OPTIONS') return this.#plain(connection, 200, 'probe', '');
    return this.#plain(connection, 405, 'method-not-allowed', 'ask with GET or POST\n');
  }

  #plain(connection: HttpConnection, status: number, reason: string, text: string): null {
    this.reason(reason);
    connection.respond(responseHead(status, [...PLAIN, 'Jingtong-Unscreened', reason]), text);
    return null;
  }

  /** Connections that were idle too long, that never finish a head, or whose last answer nobody takes. */
  #sweep(now: number): void {
    for (const connection of this.#connections) {
      const idleMs = now - connection.lastUsedAt;
      if (
        connection.isEnded ? idleMs > LAST_ANSWERS_MS : connection.isIdle && idleMs > this.#limits.keepAliveMs
      )
        connection.destroy();
      else if (connection.headSince !== 0 && now - connection.headSince > this.#limits.headMs) {
        this.reason('head-timeout');
        connection.destroy();
      }
    }
  }
}

const SLASH = 0x2f;
const PLAIN = ['Content-Type', 'text/plain; charset=utf-8', 'Allow', 'GET, POST, HEAD, OPTIONS'];
const NO_SUCH_PATH = `no such path; the dialects are at ${DIALECTS.map(({ path }) => path).join(' ')}\n`;
const BROKEN_BODY: Readonly<Record<string, string>> = {
  'body-too-large': 'the body is over the limit: send only the fields of the question',
  'malformed-body': 'the chunks of the body cannot be read (RFC 9112 section 7.1)',
  'cut-off': 'the connection ended within the body',
};

/** Place of the path in an absolute-form target (RFC 9112 §3.2.2). */
function pathStart(target: string): number {
  const scheme = target.indexOf('://');
  const slash = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
  return slash < 0 ? target.length : slash;
}
