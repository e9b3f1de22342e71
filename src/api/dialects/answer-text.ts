import type { CallAnswer } from '../../ports/call-judge.ts';

/**
 * Why a call is not simply let pass, in one stable word: the list, else the rule of the most weight; the reason it passes
 * unscreened; `none` when nothing speaks against it. Never anything that a caller wrote.
 */
export function reasonOf(answer: CallAnswer): string {
  if (answer.unscreened !== null) return answer.unscreened;
  const verdict = answer.verdict;
  if (verdict === null) return 'none';
  if (verdict.list !== null) return `${verdict.list.list}-list`;
  return verdict.signals[0]?.id ?? verdict.composites[0]?.id ?? 'none';
}

/** The verdict's id, by which `jingtong explain` finds it; empty when the call was not judged. */
export const verdictIdOf = (answer: CallAnswer): string => answer.verdict?.id ?? '';

/** True for letters, digits and `-._~`, which stand for themselves wherever an answer puts a text. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const plain =
      (code >= 0x61 && code <= 0x7a) ||
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x2d ||
      code === 0x2e ||
      code === 0x5f ||
      code === 0x7e;
    if (!plain) return false;
  }
  return true;
}

/** UTF-8, percent-encoded (RFC 3986 §2.1): safe in a header, a URI and a `name=value;` list. */
export function percentEncoded(text: string): string {
  if (isPlain(text)) return text;
  return encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Half a surrogate pair has no UTF-8 form. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '\ufffd');

/** A text as a JSON string, quotes included. */
export const jsonText = (text: string): string => (isPlain(text) ? `"${text}"` : JSON.stringify(text));

/** Printable ASCII on one line, for a header that people read; everything else becomes a question mark. */
export const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 300);

/** A label as plain text: no control characters, no line ends, nothing that reorders what follows it (UAX #9). */
export const labelText = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim();

/** A number or URI as a URI for `Location`: `sip:` and `tel:` stand, bare numbers become `tel:`. */
export function targetUri(target: string): string {
  const clean = target.replace(/[^\x21-\x7e]/g, (letter) => percentEncoded(letter));
  return /^(?:sips?|tel):/i.test(clean) ? clean : `tel:${clean}`;
}
