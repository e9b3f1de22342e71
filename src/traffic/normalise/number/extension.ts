/** A dialled text without what is dialled after the answer. */
export interface SplitText {
  readonly base: string;
  readonly extension: string | null;
  readonly notes: readonly string[];
}

/** What a number and its visual separators are made of; an extension begins where this ends. */
const BASE = /^[\d\s+().\-/]+/;
const MARKED =
  /^[\s,]*(?:;ext=|extension|extn|ext|доб(?:авочный)?|分机号?|內線|内线|轉接?|转接?|내선|anexo|poste|durchwahl|int|x|#)[.:]?[\s-]*(\d{1,11})#?$/iu;
const PAUSED = /^[,;pw][\s,;pw]*(\d[\d,;pw ]{0,30}?)#?$/iu;
const MIN_BASE_DIGITS = 3;
/** `#` divides a number from an extension only behind something long enough to be called directly. */
const MIN_HASH_BASE_DIGITS = 5;

/** Splits `x136`, ` ext. 136`, `;ext=136`, `转136`, `#136` and the pauses of `,,136#` from the number before them. */
export function splitExtension(text: string): SplitText {
  const base = BASE.exec(text)?.[0] ?? '';
  const rest = text.slice(base.length);
  const digits = base.replace(/\D/g, '').length;
  if (rest === '' || digits === 0) return { base: text, extension: null, notes: [] };
  if (rest === '#') return { base: base.trim(), extension: null, notes: ['dial-terminator'] };
  const marked = MARKED.exec(rest);
  if (marked && digits >= (rest.startsWith('#') ? MIN_HASH_BASE_DIGITS : MIN_BASE_DIGITS))
    return { base: base.trim(), extension: marked[1]!, notes: [] };
  const paused = PAUSED.exec(rest);
  if (paused && digits >= MIN_BASE_DIGITS)
    return { base: base.trim(), extension: paused[1]!.trim(), notes: ['dtmf-tail'] };
  return { base: text, extension: null, notes: [] };
}
