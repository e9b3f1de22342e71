import { labelText, targetUri } from './answer-text.ts';
import { type Dialect, outcomeOf } from './dialect.ts';
import { readCall } from './read-call.ts';
import { actionHeaders } from './status-dialect.ts';

/**
 * One word of text, always status 200, without a line end: what Asterisk's `CURL()` gives a dialplan to compare. A label
 * and a target follow their word after one space: `LABEL text`, `DIVERT tel:96110`.
 */
export const WORD_DIALECT: Dialect = {
  name: 'word',
  path: '/call/word',
  read: readCall,
  writer: ({ words }) => {
    const allow = {
      status: 200,
      headers: ['Content-Type', 'text/plain; charset=utf-8', 'Jingtong-Action', 'allow'],
      body: words.allow,
    };
    return (answer) => {
      const outcome = outcomeOf(answer);
      if (outcome === 'allow') return allow;
      const more =
        answer.label !== null
          ? labelText(answer.label)
          : answer.divertTo !== null
            ? targetUri(answer.divertTo)
            : '';
      const headers = ['Content-Type', 'text/plain; charset=utf-8'];
      // Asterisk's curl follows a Location only with a redirection status, which this dialect never has.
      headers.push(...actionHeaders(outcome, answer));
      return { status: 200, headers, body: more === '' ? words[outcome] : `${words[outcome]} ${more}` };
    };
  },
};
