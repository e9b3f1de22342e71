import { RadiusAttributes } from '../../../lib/radius/radius-attributes.ts';
import { accountingAuthenticity, messageAuthenticity } from '../../../lib/radius/radius-authenticity.ts';
import { RADIUS_CODE, type RadiusPacket } from '../../../lib/radius/radius-packet.ts';
import { radiusReply } from '../../../lib/radius/radius-reply.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RadiusServer, RadiusServerCounts } from './access-server.ts';
import type { AccountedCall } from './accounted-call.ts';
import { accountingRecord } from './accounting-record.ts';
import { type CallSessionLimits, CallSessions } from './call-sessions.ts';
import { trunkPeer } from './question-of-request.ts';
import type { RadiusPeer } from './radius-peer.ts';
import { type RadiusRequest, RadiusSocket } from './radius-socket.ts';

export interface AccountingServerOptions {
  readonly clock: Clock;
  readonly peerAt: (address: string) => RadiusPeer | null;
  /**
   * Takes a finished call. A record is acknowledged only when its calls were taken: until the promise resolves. When it
   * throws or rejects the switch is not answered and sends the record again (RFC 2866 §2).
   */
  readonly onCall: (call: AccountedCall) => void | Promise<void>;
  readonly limits?: Partial<CallSessionLimits>;
  readonly onProblem?: (error: unknown) => void;
}

export interface AccountingServer extends RadiusServer {
  /** Calls under way. */
  readonly openSessions: number;
}

/** How often calls whose end was lost are looked for. */
const SWEEP_MS = 60_000;

/**
 * Takes RADIUS accounting (RFC 2866) and tells finished calls: Kamailio and OpenSIPS `acc_radius`, Cisco gateways,
 * FreeSWITCH. Requests whose authenticator does not hold are dropped and counted.
 */
export function createAccountingServer(options: AccountingServerOptions): AccountingServer {
  return new SessionServer(options);
}

class SessionServer implements AccountingServer {
  readonly #options: AccountingServerOptions;
  readonly #sessions: CallSessions;
  readonly #socket: RadiusSocket;
  readonly #sweep: NodeJS.Timeout;
  readonly #answered = new Map<string, number>();

  constructor(options: AccountingServerOptions) {
    this.#options = options;
    this.#sessions = new CallSessions(options.limits);
    this.#socket = new RadiusSocket({
      peerAt: options.peerAt,
      now: () => options.clock.now(),
      refusal,
      onRequest: (request) => this.#received(request),
    });
    this.#sweep = setInterval(() => void this.#swept(), SWEEP_MS).unref();
  }

  get openSessions(): number {
    return this.#sessions.open;
  }

  listen(at: { readonly host: string; readonly port: number }): Promise<{ host: string; port: number }> {
    return this.#socket.listen(at);
  }

  counts(): RadiusServerCounts {
    const sessions = Object.entries(this.#sessions.counts).map(([word, count]) => [
      `sessions:${word}`,
      count,
    ]);
    return {
      answered: { ...Object.fromEntries(this.#answered), ...Object.fromEntries(sessions) },
      dropped: this.#socket.dropped,
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#socket.close();
  }

  #received(request: RadiusRequest): void {
    if (request.packet.code === RADIUS_CODE.statusServer) {
      this.#count('status');
      acknowledge(request);
      return;
    }
    this.#taken(request).catch((error: unknown) => {
      this.#options.onProblem?.(error);
      request.drop('internal-error');
    });
  }

  async #taken(request: RadiusRequest): Promise<void> {
    const attributes = new RadiusAttributes(request.packet.attributes);
    const record = accountingRecord(attributes, this.#options.clock.now());
    // Nothing can be learnt from it, and sent again it would be the same.
    if (typeof record === 'string') {
      this.#count(`unreadable:${record}`);
      acknowledge(request);
      return;
    }
    const step = this.#sessions.take(record, trunkPeer(attributes, request.peer));
    try {
      for (const call of step.finished) await this.#options.onCall(call);
    } catch (error) {
      step.undo();
      this.#options.onProblem?.(error);
      request.drop('not-taken');
      return;
    }
    this.#count(step.kind === 'counted' ? record.status : 'retransmitted');
    acknowledge(request);
  }

  async #swept(): Promise<void> {
    for (const call of this.#sessions.silent(this.#options.clock.now()))
      try {
        await this.#options.onCall(call);
      } catch (error) {
        this.#options.onProblem?.(error);
      }
  }

  #count(word: string): void {
    this.#answered.set(word, (this.#answered.get(word) ?? 0) + 1);
  }
}

function acknowledge({ packet, peer, reply }: RadiusRequest): void {
  const isStatus = packet.code === RADIUS_CODE.statusServer;
  reply(radiusReply(packet, RADIUS_CODE.accountingResponse, [], peer.secret, isStatus));
}

function refusal(packet: RadiusPacket, { secret }: RadiusPeer): string | null {
  if (packet.code === RADIUS_CODE.statusServer)
    return messageAuthenticity(packet, secret) === 'holds' ? null : 'wrong-secret';
  if (packet.code !== RADIUS_CODE.accountingRequest) return 'wrong-code';
  return accountingAuthenticity(packet, secret) === 'holds' ? null : 'wrong-secret';
}
