import { LEGAL_BASIS_NAMES, type LegalBasis } from '../../domain/legal-basis.ts';
import { ROLE_NAMES } from '../../domain/role.ts';
import type { ClockLimit, ClockRule } from './clock-rule.ts';
import { drawLifecycle } from './draw-lifecycle.ts';
import { RECIPIENT_NAMES } from './effect.ts';
import type { Lifecycle, Transition } from './lifecycle.ts';

/** Every lifecycle and clock as one Markdown page with diagrams, from the data alone (docs/casework/lifecycles.md). */
export function lifecyclePage(
  lifecycles: readonly Lifecycle[],
  clocks: readonly ClockRule[],
  language: 'zh' | 'en' | 'both',
): string {
  const parts = lifecycles.map((lifecycle) => section(lifecycle, language));
  return `${[...parts, clockTable(clocks)].join('\n')}`;
}

function section(lifecycle: Lifecycle, language: 'zh' | 'en' | 'both'): string {
  const { id, version, title, about, states, transitions, clocks } = lifecycle;
  const diagrams = (language === 'both' ? (['zh', 'en'] as const) : [language]).map(
    (one) => `\`\`\`mermaid\n${drawLifecycle(lifecycle, one)}\`\`\``,
  );
  const rows = Object.entries(transitions).map(([key, transition]) => row(key, transition, lifecycle));
  const clockLines = Object.entries(clocks).map(([clock, { runsIn, pausesIn }]) => {
    const pauses = pausesIn.map(
      ({ state, reason, capMinutes }) => `${state} (${reason.zh} / ${reason.en}, ≤ ${capMinutes} min)`,
    );
    return `- \`${clock}\`: runs in ${runsIn.join(', ')}${pauses.length === 0 ? '' : `; pauses in ${pauses.join(', ')}`}`;
  });
  const without = Object.entries(states).flatMap(([state, { unclocked }]) =>
    unclocked === null ? [] : [`- no clock in \`${state}\`: ${unclocked.zh} / ${unclocked.en}`],
  );
  return [
    `## ${title.zh} ${title.en} (\`${id}\`, version ${version})`,
    `${about.zh}\n${about.en}\n`,
    ...diagrams,
    '',
    '| transition | from → to | who | fields | only if |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...clockLines,
    ...without,
    '',
  ].join('\n');
}

function row(key: string, transition: Transition, { parent }: Lifecycle): string {
  const { title, from, to, roles, party, requires, allows, guards, apart, effects } = transition;
  const who = `${roles.map((role) => ROLE_NAMES[role].zh).join('、')}${party === 'any' ? '' : ` (${RECIPIENT_NAMES[party].zh})`}`;
  const fields = [...requires, ...allows.map((field) => `[${field}]`)].join(', ');
  const conditions = [
    ...guards.map(({ guard, ...rest }) => `${guard} ${Object.values(rest).flat().join(' ')}`),
    ...apart.map(
      ({ from: done, of }) =>
        `not who did ${done.join(', ')}${of === 'parent' ? ` on the ${parent?.lifecycle}` : ''}`,
    ),
  ];
  const follows = effects.map((effect) => Object.values(effect).join(' '));
  const then = follows.length === 0 ? '' : ` ⇒ ${follows.join('; ')}`;
  return `| \`${key}\` ${title.zh} ${title.en} | ${from.join(', ') || '(new)'} → ${to ?? '(stays)'} | ${who} | ${fields} | ${conditions.join('; ')}${then} |`;
}

function clockTable(clocks: readonly ClockRule[]): string {
  const rows = clocks.flatMap((rule) =>
    rule.limits.map((limit) => {
      const when = limit.when === null ? '' : ` (${limit.when.field} = ${limit.when.is.join(', ')})`;
      return `| \`${rule.id}\` ${rule.title.zh} ${rule.title.en}${when} | ${lengthText(limit)} | ${basisText(limit.basis)} | ${rule.duty === null ? '' : basisText(rule.duty)} | ${ladderText(rule)} |`;
    }),
  );
  return [
    '## 时限 Clocks',
    '',
    '| clock | limit | the figure rests on | the duty rests on | who is told |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function lengthText({ length }: ClockLimit): string {
  switch (length.counts) {
    case 'wall':
      return `${minutes(length.minutes)}, wall clock`;
    case 'working':
      return `${minutes(length.minutes)}, working hours`;
    case 'working-days':
      return `${length.days} working days`;
    case 'same-day':
      return 'the same day';
    case 'until':
      return `until \`${length.field}\``;
  }
}

function minutes(count: number): string {
  if (count % 1440 === 0) return `${count / 1440} d`;
  return count % 60 === 0 ? `${count / 60} h` : `${count} min`;
}

const basisText = ({ kind, text, source }: LegalBasis): string =>
  `**${LEGAL_BASIS_NAMES[kind].zh} ${LEGAL_BASIS_NAMES[kind].en}**: ${text.zh} / ${text.en}${source === '' ? '' : ` (${source})`}`;

const ladderText = ({ ladder }: ClockRule): string =>
  ladder
    .map(({ percent, tell }) => `${percent} %: ${tell.map((one) => RECIPIENT_NAMES[one].zh).join('、')}`)
    .join('; ');
