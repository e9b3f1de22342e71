import type { CallAnswer } from '../../ports/call-judge.ts';
import { headerText, labelText, percentEncoded, reasonOf, targetUri, verdictIdOf } from './answer-text.ts';
import { type AnswerWriter, type Dialect, outcomeOf } from './dialect.ts';
import { responseHead } from './http/response-text.ts';
import { readCall } from './read-call.ts';
import type { Outcome, SwitchAnswers } from './switch-peer.ts';
import { wireAnswer } from './wire-answer.ts';

/**
 * The HTTP status is the answer: 200 goes on, 403 blocks, 302 sends the call to `Location`; the label of a call that goes on
 * with one is in `Jingtong-Label`, percent-encoded. For scripts that would rather not read a body.
 */
export const STATUS_DIALECT: Dialect = {
  name: 'status',
  path: '/call/status',
  read: readCall,
  writer: (answers) => statusWriter(answers, (outcome) => BODIES[outcome]),
};

const BODIES: Readonly<Record<Outcome, string>> = {
  allow: 'allow\n',
  label: 'label\n',
  divert: 'divert\n',
  block: 'block\n',
  unscreened: 'unscreened\n',
};

/** Status and headers of an answer, with the body of a dialect. The head of a call that may pass is made once. */
export function statusWriter(
  answers: SwitchAnswers,
  bodyOf: (outcome: Outcome, answer: CallAnswer) => string,
  contentType = 'text/plain; charset=utf-8',
): AnswerWriter {
  const allowed = responseHead(answers.status.allow, [
    'Content-Type',
    contentType,
    'Jingtong-Action',
    'allow',
  ]);
  return (answer) => {
    const outcome = outcomeOf(answer);
    const body = bodyOf(outcome, answer);
    if (outcome === 'allow') return { head: allowed, body };
    const headers = ['Content-Type', contentType, ...actionHeaders(outcome, answer)];
    if (answer.divertTo !== null) headers.push('Location', targetUri(answer.divertTo));
    return wireAnswer(answers.status[outcome], headers, body);
  };
}

/** What every dialect tells beside its own answer, for logs and for whoever tries it with curl. */
export function actionHeaders(outcome: Outcome, answer: CallAnswer): string[] {
  if (outcome === 'unscreened')
    return ['Jingtong-Action', 'allow', 'Jingtong-Unscreened', headerText(reasonOf(answer))];
  const headers = ['Jingtong-Action', outcome, 'Jingtong-Reason', headerText(reasonOf(answer))];
  const id = verdictIdOf(answer);
  if (id !== '') headers.push('Jingtong-Verdict', headerText(id));
  if (answer.label !== null) headers.push('Jingtong-Label', percentEncoded(labelText(answer.label)));
  if (answer.blockKind !== null) headers.push('Jingtong-Block', answer.blockKind);
  return headers;
}
