import type { Composite, Rule } from './policy.ts';
import type { Signal } from './signal.ts';
import type { Language } from './text.ts';
import { type Unit, writeQuantity } from './unit.ts';

/** `{value}`, `{threshold}`, or with the noun that goes with it: `{value|call|calls}`. */
const BLANK = /\{(value|threshold)(?:\|([^|{}]+)\|([^|{}]+))?\}/g;
const ENGLISH = new Intl.PluralRules('en');

/** The unit of what a signal measured; composites and rules that say so measure nothing. */
export function unitOf(rule: Rule | Composite): Unit {
  return 'value' in rule ? rule.unit : 'fact';
}

/**
 * A rule's sentence with what it saw and its limit filled in for people. A noun in two forms agrees with the number as
 * written: `1 call`, `1,204 calls`.
 */
export function fillReason(
  sentence: string,
  signal: Pick<Signal, 'value' | 'threshold'>,
  unit: Unit,
  language: Language,
): string {
  return sentence.replaceAll(BLANK, (_, name: 'value' | 'threshold', one?: string, other?: string) => {
    const written = writeQuantity(signal[name], unit, language);
    if (one === undefined || other === undefined) return written;
    return `${written} ${ENGLISH.select(Number(written.replaceAll(',', ''))) === 'one' ? one : other}`;
  });
}

/** The blanks of a sentence that nothing would fill, as written: `{vaule}`, `{value|call}`. */
export function unknownBlanks(sentence: string): string[] {
  return [...sentence.replaceAll(BLANK, '').matchAll(/\{[^}]*\}?/g)].map(([whole]) => whole);
}
