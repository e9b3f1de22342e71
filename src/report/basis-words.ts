import type { Basis } from '../domain/policy.ts';
import type { BilingualText } from '../domain/text.ts';

/** What a rule rests on, for people. */
export const BASIS_WORDS: Readonly<Record<Basis['kind'], BilingualText>> = {
  law: { zh: '法律', en: 'law' },
  standard: { zh: '标准', en: 'standard' },
  regulator: { zh: '监管要求', en: 'regulator' },
  practice: { zh: '业内做法', en: 'practice' },
  measured: { zh: '实测', en: 'measured' },
  paper: { zh: '论文', en: 'paper' },
};
