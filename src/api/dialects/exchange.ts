import type { CallAnswer } from '../../ports/call-judge.ts';
import { headerText } from './answer-text.ts';
import { type Dialect, outcomeOf, type Refusal } from './dialect.ts';
import type { BoundDialect } from './door-peers.ts';
import type { Pending } from './door-pulse.ts';
import type { HttpConnection } from './http/http-connection.ts';
import type { RequestHead } from './http/request-head.ts';
import type { QuestionDraft } from './question-draft.ts';
import type { SwitchPeer } from './switch-peer.ts';
import { type WireAnswer, wireAnswer } from './wire-answer.ts';

/** What an exchange needs of its door. */
export interface ExchangeHost {
  reason(word: string): void;
  settled(exchange: Exchange): void;
  fault(error: unknown): void;
}

const NOTHING_TO_WRITE = Promise.resolve();

/** The answer to a call nobody judged. */
const passing = (unscreened: string): CallAnswer => ({
  treatment: 'allow',
  unscreened,
  verdict: null,
  blockKind: null,
  label: null,
  divertTo: null,
  written: NOTHING_TO_WRITE,
});

/** One question until its answer, which is given once, whoever is first: the judge or the deadline. */
export class Exchange implements Pending {
  readonly head: RequestHead;
  readonly peer: SwitchPeer;
  readonly dialect: Dialect;
  /** Place of the `?` in the target; -1: none. */
  readonly question: number;
  draft: QuestionDraft | null = null;
  dueAt = 0;
  readonly #host: ExchangeHost;
  readonly #connection: HttpConnection;
  readonly #bound: BoundDialect;
  #isWaiting = false;
  #isAnswered = false;

  constructor(
    host: ExchangeHost,
    connection: HttpConnection,
    head: RequestHead,
    question: number,
    peer: SwitchPeer,
    bound: BoundDialect,
  ) {
    this.#host = host;
    this.#connection = connection;
    this.head = head;
    this.question = question;
    this.peer = peer;
    this.#bound = bound;
    this.dialect = bound.dialect;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** From now on it can be late. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  waits(now: number): void {
    this.#isWaiting = true;
    this.dueAt = now + this.peer.timeLimitMs;
  }

  /** The peer's time is over. */
  late(): void {
    this.pass('time-limit', 'the answer was not ready within the time limit of this peer');
  }

  answer(answer: CallAnswer): void {
    if (this.#isAnswered) return;
    if (answer.unscreened !== null) this.#host.reason(answer.unscreened);
    this.#put(answer, null);
  }

  /** Lets the call pass unjudged and says why. */
  pass(reason: string, detail: string): void {
    if (this.#isAnswered) return;
    this.#host.reason(reason);
    this.#put(passing(reason), { reason, detail });
  }

  #put(answer: CallAnswer, refusal: Refusal | null): void {
    this.#isAnswered = true;
    if (this.#isWaiting) this.#host.settled(this);
    const wire = this.#worded(answer, refusal);
    this.#connection.respond(wire.head, wire.body);
  }

  #worded(answer: CallAnswer, refusal: Refusal | null): WireAnswer {
    const bound = this.#bound;
    try {
      bound.counts[outcomeOf(answer)] += 1;
      const own = refusal === null ? undefined : this.dialect.refuse?.(refusal);
      if (own !== undefined) return own;
      const wire = bound.writer(answer, this.draft ?? bound.emptyDraft);
      if (refusal === null) return wire;
      return { head: `${wire.head}Jingtong-Problem: ${headerText(refusal.detail)}\r\n`, body: wire.body };
    } catch (error) {
      this.#host.fault(error);
      return BROKEN;
    }
  }
}

const BROKEN = wireAnswer(200, ['Jingtong-Action', 'allow', 'Jingtong-Unscreened', 'internal-error'], '');
