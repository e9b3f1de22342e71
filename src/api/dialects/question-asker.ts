import { randomUUID } from 'node:crypto';
import type { Peer } from '../../domain/peer.ts';
import type { CallAnswer, CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Exchange } from './exchange.ts';
import type { SwitchHeaderReader } from './header-reader.ts';
import { QuestionDraft } from './question-draft.ts';
import type { SwitchPeer } from './switch-peer.ts';

/** Reads what a switch asked and asks the judge. */
export class QuestionAsker {
  readonly #judge: CallJudge;
  readonly #clock: Clock;
  readonly #headers: SwitchHeaderReader;
  /** Names calls whose switch names none; unlike any of an earlier run. */
  readonly #run = randomUUID().slice(0, 13);
  #unnamed = 0;

  constructor(judge: CallJudge, clock: Clock, headers: SwitchHeaderReader) {
    this.#judge = judge;
    this.#clock = clock;
    this.#headers = headers;
  }

  /** The judge's answer; `null`: the question could not be read and the call passes already. */
  ask(exchange: Exchange, body: Buffer): CallAnswer | Promise<CallAnswer> | null {
    const { head, dialect, peer, question } = exchange;
    const draft = new QuestionDraft(this.#headers, this.#clock.now());
    exchange.draft = draft;
    const refusal = dialect.read(
      {
        method: head.method === 'POST' ? 'POST' : 'GET',
        query: question < 0 ? '' : head.target.slice(question + 1),
        contentType: head.contentType,
        body,
      },
      draft,
    );
    if (refusal !== null) {
      exchange.pass(refusal.reason, refusal.detail);
      return null;
    }
    const asking = trunkPeer(peer, draft);
    return this.#judge.ask(draft.question(draft.callId === '' ? this.#callId() : ''), asking);
  }

  #callId(): string {
    this.#unnamed += 1;
    return `http-${this.#run}-${this.#unnamed}`;
  }
}

/** The peer behind the trunk that the switch names; a trunk nobody configured is told and the switch itself counts. */
function trunkPeer(peer: SwitchPeer, draft: QuestionDraft): Peer {
  if (draft.trunk === '' || peer.trunks.size === 0) return peer.peer;
  const trunk = peer.trunks.get(draft.trunk);
  if (trunk === undefined) draft.problem('unknown-trunk');
  return trunk ?? peer.peer;
}
