import { fillReason } from '../domain/reason-sentence.ts';
import type { Signal } from '../domain/signal.ts';
import type { BilingualText, Language } from '../domain/text.ts';
import { writeQuantity } from '../domain/unit.ts';
import type { RuleWords } from './verdict-desk.ts';

/** Value and limit for people; `null` for a rule that states a fact and has no figure. */
export function figuresOf(
  signal: Signal,
  words: RuleWords | null,
  language: Language,
): { readonly valueText: string | null; readonly thresholdText: string | null } {
  const unit = words?.unit ?? 'count';
  if (unit === 'fact') return { valueText: null, thresholdText: null };
  return {
    valueText: writeQuantity(signal.value, unit, language),
    thresholdText: writeQuantity(signal.threshold, unit, language),
  };
}

/** A rule's sentence with its figures. A rule that is gone from the policy is named by its id, never left out. */
export function reasonText(signal: Signal, words: RuleWords | null, language: Language): string {
  if (words !== null) return fillReason(words.reason[language], signal, words.unit, language);
  const { valueText, thresholdText } = figuresOf(signal, null, language);
  return language === 'zh'
    ? `${signal.id}：实测 ${valueText}，阈值 ${thresholdText}`
    : `${signal.id}: measured ${valueText}, threshold ${thresholdText}`;
}

export function titleOf(signal: Signal, words: RuleWords | null): BilingualText {
  return words?.title ?? { zh: signal.id, en: signal.id };
}
