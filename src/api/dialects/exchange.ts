import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallAnswer } from '../../ports/call-judge.ts';
import { headerText } from './answer-text.ts';
import type { Dialect, Refusal, WireAnswer } from './dialect.ts';
import { outcomeOf } from './dialect.ts';
import type { BoundDialect } from './door-peers.ts';
import type { Pending } from './door-pulse.ts';
import type { QuestionDraft } from './question-draft.ts';

/** What an exchange needs of its door. */
export interface ExchangeHost {
  reason(word: string): void;
  settled(exchange: Exchange): void;
  broken(error: unknown): void;
}

const NOTHING_TO_WRITE = Promise.resolve();

/** The answer to a call nobody judged. */
export const passing = (unscreened: string): CallAnswer => ({
  treatment: 'allow',
  unscreened,
  verdict: null,
  blockKind: null,
  label: null,
  divertTo: null,
  written: NOTHING_TO_WRITE,
});

/** One request until its answer, which is given once, whoever is first: the judge or the deadline. */
export class Exchange implements Pending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly dialect: Dialect;
  readonly dueAt: number;
  readonly #host: ExchangeHost;
  readonly bound: BoundDialect;
  draft: QuestionDraft | null = null;
  #answered = false;

  constructor(
    host: ExchangeHost,
    request: IncomingMessage,
    response: ServerResponse,
    bound: BoundDialect,
    dueAt: number,
  ) {
    this.#host = host;
    this.request = request;
    this.response = response;
    this.bound = bound;
    this.dialect = bound.dialect;
    this.dueAt = dueAt;
  }

  get isAnswered(): boolean {
    return this.#answered;
  }

  /** The peer's time is over. */
  late(): void {
    this.pass('time-limit', 'the answer was not ready within the time limit of this peer');
  }

  answer(answer: CallAnswer): void {
    if (this.#answered) return;
    if (answer.unscreened !== null) this.#host.reason(answer.unscreened);
    this.#put(answer, null);
  }

  /** Lets the call pass unjudged and says why. */
  pass(reason: string, detail: string): void {
    if (this.#answered) return;
    this.#host.reason(reason);
    this.#put(passing(reason), { reason, detail });
  }

  #put(answer: CallAnswer, refusal: Refusal | null): void {
    this.#answered = true;
    this.#host.settled(this);
    try {
      const { dialect, bound } = this;
      bound.counts[outcomeOf(answer)] += 1;
      const own = refusal === null ? undefined : dialect.refuse?.(refusal);
      const wire = own ?? bound.writer(answer, this.draft ?? bound.emptyDraft);
      this.#send(wire, own === undefined && refusal !== null ? refusal.detail : null);
    } catch (error) {
      this.#host.broken(error);
      this.#send(BROKEN, null);
    }
  }

  #send(wire: WireAnswer, problem: string | null): void {
    const { response, request } = this;
    if (response.headersSent || response.destroyed) return;
    const headers = wire.headers.slice();
    if (problem !== null) headers.push('Jingtong-Problem', headerText(problem));
    // What is left of a body that was not read would be taken for the next request.
    if (!request.complete) headers.push('Connection', 'close');
    headers.push('Content-Length', String(Buffer.byteLength(wire.body)));
    response.writeHead(wire.status, headers);
    response.end(wire.body);
  }
}

const BROKEN: WireAnswer = {
  status: 200,
  headers: [
    'Content-Type',
    'text/plain; charset=utf-8',
    'Jingtong-Action',
    'allow',
    'Jingtong-Unscreened',
    'internal-error',
  ],
  body: '',
};
