import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Fault } from '../../domain/fault.ts';
import type { Peer } from '../../domain/peer.ts';
import type { CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Dialect } from './dialect.ts';
import { DIALECTS } from './dialects.ts';
import { DoorCounts, type SwitchDoorCounts } from './door-counts.ts';
import { DoorPeers } from './door-peers.ts';
import { DoorPulse } from './door-pulse.ts';
import { Exchange, type ExchangeHost } from './exchange.ts';
import { PLAIN_HEADERS, type SwitchHeaderReader } from './header-reader.ts';
import { QuestionDraft } from './question-draft.ts';
import { mediaType, rawHeader } from './raw-header.ts';
import { collectBody } from './request-body.ts';
import { DEFAULT_SWITCH_ANSWERS, type SwitchPeer } from './switch-peer.ts';

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
}

export const SWITCH_DOOR_LIMITS: SwitchDoorLimits = {
  bodyBytes: 65_536,
  urlChars: 8_192,
  inFlight: 10_000,
  connections: 4_096,
  maxLagMs: 100,
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

/** How long a closing door lets answers under way go out. */
const LAST_ANSWERS_MS = 1_000;
/** Keep-alive of switches: above the idle times of libcurl's pool, so that a request never meets a closing connection. */
const KEEP_ALIVE_MS = 130_000;

/**
 * HTTP for switches, apart from the API: every request is one question about one call, answered in the dialect of its path.
 * Whatever goes wrong lets the call pass, with a counted reason in `Jingtong-Unscreened`.
 */
export function createSwitchDoor(options: SwitchDoorOptions): SwitchDoor {
  return new HttpSwitchDoor(options);
}

class HttpSwitchDoor implements SwitchDoor, ExchangeHost {
  readonly #options: SwitchDoorOptions;
  readonly #limits: SwitchDoorLimits;
  readonly #headers: SwitchHeaderReader;
  readonly #dialects: ReadonlyMap<string, Dialect>;
  readonly #counts = new DoorCounts();
  readonly #peers: DoorPeers;
  readonly #pulse: DoorPulse;
  readonly #server: Server;
  /** Names calls whose switch names none; unlike any of an earlier run. */
  readonly #run = randomUUID().slice(0, 13);
  #unnamed = 0;

  constructor(options: SwitchDoorOptions) {
    this.#options = options;
    this.#limits = { ...SWITCH_DOOR_LIMITS, ...options.limits };
    this.#headers = options.headers ?? PLAIN_HEADERS;
    this.#dialects = new Map(DIALECTS.map((dialect) => [dialect.path, dialect]));
    this.#peers = new DoorPeers(options.peerAt, STRANGER, this.#counts);
    this.#pulse = new DoorPulse(this.#limits.maxLagMs);
    this.#server = createServer(
      {
        maxHeaderSize: 32_768,
        headersTimeout: 10_000,
        requestTimeout: 15_000,
        keepAliveTimeout: KEEP_ALIVE_MS,
        noDelay: true,
      },
      (request, response) => this.#asked(request, response),
    );
    this.#server.maxConnections = this.#limits.connections;
    this.#server.on('drop', () => this.reason('too-many-connections'));
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      this.#malformed(error, socket as Socket),
    );
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
      connections: this.#server.connections ?? 0,
    };
  }

  peersChanged(): void {
    this.#peers.forget();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const idle = setInterval(() => this.#server.closeIdleConnections(), 20);
    const all = setTimeout(() => this.#server.closeAllConnections(), LAST_ANSWERS_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(all);
    this.#pulse.stop();
  }

  reason(word: string): void {
    this.#counts.reason(word);
  }

  settled(exchange: Exchange): void {
    this.#pulse.remove(exchange);
  }

  broken(error: unknown): void {
    this.reason('internal-error');
    this.#options.onProblem?.(error);
  }

  #asked(request: IncomingMessage, response: ServerResponse): void {
    const target = request.url ?? '/';
    const start = target.charCodeAt(0) === SLASH ? 0 : pathStart(target);
    const question = target.indexOf('?', start);
    const path = target.slice(start, question < 0 ? target.length : question);
    const dialect = this.#dialects.get(path);
    if (dialect === undefined) {
      this.#plain(response, 404, 'no-such-path', NO_SUCH_PATH);
      return;
    }
    const method = request.method;
    if (method !== 'GET' && method !== 'POST') {
      this.#otherMethod(response, method);
      return;
    }

    const door = this.#peers.of(request.socket);
    const peer = door.known;
    const limitMs = peer === null ? 1_000 : peer.timeLimitMs;
    const exchange = new Exchange(this, request, response, door.bound(dialect), performance.now() + limitMs);
    if (peer === null) {
      exchange.pass(
        'unknown-peer',
        `no peer has the address ${request.socket.remoteAddress}: add it to the call-path configuration`,
      );
      return;
    }
    if (door.authorised !== null && !door.authorised(rawHeader(request, 'authorization'))) {
      exchange.pass(
        'wrong-token',
        `peer ${peer.peer.name} has a token and the request has another or none: send Authorization: Bearer`,
      );
      return;
    }
    if (target.length > this.#limits.urlChars) {
      exchange.pass(
        'url-too-long',
        `the request target has ${target.length} characters, the limit is ${this.#limits.urlChars}: POST the fields`,
      );
      return;
    }
    if (this.#pulse.overloaded) {
      exchange.pass('overload', 'the service is behind with its work');
      return;
    }
    const query = question < 0 ? '' : target.slice(question + 1);
    if (method === 'GET') this.#judge(exchange, peer, { method, query, contentType: '', body: EMPTY });
    else this.#read(exchange, peer, query);
  }

  #read(exchange: Exchange, peer: SwitchPeer, query: string): void {
    if (this.#pulse.waiting >= this.#limits.inFlight) {
      exchange.pass('too-many-in-flight', 'too many requests wait for an answer');
      return;
    }
    const { request } = exchange;
    const contentType = mediaType(rawHeader(request, 'content-type'));
    this.#pulse.add(exchange);
    collectBody(request, this.#limits.bodyBytes, (outcome, body) => {
      // A question that came too late was answered, and must not count as a call that was judged.
      if (exchange.isAnswered) return;
      if (outcome === 'whole') this.#judge(exchange, peer, { method: 'POST', query, contentType, body });
      else if (outcome === 'too-large')
        exchange.pass(
          'body-too-large',
          `the body has more than ${this.#limits.bodyBytes} bytes: send only the fields of the question`,
        );
      else exchange.pass('cut-off', 'the connection ended within the body');
    });
  }

  #judge(exchange: Exchange, peer: SwitchPeer, request: Parameters<Dialect['read']>[0]): void {
    try {
      const draft = new QuestionDraft(this.#headers, this.#options.clock.now());
      exchange.draft = draft;
      const refusal = exchange.dialect.read(request, draft);
      if (refusal !== null) {
        exchange.pass(refusal.reason, refusal.detail);
        return;
      }
      const asking = trunkPeer(peer, draft);
      const answer = this.#options.judge.ask(
        draft.question(draft.callId === '' ? this.#callId() : ''),
        asking,
      );
      if (!(answer instanceof Promise)) {
        exchange.answer(answer);
        return;
      }
      this.#pulse.add(exchange);
      answer.then(
        (late) => exchange.answer(late),
        (error) => this.#failed(exchange, error),
      );
    } catch (error) {
      this.#failed(exchange, error);
    }
  }

  #failed(exchange: Exchange, error: unknown): void {
    this.#options.onProblem?.(error);
    exchange.pass('internal-error', 'a fault of ours; the log has it');
  }

  #callId(): string {
    this.#unnamed += 1;
    return `http-${this.#run}-${this.#unnamed}`;
  }

  #otherMethod(response: ServerResponse, method: string | undefined): void {
    // A probe of a load balancer: it asks whether we are there and about no call.
    if (method === 'HEAD' || method === 'OPTIONS') {
      this.reason('probe');
      response.writeHead(204, ['Allow', ALLOWED]).end();
      return;
    }
    this.#plain(response, 405, 'method-not-allowed', 'ask with GET or POST\n');
  }

  #plain(response: ServerResponse, status: number, reason: string, text: string): void {
    this.reason(reason);
    response.writeHead(status, [
      'Content-Type',
      'text/plain; charset=utf-8',
      'Allow',
      ALLOWED,
      'Jingtong-Unscreened',
      reason,
      'Content-Length',
      String(Buffer.byteLength(text)),
    ]);
    response.end(text);
  }

  /** What is no HTTP gets a status that no switch takes for a block. */
  #malformed(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      this.reason('connection-lost');
      socket.destroy();
      return;
    }
    const status = STATUS_OF_ERROR[error.code ?? ''] ?? '400 Bad Request';
    this.reason(error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'malformed-http');
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

