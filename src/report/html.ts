import type { BilingualText } from '../domain/text.ts';
import { printable } from '../lib/printable.ts';

/** Text that is HTML already. Only `html` and `both` make it, so nothing from a file gets in unescaped. */
export interface Markup {
  readonly markup: string;
}
type Part = Markup | string | number | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes for element text and quoted attributes; control characters become U+FFFD, bidirectional overrides too. */
export function escapeHtml(text: string): string {
  return printable(text, 'tab-and-line-feed').replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** Template tag: every hole is escaped unless it is markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = strings[0]!;
  parts.forEach((part, index) => {
    markup += write(part) + strings[index + 1]!;
  });
  return { markup };
}

function write(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map((one) => one.markup).join('');
}

/** A text in both languages; the page's switch shows one of them. */
export function both(text: BilingualText): Markup {
  if (text.zh === text.en) return { markup: escapeHtml(text.zh) };
  return {
    markup: `<span lang="zh">${escapeHtml(text.zh)}</span><span lang="en">${escapeHtml(text.en)}</span>`,
  };
}

export const NOTHING: Markup = { markup: '' };
