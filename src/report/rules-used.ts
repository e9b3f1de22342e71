import type { Composite, Rule } from '../domain/policy.ts';
import { BASIS_WORDS } from './basis-words.ts';
import { both, html, type Markup } from './html.ts';
import { ruleBook } from './reason-sentence.ts';
import type { ScannedNumber, ScanResult } from './scan-result.ts';

/** Every rule that the shown numbers were named by, once, with what it rests on. */
export function rulesUsed(result: ScanResult, shown: readonly ScannedNumber[]): Markup {
  const find = ruleBook(result.policy);
  const used = new Map<string, { rule: Rule | Composite; numbers: number }>();
  for (const number of shown)
    for (const signal of number.signals) {
      const rule = find(signal);
      if (rule === null) continue;
      const entry = used.get(rule.id);
      if (entry === undefined) used.set(rule.id, { rule, numbers: 1 });
      else entry.numbers += 1;
    }
  const rows = [...used.values()].sort(
    (one, other) => other.numbers - one.numbers || (one.rule.id < other.rule.id ? -1 : 1),
  );
  return html`<dl class="rules">${rows.map(({ rule, numbers }) => entry(rule, numbers))}</dl>`;
}

function entry(rule: Rule | Composite, numbers: number): Markup {
  return html`<div id="rule-${rule.id}"><dt>${both(rule.title)} <code>${rule.id}@${rule.version}</code>
<small>${both({ zh: `${numbers} 个号码`, en: `${numbers} number${numbers === 1 ? '' : 's'}` })}</small></dt>
<dd><b>${both(BASIS_WORDS[rule.basis.kind])}</b>: ${both(rule.basis.text)} <cite>${rule.basis.source}</cite></dd></div>`;
}
