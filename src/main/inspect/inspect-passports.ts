import { latin1 } from '../../lib/sip/header-text.ts';
import type { PassportView } from './inspection.ts';
import { passportView } from './passport-view.ts';

const NAME = /^(?:identity|y)[ \t]*:[ \t]*/i;

/** Identity values or bare tokens, one a line (folds joined), with or without the header's name. */
export function inspectPassports(bytes: Uint8Array, base: number): readonly PassportView[] {
  const text = latin1(bytes, 0, bytes.length);
  const views: PassportView[] = [];
  for (const match of text.matchAll(/[^\r\n]+(?:\r?\n[ \t]+[^\r\n]+)*/g)) {
    const line = match[0].trimStart();
    const name = NAME.exec(line)?.[0].length ?? 0;
    const at = match.index + (match[0].length - line.length) + name;
    const value = line
      .slice(name)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim();
    if (value !== '') views.push(passportView(value, base + at));
  }
  return views;
}
