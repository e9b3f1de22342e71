import type { CallAnswer } from '../../ports/call-judge.ts';
import { labelText, targetUri } from './answer-text.ts';
import { type Dialect, outcomeOf } from './dialect.ts';
import { readCall } from './read-call.ts';
import { actionHeaders } from './status-dialect.ts';
import { wireAnswer } from './wire-answer.ts';

const TEXT = ['Content-Type', 'text/plain; charset=utf-8'];

/**
 * One word of text, always status 200, without a line end: what Asterisk's `CURL()` gives a dialplan to compare. A label
 * and a target follow their word after one space: `LABEL text`, `DIVERT tel:96110`.
 */
export const WORD_DIALECT: Dialect = {
  name: 'word',
  path: '/call/word',
  read: readCall,
  writer: ({ words }) => {
    const allow = wireAnswer(200, [...TEXT, 'Jingtong-Action', 'allow'], words.allow);
    return (answer) => {
      const outcome = outcomeOf(answer);
      if (outcome === 'allow') return allow;
      return wireAnswer(
        200,
        [...TEXT, ...actionHeaders(outcome, answer)],
        `${words[outcome]}${more(answer)}`,
      );
    };
  },
};

function more({ label, divertTo }: CallAnswer): string {
  if (label !== null) return ` ${labelText(label)}`;
  return divertTo === null ? '' : ` ${targetUri(divertTo)}`;
}
