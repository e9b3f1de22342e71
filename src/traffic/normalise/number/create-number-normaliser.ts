import type { NumberingPlans } from '../../../domain/numbering-plan.ts';
import { IndexedNormaliser } from './indexed-normaliser.ts';
import type { NumberNormaliser } from './number-normaliser.ts';
import { NumberingIndex } from './numbering-index.ts';

/**
 * Builds a reader over one version of the numbering plans. Cheap: countries are compiled when they are first met.
 * Make one per thread and policy version; it keeps a bounded memory of texts already read.
 */
export function createNumberNormaliser(plans: NumberingPlans): NumberNormaliser {
  return new IndexedNormaliser(new NumberingIndex(plans));
}
