import type { Composite, Policy, Rule } from '../domain/policy.ts';
import { fillReason } from '../domain/reason-sentence.ts';
import type { BilingualText, Language } from '../domain/text.ts';
import { writeQuantity } from '../domain/unit.ts';
import { padToWidth } from '../lib/display-width.ts';
import { exampleInput } from '../policy/index.ts';
import { compileRules } from '../traffic/detect/index.ts';

const BOTH: readonly Language[] = ['zh', 'en'];

/** All rules of a policy, grouped as they are counted, with weights and titles. `language` `null`: both. */
export function ruleTable(policy: Policy, language: Language | null = null): string {
  const row = (rule: Rule | Composite) => rowOf(rule, language);
  const lines = policy.groups.flatMap((group) => {
    const rules = policy.rules.filter((rule) => rule.group === group.id);
    const title = language === null ? `${group.title.zh} / ${group.title.en}` : group.title[language];
    return [`${group.id} (cap ${group.cap})  ${title}`, ...rules.map(row)];
  });
  return `${[...lines, 'composites', ...policy.composites.map(row)].join('\n')}\n`;
}

function rowOf({ id, version, weight, title }: Rule | Composite, language: Language | null): string {
  const name = `${id}@${version}`.padEnd(32);
  const said = language === null ? `${padToWidth(title.zh, 44)}  ${title.en}` : title[language];
  return `  ${name}${String(weight).padStart(4)}  ${said}`;
}

/** One rule or composite in full. `language` `null`: in both. `reads` is its sentence as its first example would say it. */
export function ruleLines(rule: Rule | Composite, home: string, language: Language | null = null): string {
  const languages = language === null ? BOTH : [language];
  const { title, reason, basis } = rule;
  const texts = (name: string, text: BilingualText) =>
    languages.map((one, place) => `${(place === 0 ? name : '').padEnd(11)}${text[one]}`);
  const lines = [
    `${rule.id}@${rule.version}  weight ${rule.weight}${'group' in rule ? `, group ${rule.group}` : ''}`,
    ...languages.map((one) => `  ${title[one]}`),
    ...texts('reason', reason),
    ...('value' in rule ? figureLines(rule, home, languages) : []),
    `when       ${rule.when}`,
    `basis      ${basis.kind}: ${basis.source}`,
    ...texts('', basis.text),
  ];
  if ('examples' in rule)
    for (const { name, given, fires } of rule.examples)
      lines.push(`${fires ? 'fires' : 'quiet'}      ${name}: ${givenText(given)}`);
  return `${lines.join('\n')}\n`;
}

function figureLines(rule: Rule, home: string, languages: readonly Language[]): string[] {
  if (rule.unit === 'fact') return ['value      none: it holds or it does not'];
  const { unit, threshold } = rule;
  const value = exampleValue(rule, home);
  const reads =
    value === null
      ? []
      : languages.map((one) => fillReason(rule.reason[one], { value, threshold }, unit, one));
  return [
    ...reads.map((sentence, place) => `${(place === 0 ? 'reads' : '').padEnd(11)}${sentence}`),
    `value      ${rule.value}  (unit ${unit})`,
    `threshold  ${threshold}  (${writeQuantity(threshold, unit, 'en')})`,
  ];
}

/** What the rule measures in its first example that fires. */
function exampleValue(rule: Rule, home: string): number | null {
  const example = rule.examples.find(({ fires }) => fires);
  const input = example && exampleInput(example.given, home);
  if (!input?.ok) return null;
  const value = compileRules([rule], home).values[0]!(input.value.facts, input.value.features);
  return Number.isFinite(value) ? value : null;
}

const givenText = (given: Readonly<Record<string, unknown>>): string =>
  Object.entries(given)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
