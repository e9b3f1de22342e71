/**
 * The words of the public contract. They repeat the domain's lists because the contract room imports nothing, so that
 * a client can be built from it alone; `words.test.ts` holds them equal.
 */
export const MEASURE_WORDS = ['none', 'observe', 'label', 'warn', 'rate-limit', 'divert', 'block'] as const;

export const TRUNK_WORDS = ['unknown', 'international', 'interconnect', 'subscriber', 'private'] as const;

export const OUTCOME_WORDS = [
  'unknown',
  'answered',
  'no-answer',
  'busy',
  'cancelled',
  'failed',
  'dead-number',
] as const;

export const LANGUAGE_TAGS = ['zh-CN', 'en'] as const;
export type LanguageTag = (typeof LANGUAGE_TAGS)[number];
