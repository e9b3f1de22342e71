import { both, html, type Markup, NOTHING } from './html.ts';
import { measureBadge, shownByAnother } from './number-card.ts';
import { reasonSentence, type ruleBook, strongestFirst } from './reason-sentence.ts';
import type { ScannedNumber } from './scan-result.ts';
import { figure, grouped, percent } from './scan-words.ts';

/** Numbers beyond the detailed ones, a line each with the strongest reason. */
export function numberTable(
  numbers: readonly ScannedNumber[],
  firstRank: number,
  rules: ReturnType<typeof ruleBook>,
): Markup {
  if (numbers.length === 0) return NOTHING;
  const head = [
    { zh: '序', en: '#' },
    { zh: '号码', en: 'number' },
    { zh: '措施', en: 'measure' },
    { zh: '得分', en: 'score' },
    { zh: '呼出', en: 'calls' },
    { zh: '接通', en: 'answered' },
    { zh: '首要理由', en: 'strongest reason' },
  ];
  return html`<div class="wide"><table class="rest"><thead><tr>${head.map((text) => html`<th>${both(text)}</th>`)}</tr></thead><tbody>
${numbers.map((number, place) => row(number, firstRank + place, rules))}</tbody></table></div>`;
}

function row(number: ScannedNumber, rank: number, rules: ReturnType<typeof ruleBook>): Markup {
  const strongest = strongestFirst(number.signals)[0];
  const why =
    strongest === undefined
      ? html`${number.list === null ? '' : `${number.list.entry}: ${number.list.reason}`}`
      : both(reasonSentence(rules(strongest), strongest));
  return html`<tr><td>${rank}</td><td class="number">${number.number}</td><td>${measureBadge(number)}${shownByAnother(number)}</td>
<td>${number.score === null ? '–' : figure(number.score)}</td><td>${grouped(number.calls)}</td>
<td>${percent(number.answered, number.outcomes)}</td><td class="why">${why}</td></tr>`;
}
