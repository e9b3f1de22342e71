import { MAX_PASSWORD_BYTES, samePassword } from './password-hash.ts';

/** Words of policy/access/weak-passwords.yaml and what is known of the person. */
export interface PasswordRules {
  readonly minLength: number;
  /** Lower case, letters for look-alike digits: `password`, `woaini`. */
  readonly weakWords: readonly string[];
}

export type PasswordProblem =
  | 'too-short'
  | 'too-long'
  | 'digits-only'
  | 'few-characters'
  | 'a-row-of-keys'
  | 'personal'
  | 'common';

const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];

const lettersOf = (text: string): string =>
  [...text.toLowerCase()].map((character) => LOOK_ALIKE[character] ?? character).join('');

/**
 * Why a password is refused, or `null`. Length is what counts (NIST SP 800-63B); beyond it only what guessers try first is
 * refused: what is known of the person, words of published lists with decoration, rows of keys.
 */
export function passwordProblem(
  password: string,
  about: readonly string[],
  { minLength, weakWords }: PasswordRules,
): PasswordProblem | null {
  const text = samePassword(password);
  const characters = [...text];
  if (characters.length < minLength) return 'too-short';
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return 'too-long';
  if (/^[\d\s.+-]+$/.test(text)) return 'digits-only';
  if (new Set(text.toLowerCase()).size < 6) return 'few-characters';
  const plain = lettersOf(text);
  const rest = (words: readonly string[]): number =>
    words.reduce((left, word) => left.replaceAll(word, ''), plain).replace(/[^\p{L}]/gu, '').length;
  const known = about.map(lettersOf).filter((word) => word.length >= 3);
  if (known.some((word) => plain.includes(word)) && rest(known) < 8) return 'personal';
  if (rest(weakWords.map(lettersOf)) < 5 && rest([]) >= 5) return 'common';
  return withoutRows(text.toLowerCase()).length < 6 ? 'a-row-of-keys' : null;
}

/** What is left when every run of four or more neighbours on a keyboard is taken out, in both directions. */
function withoutRows(text: string): string {
  let left = text;
  for (const row of [...ROWS, ...ROWS.map((one) => [...one].reverse().join(''))])
    for (let length = row.length; length >= 4; length -= 1)
      for (let from = 0; from + length <= row.length; from += 1)
        left = left.replaceAll(row.slice(from, from + length), '');
  return left;
}
