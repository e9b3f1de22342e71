import type { BilingualText } from './text.ts';

/**
 * How strong the ground of a limit or a measure is. `law`, `regulation` (national or local), `notice` (of an authority): the
 * text says it. `practice`: some unit does it so. `analogue`: taken from another country or field. `assumption`: ours, until
 * somebody who may decide it does.
 */
export const LEGAL_BASIS_KINDS = [
  'law',
  'regulation',
  'notice',
  'practice',
  'analogue',
  'assumption',
] as const;
export type LegalBasisKind = (typeof LEGAL_BASIS_KINDS)[number];

export const LEGAL_BASIS_NAMES: Readonly<Record<LegalBasisKind, BilingualText>> = {
  law: { zh: '法律', en: 'law' },
  regulation: { zh: '法规规章', en: 'regulation' },
  notice: { zh: '通知', en: 'notice' },
  practice: { zh: '实践做法', en: 'practice' },
  analogue: { zh: '类比', en: 'analogue' },
  assumption: { zh: '自行设定', en: 'assumption' },
};

/** Why something is so, in words for the person concerned, and where it can be read. */
export interface LegalBasis {
  readonly kind: LegalBasisKind;
  readonly text: BilingualText;
  /** Citation: article, clause, document number; empty only for an assumption. */
  readonly source: string;
}
