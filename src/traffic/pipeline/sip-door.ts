import type { SipAnswer } from '../../domain/sip-answer.ts';
import type { SipMessage } from '../../domain/sip-message.ts';
import type { CallAnswer, CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SipAnswerer } from '../act/index.ts';
import { readCallQuestion } from '../normalise/index.ts';
import {
  createSipServer,
  parseSip,
  type SipHandler,
  type SipPeer,
  type SipServer,
  type SipServerOptions,
  type UnscreenedReason,
} from '../sources/index.ts';

/** A switch that asks over SIP, and how it wants to be answered. */
export interface SipDoorPeer extends SipPeer {
  readonly answerer: SipAnswerer;
}

export interface SipDoorOptions
  extends Pick<SipServerOptions<SipDoorPeer>, 'listen' | 'peers' | 'unknownPeers' | 'limits' | 'monotonic'> {
  readonly judge: CallJudge;
  readonly clock: Clock;
}

/** The SIP door: INVITE in, question to the judge, answer out in the words of the peer's profile. Opens with `listen`. */
export function createSipDoor(options: SipDoorOptions): SipServer {
  const { judge, clock, ...server } = options;
  return createSipServer({ ...server, handler: new JudgingHandler(judge, clock), read: readSip });
}

/** `null`: no SIP message at all. */
export function readSip(bytes: Uint8Array): SipMessage | null {
  const read = parseSip(bytes);
  return read.ok ? read.value : null;
}

/** Asks the judge about each call; everything is done in the turn the INVITE came in, unless the judge answers later. */
export class JudgingHandler implements SipHandler<SipDoorPeer> {
  readonly #judge: CallJudge;
  readonly #clock: Clock;

  constructor(judge: CallJudge, clock: Clock) {
    this.#judge = judge;
    this.#clock = clock;
  }

  invite(message: SipMessage, peer: SipDoorPeer): SipAnswer | Promise<SipAnswer> {
    const question = readCallQuestion(message, this.#clock.now());
    const answer = this.#judge.ask(question, peer.peer);
    if (!(answer instanceof Promise)) return peer.answerer.answer(answer, question, message);
    return answer.then((late: CallAnswer) => peer.answerer.answer(late, question, message));
  }

  unscreened(message: SipMessage, peer: SipDoorPeer, reason: UnscreenedReason | 'failed'): SipAnswer {
    return peer.answerer.unscreened(reason, requestUri(message), this.#clock.now());
  }

  isReturned(message: SipMessage, peer: SipDoorPeer): boolean {
    const { answerer } = peer;
    const { start } = message;
    if (start.kind !== 'request' || !answerer.mayBeMarked(message.bytes, start.uriStart, start.uriEnd))
      return false;
    return answerer.isReturned(requestUri(message), this.#clock.now());
  }
}

function requestUri({ bytes, start }: SipMessage): string {
  if (start.kind !== 'request') return '';
  return Buffer.from(bytes.subarray(start.uriStart, start.uriEnd)).toString('latin1').replace(/^<|>$/g, '');
}
