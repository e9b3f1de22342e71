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
  const sessions = new CallSessions(options.limits);
  const answered = new Map<string, number>();
  const count = (word: string): void => {
    answered.set(word, (answered.get(word) ?? 0) + 1);
  };
  const onProblem = (error: unknown): void => options.onProblem?.(error);
  const socket = new RadiusSocket({
    peerAt: options.peerAt,
    now: () => options.clock.now(),
    refusal,
    onRequest: (request) => {
      if (request.packet.code === RADIUS_CODE.statusServer) {
        count('status');
        acknowledge(request);
      } else
        void taken(request).catch((error: unknown) => {
          onProblem(error);
          request.drop('internal-error');
        });
    },
  });

  const taken = async (request: RadiusRequest): Promise<void> => {
    const attributes = new RadiusAttributes(request.packet.attributes);
    const record = accountingRecord(attributes, options.clock.now());
    // Nothing can be learnt from it, and sent again it would be the same.
    if (typeof record === 'string') {
      count(`unreadable:${record}`);
      acknowledge(request);
      return;
    }
    const step = sessions.take(record, trunkPeer(attributes, request.peer));
    try {
      for (const call of step.finished) await options.onCall(call);
    } catch (error) {
      step.undo();
      onProblem(error);
      request.drop('not-taken');
      return;
    }
    count(step.kind === 'counted' ? record.status : 'retransmitted');
    acknowledge(request);
  };
  const sweep = setInterval(() => void swept(), SWEEP_MS).unref();
  const swept = async (): Promise<void> => {
    for (const call of sessions.silent(options.clock.now()))
      try {
        await options.onCall(call);
      } catch (error) {
        onProblem(error);
      }
  };
  return {
    listen: (at) => socket.listen(at),
    counts: (): RadiusServerCounts => ({
      answered: {
        ...Object.fromEntries(answered),
        ...Object.fromEntries(
          Object.entries(sessions.counts).map(([word, count_]) => [`sessions:${word}`, count_]),
        ),
      },
      dropped: socket.dropped,
    }),
    get openSessions() {
      return sessions.open;
    },
    async close() {
      clearInterval(sweep);
      await socket.close();
    },
  };
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
