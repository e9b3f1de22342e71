import { RadiusAttributes } from '../../../lib/radius/radius-attributes.ts';
import { messageAuthenticity } from '../../../lib/radius/radius-authenticity.ts';
import { RADIUS_CODE, type RadiusPacket } from '../../../lib/radius/radius-packet.ts';
import { radiusReply } from '../../../lib/radius/radius-reply.ts';
import type { CallAnswer, CallJudge } from '../../../ports/call-judge.ts';
import type { Clock } from '../../../ports/clock.ts';
import { accessReply } from './access-reply.ts';
import {
  PLAIN_HEADERS,
  questionOfRequest,
  type RadiusHeaderReader,
  trunkPeer,
} from './question-of-request.ts';
import type { RadiusPeer } from './radius-peer.ts';
import { type RadiusRequest, RadiusSocket } from './radius-socket.ts';

export interface AccessServerOptions {
  readonly judge: CallJudge;
  readonly clock: Clock;
  /** The peer that an address belongs to; `null`: its packets are dropped, for without a secret nothing can be answered. */
  readonly peerAt: (address: string) => RadiusPeer | null;
  readonly headers?: RadiusHeaderReader;
  /** Requests waiting for a late verdict at once; more pass unscreened (Default: 10,000). */
  readonly maxInFlight?: number;
  readonly onProblem?: (error: unknown) => void;
}

export interface RadiusServerCounts {
  /** Answers by what they say (`allow`, `block`, ..., `acknowledged`), and calls let pass by reason (`unscreened:time-limit`). */
  readonly answered: Readonly<Record<string, number>>;
  /** Packets not answered, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** A server that answers one kind of RADIUS request. */
export interface RadiusServer {
  listen(at: { readonly host: string; readonly port: number }): Promise<{ host: string; port: number }>;
  counts(): RadiusServerCounts;
  close(): Promise<void>;
}

/**
 * Answers an Access-Request a call: Access-Reject blocks, everything else is an Access-Accept. A request without a
 * Message-Authenticator that holds is dropped (RFC 3579 §3.2): without it anyone on the path can turn a reject into an
 * accept (CVE-2024-3596).
 */
export function createAccessServer(options: AccessServerOptions): RadiusServer {
  return new AccessServer(options);
}

class AccessServer implements RadiusServer {
  readonly #options: AccessServerOptions;
  readonly #socket: RadiusSocket;
  readonly #answered = new Map<string, number>();
  #waiting = 0;

  constructor(options: AccessServerOptions) {
    this.#options = options;
    this.#socket = new RadiusSocket({
      peerAt: options.peerAt,
      now: () => options.clock.now(),
      refusal,
      onRequest: (request) => this.#received(request),
    });
  }

  listen(at: { readonly host: string; readonly port: number }): Promise<{ host: string; port: number }> {
    return this.#socket.listen(at);
  }

  counts(): RadiusServerCounts {
    return { answered: Object.fromEntries(this.#answered), dropped: this.#socket.dropped };
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #received(request: RadiusRequest): void {
    const { packet, peer } = request;
    if (packet.code === RADIUS_CODE.statusServer) {
      this.#count('status');
      request.reply(radiusReply(packet, RADIUS_CODE.accessAccept, [], peer.secret, true));
      return;
    }
    const answer = this.#asked(request);
    if (!(answer instanceof Promise)) {
      this.#told(request, answer);
      return;
    }
    this.#waiting += 1;
    void inTime(answer, peer.timeLimitMs).then((late) => {
      this.#waiting -= 1;
      this.#told(request, late);
    });
  }

  #asked({ packet, peer }: RadiusRequest): CallAnswer | Promise<CallAnswer> {
    const { judge, clock, headers = PLAIN_HEADERS, maxInFlight = MAX_IN_FLIGHT } = this.#options;
    if (this.#waiting >= maxInFlight) return passing('too-many-in-flight');
    try {
      const attributes = new RadiusAttributes(packet.attributes);
      const unnamed = `radius-${peer.peer.name}-${packet.authenticator.toString('hex')}`;
      const question = questionOfRequest(attributes, clock.now(), unnamed, headers);
      return question === null ? passing('no-callee') : judge.ask(question, trunkPeer(attributes, peer));
    } catch (error) {
      this.#options.onProblem?.(error);
      return passing('internal-error');
    }
  }

  #told(request: RadiusRequest, answer: CallAnswer): void {
    this.#count(answer.unscreened === null ? answer.treatment : 'unscreened');
    if (answer.unscreened !== null) this.#count(`unscreened:${answer.unscreened}`);
    try {
      request.reply(accessReply(request.packet, answer, request.peer));
    } catch (error) {
      this.#options.onProblem?.(error);
      request.drop('internal-error');
    }
  }

  #count(word: string): void {
    this.#answered.set(word, (this.#answered.get(word) ?? 0) + 1);
  }
}

const MAX_IN_FLIGHT = 10_000;

function refusal(packet: RadiusPacket, { secret }: RadiusPeer): string | null {
  if (packet.code !== RADIUS_CODE.accessRequest && packet.code !== RADIUS_CODE.statusServer)
    return 'wrong-code';
  const authenticity = messageAuthenticity(packet, secret);
  if (authenticity === 'holds') return null;
  return authenticity === 'missing' ? 'no-message-authenticator' : 'wrong-secret';
}

const NOTHING_TO_WRITE = Promise.resolve();
const passing = (unscreened: string): CallAnswer => ({
  treatment: 'allow',
  unscreened,
  verdict: null,
  blockKind: null,
  label: null,
  divertTo: null,
  written: NOTHING_TO_WRITE,
});

/** The answer, or that time is over; never rejects. */
async function inTime(answer: Promise<CallAnswer>, limitMs: number): Promise<CallAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<CallAnswer>((resolve) => {
    timer = setTimeout(() => resolve(passing('time-limit')), limitMs);
  });
  try {
    return await Promise.race([answer, limit]);
  } catch {
    return passing('internal-error');
  } finally {
    clearTimeout(timer);
  }
}
