/** A dialled text without what is dialled after the answer. */
export interface SplitText {
  readonly base: string;
  readonly extension: string | null;
  readonly notes: readonly string[];
}

const MARKED =
  /^(.+?)[\s,]*(?:;ext=|(?:extension|extn|ext|доб(?:авочный)?|分机号?|內線|内线|轉接?|转接?|내선|anexo|poste|durchwahl|int|x|#)[.:]?)\s*(\d{1,11})#?$/iu;
const PAUSED = /^(.+?)\s*[,;pw][\s,;pw]*(\d[\d,;pw ]{0,30}?)#?$/iu;
const TERMINATED = /^(.*\d)#$/u;
const MIN_BASE_DIGITS = 3;
/** `#` divides a number from an extension only behind something long enough to be called directly. */
const MIN_HASH_BASE_DIGITS = 5;

/** Splits `x136`, ` ext. 136`, `;ext=136`, `转136`, `#136` and the pauses of `,,136#` from the number before them. */
export function splitExtension(text: string): SplitText {
  const whole = { base: text, extension: null, notes: [] };
  if (/^[*#]/.test(text)) return whole;
  const marked = MARKED.exec(text);
  if (marked && isBase(marked[1]!, text[marked[1]!.length] === '#' ? MIN_HASH_BASE_DIGITS : MIN_BASE_DIGITS))
    return { base: marked[1]!.trim(), extension: marked[2]!, notes: [] };
  const paused = PAUSED.exec(text);
  if (paused && isBase(paused[1]!, MIN_BASE_DIGITS))
    return { base: paused[1]!.trim(), extension: paused[2]!.trim(), notes: ['dtmf-tail'] };
  const terminated = TERMINATED.exec(text);
  if (terminated && isBase(terminated[1]!, 1))
    return { base: terminated[1]!, extension: null, notes: ['dial-terminator'] };
  return whole;
}

function isBase(base: string, leastDigits: number): boolean {
  return /^[\d\s+().\-/]+$/.test(base) && base.replace(/\D/g, '').length >= leastDigits;
}
