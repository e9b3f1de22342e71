/** Most lines that are read: no call has more Identity headers than a few. */
const MAX_TEXT_LENGTH = 1024 * 1024;

/**
 * Identity header values in a text: one a line, with or without `Identity:` (or `y:`), folds joined; of a whole SIP message only
 * its Identity headers are taken. Blank lines and lines beginning with `#` are left out.
 */
export function readIdentities(text: string): string[] {
  const lines = text
    .slice(0, MAX_TEXT_LENGTH)
    .replace(/\r?\n[ \t]+(?=\S)/g, ' ')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const named = lines.filter((line) => /^(?:identity|y)[ \t]*:/i.test(line));
  return (named.length > 0 ? named : lines).map((line) => line.replace(/^(?:identity|y)[ \t]*:/i, '').trim());
}
