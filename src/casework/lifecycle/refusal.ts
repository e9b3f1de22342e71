import type { BilingualText } from '../../domain/text.ts';
import { REFUSAL_WORDS, type RefusalReason } from './refusal-words.ts';

/** A move that is not made: nothing changes, nothing is written. A `Result` failure with words in both languages. */
export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** The English words. */
  readonly detail: string;
  /** What is wrong and what to do. */
  readonly words: BilingualText;
  /** The field meant, where one is. */
  readonly field: string | null;
  /** Of a revision conflict: what the asker saw and what holds now. */
  readonly conflict: Conflict | null;
}

export interface Conflict {
  readonly asked: number;
  readonly current: number;
  readonly state: string;
  readonly movedAt: number;
}

type Values = Readonly<Record<string, BilingualText | string | number>>;

/** Fills the words of a reason. */
export function refuse(
  reason: RefusalReason,
  values: Values = {},
  more: { readonly field?: string; readonly conflict?: Conflict } = {},
): Refusal {
  const words = {
    zh: fill(REFUSAL_WORDS[reason].zh, values, 'zh'),
    en: fill(REFUSAL_WORDS[reason].en, values, 'en'),
  };
  return {
    ok: false,
    reason,
    detail: words.en,
    words,
    field: more.field ?? null,
    conflict: more.conflict ?? null,
  };
}

function fill(template: string, values: Values, language: 'zh' | 'en'): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    return typeof value === 'object' ? value[language] : String(value ?? '');
  });
}
