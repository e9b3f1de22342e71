import type { Composite, Policy, Rule } from '../domain/policy.ts';
import { padToWidth } from '../lib/display-width.ts';

/** All rules of a policy, grouped as they are counted, with weights and both titles. */
export function ruleTable(policy: Policy): string {
  const lines = policy.groups.flatMap((group) => {
    const rules = policy.rules.filter((rule) => rule.group === group.id);
    return [`${group.id} (cap ${group.cap})  ${group.title.zh} / ${group.title.en}`, ...rules.map(rowOf)];
  });
  return `${[...lines, 'composites', ...policy.composites.map(rowOf)].join('\n')}\n`;
}

function rowOf(rule: Rule | Composite): string {
  const name = `${rule.id}@${rule.version}`.padEnd(32);
  return `  ${name}${String(rule.weight).padStart(4)}  ${padToWidth(rule.title.zh, 44)}  ${rule.title.en}`;
}

/** One rule or composite in full, in both languages. */
export function ruleLines(rule: Rule | Composite): string {
  const { title, reason, basis } = rule;
  const lines = [
    `${rule.id}@${rule.version}  weight ${rule.weight}${'group' in rule ? `, group ${rule.group}` : ''}`,
    `  ${title.zh}`,
    `  ${title.en}`,
    `reason     ${reason.zh}`,
    `           ${reason.en}`,
    ...('value' in rule ? [`value      ${rule.value}`, `threshold  ${rule.threshold}`] : []),
    `when       ${rule.when}`,
    `basis      ${basis.kind}: ${basis.source}`,
    `           ${basis.text.zh}`,
    `           ${basis.text.en}`,
  ];
  if ('examples' in rule)
    for (const { name, given, fires } of rule.examples)
      lines.push(`${fires ? 'fires' : 'quiet'}      ${name}: ${JSON.stringify(given)}`);
  return `${lines.join('\n')}\n`;
}
