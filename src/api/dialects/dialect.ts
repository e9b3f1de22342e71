import type { CallAnswer } from '../../ports/call-judge.ts';
import type { QuestionDraft } from './question-draft.ts';
import type { Outcome, SwitchAnswers } from './switch-peer.ts';
import type { WireAnswer } from './wire-answer.ts';

/** What a dialect reads a question from. */
export interface DialectRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the `?`, undecoded; empty when there is none. */
  readonly query: string;
  /** Lower case, without parameters; empty when not told. */
  readonly contentType: string;
  /** Empty for GET. */
  readonly body: Buffer;
}

/** Why a question could not be read: a stable word for the count and a sentence for whoever set the switch up. */
export interface Refusal {
  readonly reason: string;
  readonly detail: string;
}

/** Puts an answer into the words of one switch. */
export type AnswerWriter = (answer: CallAnswer, draft: QuestionDraft) => WireAnswer;

/** How one kind of switch asks and wants to be answered. Stateless; bound once per peer. */
export interface Dialect {
  readonly name: string;
  readonly path: string;
  /** Fills the draft; `null` when the question could be read. Never throws on what a switch sent. */
  read(request: DialectRequest, draft: QuestionDraft): Refusal | null;
  /** `answers` are the peer's; heads that do not change are built here, once. */
  writer(answers: SwitchAnswers): AnswerWriter;
  /**
   * Answer to a question that could not be read, where the switch expects another form than that of a call that
   * passes; `null`: that one.
   */
  readonly refuse?: (refusal: Refusal) => WireAnswer;
}

export const outcomeOf = (answer: CallAnswer): Outcome =>
  answer.unscreened === null ? answer.treatment : 'unscreened';
