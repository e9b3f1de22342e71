import type { CallAnswer } from '../../ports/call-judge.ts';
import { labelText, percentEncoded, reasonOf, targetUri, verdictIdOf } from './answer-text.ts';
import type { Dialect } from './dialect.ts';
import { readCall } from './read-call.ts';
import { statusWriter } from './status-dialect.ts';
import type { Outcome } from './switch-peer.ts';

/**
 * For `http_async_client` and `http_client`: the status decides (`$http_rs`, or what `http_client_query` returns), and the body
 * is a list that `{param.value,label}` reads without a JSON module: `action=label;label="...";id=...`. The label stands in quotes and
 * not percent-encoded, for `{s.unescape.param}` refuses what is not ASCII.
 */
export const KAMAILIO_DIALECT: Dialect = {
  name: 'kamailio',
  path: '/call/kamailio',
  read: readCall,
  writer: (answers) => statusWriter(answers, listBody),
};

function listBody(outcome: Outcome, answer: CallAnswer): string {
  const id = verdictIdOf(answer);
  if (outcome === 'allow') return id === '' ? 'action=allow' : `action=allow;id=${percentEncoded(id)}`;
  let body = `action=${answer.treatment};reason=${percentEncoded(reasonOf(answer))}`;
  if (answer.label !== null) body += `;label="${quotable(answer.label)}"`;
  if (answer.divertTo !== null) body += `;target=${percentEncoded(targetUri(answer.divertTo))}`;
  if (answer.blockKind !== null) body += `;block=${answer.blockKind}`;
  if (outcome === 'unscreened') body += ';unscreened=yes';
  return id === '' ? body : `${body};id=${percentEncoded(id)}`;
}

/** A text that ends neither its quotes nor, in a script that cuts at semicolons, its value. */
const quotable = (label: string): string => labelText(label).replace(/["\\;]/g, ' ');