const SLASH = 0x2f;
const EMPTY = Buffer.alloc(0);
const ALLOWED = 'GET, POST, HEAD, OPTIONS';
const NO_SUCH_PATH = `no such path; the dialects are at ${DIALECTS.map(({ path }) => path).join(' ')}\n`;
const STATUS_OF_ERROR: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Whoever asks without being a peer. */
const STRANGER: SwitchPeer = {
  peer: {
    name: 'unknown',
    trunk: 'unknown',
    country: 'ZZ',
    trustsIdentity: false,
    trustsRedirection: false,
    allowedCallers: null,
    ownNumbers: null,
  },
  token: null,
  timeLimitMs: 1_000,
  trunks: new Map(),
  answers: DEFAULT_SWITCH_ANSWERS,
};

/** Place of the path in an absolute-form target (RFC 9112 §3.2.2). */
function pathStart(target: string): number {
  const scheme = target.indexOf('://');
  const slash = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
  return slash < 0 ? target.length : slash;
}

/** The peer behind the trunk that the switch names; a trunk nobody configured is told and the switch itself counts. */
function trunkPeer(peer: SwitchPeer, draft: QuestionDraft): Peer {
  if (draft.trunk === '' || peer.trunks.size === 0) return peer.peer;
  const trunk = peer.trunks.get(draft.trunk);
  if (trunk === undefined) draft.problem('unknown-trunk');
  return trunk ?? peer.peer;
}
