/** Characters a label may have for a display (32 as in `CallAnswer.label`). */
const MAX_LABEL_CHARACTERS = 32;
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * A text as a quoted display name in UTF-8 (RFC 3261 §25.1 `quoted-string`): nothing in it can end the string, the header or the
 * line, or turn the reading direction.
 */
export function displayName(text: string): string {
  const clean = [...text.replace(STEERING, ' ').trim()].slice(0, MAX_LABEL_CHARACTERS).join('');
  return `"${clean.replace(/["\\]/g, '\\$&')}"`;
}

/** A text as a value of a quoted parameter; ASCII only, the rest is percent-encoded. */
export function quotedValue(text: string): string {
  return `"${percentEncoded(text, /[^\x20-\x7e]/gu).replace(/["\\]/g, '\\$&')}"`;
}

/** A text as a header value of its own: everything but plain letters, digits and `-._~` is percent-encoded. */
export const headerWord = (text: string): string => percentEncoded(text, /[^A-Za-z0-9._~-]/gu);

/** A URI fit to stand between angle brackets: whatever could end them, or is no visible ASCII, is percent-encoded. */
export const bracketUri = (uri: string): string => percentEncoded(uri, /[^\x21-\x7e]|[<>"\\]/gu);

function percentEncoded(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, (character) =>
    [...Buffer.from(character, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
