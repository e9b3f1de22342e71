import type { CallAnswer } from '../../ports/call-judge.ts';
import { jsonText, labelText, reasonOf, verdictIdOf } from './answer-text.ts';
import { type Dialect, outcomeOf } from './dialect.ts';
import { responseHead } from './http/response-text.ts';
import { readCall } from './read-call.ts';
import { actionHeaders } from './status-dialect.ts';
import type { Outcome } from './switch-peer.ts';
import { wireAnswer } from './wire-answer.ts';

const JSON_TYPE = ['Content-Type', 'application/json'];
const ALLOWED = responseHead(200, JSON_TYPE);

/**
 * `{action, reason, label, target, block, unscreened, id}`; always status 200, the action decides. Asked by query, form or
 * JSON body with the same names.
 */
export const JSON_DIALECT: Dialect = {
  name: 'json',
  path: '/call/json',
  read: readCall,
  writer: () => (answer) => {
    const outcome = outcomeOf(answer);
    const body = jsonAnswer(outcome, answer);
    if (outcome === 'allow') return { head: ALLOWED, body };
    return wireAnswer(200, [...JSON_TYPE, ...actionHeaders(outcome, answer)], body);
  },
};

/** A small object, every member always there. */
export function jsonAnswer(outcome: Outcome, answer: CallAnswer): string {
  const id = verdictIdOf(answer);
  if (outcome === 'allow')
    return `{"action":"allow","reason":${jsonText(reasonOf(answer))},"label":null,"target":null,"block":null,"unscreened":null,"id":${jsonText(id)}}\n`;
  const { label, divertTo, blockKind, unscreened } = answer;
  return `${JSON.stringify({
    action: answer.treatment,
    reason: reasonOf(answer),
    label: label === null ? null : labelText(label),
    target: divertTo,
    block: blockKind,
    unscreened,
    id: id === '' ? null : id,
  })}\n`;
}
