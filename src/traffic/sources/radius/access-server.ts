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
  const answered = new Map<string, number>();
  const count = (word: string): void => {
    answered.set(word, (answered.get(word) ?? 0) + 1);
  };
  let waiting = 0;
  const socket = new RadiusSocket({
    peerAt: options.peerAt,
    now: () => options.clock.now(),
    refusal,
    onRequest: (request) => {
      if (request.packet.code === RADIUS_CODE.statusServer) {
        count('status');
        request.reply(radiusReply(request.packet, RADIUS_CODE.accessAccept, [], request.peer.secret, true));
        return;
      }
      const answer = asked(request);
      if (!(answer instanceof Promise)) return told(request, answer);
      waiting += 1;
      void inTime(answer, request.peer.timeLimitMs).then((late) => {
        waiting -= 1;
        told(request, late);
      });
    },
  });

  const asked = ({ packet, peer }: RadiusRequest): CallAnswer | Promise<CallAnswer> => {
    if (waiting >= (options.maxInFlight ?? 10_000)) return passing('too-many-in-flight');
    try {
      const attributes = new RadiusAttributes(packet.attributes);
      const unnamed = `radius-${peer.peer.name}-${packet.authenticator.toString('hex')}`;
      const question = questionOfRequest(
        attributes,
        options.clock.now(),
        unnamed,
        options.headers ?? PLAIN_HEADERS,
      );
      return question === null
        ? passing('no-callee')
        : options.judge.ask(question, trunkPeer(attributes, peer));
    } catch (error) {
      options.onProblem?.(error);
      return passing('internal-error');
    }
  };
  const told = (request: RadiusRequest, answer: CallAnswer): void => {
    count(answer.unscreened === null ? answer.treatment : 'unscreened');
    if (answer.unscreened !== null) count(`unscreened:${answer.unscreened}`);
    try {
      request.reply(accessReply(request.packet, answer, request.peer));
    } catch (error) {
      options.onProblem?.(error);
      request.drop('internal-error');
    }
  };
  return {
    listen: (at) => socket.listen(at),
    counts: () => ({ answered: Object.fromEntries(answered), dropped: socket.dropped }),
    close: () => socket.close(),
  };
}

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
