/** A text as a number reader wants it: `text` for names, `folded` with every digit and mark in ASCII. */
export interface CleanText {
  readonly text: string;
  readonly folded: string;
  readonly notes: readonly string[];
  /** True when characters inside say that this is damaged data and not a number (NUL, lone surrogates). */
  readonly damaged: boolean;
}

const INVISIBLE = /\p{Cf}/gu;
const PADDING = /[\s\p{Cc}]/u;
const DAMAGE = /[\p{Cc}\p{Cs}\ufffd]/u;

/**
 * Takes off what no eye sees (bidi controls, zero-width marks, padding at the ends) and folds full-width and other
 * scripts' digits, plus signs, dashes and spaces to ASCII.
 */
export function cleanText(raw: string): CleanText {
  const visible = raw.replace(INVISIBLE, '');
  const text = withoutPadding(visible).replaceAll('\t', ' ');
  return {
    text,
    folded: isPlainAscii(text) ? text : fold(text),
    notes: visible === raw ? [] : ['invisible-characters'],
    damaged: DAMAGE.test(text),
  };
}

/** Blanks and control characters at both ends: exports pad fields with blanks, switches with NUL. */
function withoutPadding(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && PADDING.test(text[start]!)) start += 1;
  while (end > start && PADDING.test(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

function isPlainAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7e) return false;
  return true;
}

function fold(text: string): string {
  return text
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0)!)))
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\p{Pd}\u2212\u00b7]/gu, '-')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[\ufe62\u207a\u2795]/g, '+')
    .trim();
}

/** Decimal digits stand in Unicode in runs of ten that begin with zero. */
function digitValue(codePoint: number): number {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return before % 10;
}
