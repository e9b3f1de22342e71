import type { Signal } from '../domain/signal.ts';
import type { BilingualText, Language } from '../domain/text.ts';
import type { RuleWords } from './verdict-desk.ts';

/** Up to two decimals for fractions, none for whole numbers, thousands grouped: what a person reads aloud. */
export function writeFigure(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 1 ? 3 : 2 });
}

/** A rule's sentence with its figures. A rule that is gone from the policy is named by its id, never left out. */
export function reasonText(signal: Signal, words: RuleWords | null, language: Language): string {
  if (words === null) {
    const [value, threshold] = [writeFigure(signal.value), writeFigure(signal.threshold)];
    return language === 'zh'
      ? `${signal.id}：实测 ${value}，阈值 ${threshold}`
      : `${signal.id}: measured ${value}, threshold ${threshold}`;
  }
  return words.reason[language]
    .replaceAll('{value}', writeFigure(signal.value))
    .replaceAll('{threshold}', writeFigure(signal.threshold));
}

export function titleOf(signal: Signal, words: RuleWords | null): BilingualText {
  return words?.title ?? { zh: signal.id, en: signal.id };
}
