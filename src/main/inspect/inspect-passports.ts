import { latin1 } from '../../lib/sip/header-text.ts';
import type { PassportView } from './inspection.ts';
import { passportView } from './passport-view.ts';

const NAME = /^(?:identity|y)[ \t]*:[ \t]*/i;

/** A line that holds a signed statement: base64url of a JSON object, twice, and a signature; or the compact form. */
const STATEMENT =
  /^[ \t]*(?:(?:identity|y)[ \t]*:\s*)?(?:ey[\w-]*\.ey[\w-]*\.[\w=-]*|\.\.[\w=-]{20,})[ \t]*(?:;|\r|\n|$)/im;

/** Whether a text has a line that is a signed statement. */
export function holdsStatement(text: string): boolean {
  return STATEMENT.test(text);
}

/**
 * Identity values or bare tokens, one a line (folds joined), with or without the header's name. Lines around them are passed
 * over; when no line looks like one, every line is tried, so that what is wrong can be told.
 */
export function inspectPassports(bytes: Uint8Array, base: number): readonly PassportView[] {
  const text = latin1(bytes, 0, bytes.length);
  const views: PassportView[] = [];
  const isMixed = holdsStatement(text);
  for (const match of text.matchAll(/[^\r\n]+(?:\r?\n[ \t]+[^\r\n]+)*/g)) {
    const line = match[0].trimStart();
    const name = NAME.exec(line)?.[0].length ?? 0;
    const at = match.index + (match[0].length - line.length) + name;
    const value = line
      .slice(name)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim();
    if (value !== '' && (!isMixed || holdsStatement(value))) views.push(passportView(value, base + at));
  }
  return views;
}
