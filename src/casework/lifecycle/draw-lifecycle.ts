import type { Language } from '../../domain/text.ts';
import type { Lifecycle } from './lifecycle.ts';

/**
 * A lifecycle as a Mermaid state diagram: every state, every transition that changes the state (those that lead the same way on
 * one line), and where it pauses. The same data always gives the same text.
 */
export function drawLifecycle(lifecycle: Lifecycle, language: Language): string {
  const lines = ['stateDiagram-v2'];
  for (const [id, { title }] of Object.entries(lifecycle.states))
    lines.push(`  state "${quoted(title[language])}" as ${name(id)}`);
  const ways = new Map<string, string[]>();
  for (const { from, to, title } of Object.values(lifecycle.transitions)) {
    if (to === null) continue;
    for (const state of from.length === 0 ? [null] : from) {
      const way = `${state === null ? '[*]' : name(state)} --> ${name(to)}`;
      ways.set(way, [...(ways.get(way) ?? []), title[language]]);
    }
  }
  for (const [way, titles] of ways)
    lines.push(`  ${way} : ${quoted(titles.join(language === 'zh' ? '、' : ' / '))}`);
  for (const [id, { final }] of Object.entries(lifecycle.states))
    if (final) lines.push(`  ${name(id)} --> [*]`);
  return `${lines.join('\n')}\n`;
}

/** Mermaid takes a hyphen in a name for an arrow; `end` would be a keyword. */
const name = (id: string): string => `s_${id.replaceAll('-', '_')}`;
const quoted = (text: string): string => text.replace(/[";:#]/g, ' ');
