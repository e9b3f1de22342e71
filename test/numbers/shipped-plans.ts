import type { NumberingPlans } from '../../src/domain/numbering-plan.ts';
import { loadNumberingPlans } from '../../src/main/load-numbering-plans.ts';
import { createNumberNormaliser, type NumberContext } from '../../src/traffic/normalise/index.ts';

/** The numbering plans that ship with the product; a test file cannot start without them. */
export async function shippedPlans(): Promise<NumberingPlans> {
  const loaded = await loadNumberingPlans();
  if (!loaded.ok) throw new Error(loaded.detail);
  return loaded.value;
}

/** 1 June 2026, noon in Beijing. */
export const JUNE_2026 = Date.UTC(2026, 5, 1, 4);

export const inChina: NumberContext = { country: 'CN', trunk: 'unknown', at: JUNE_2026 };

export const normaliser = createNumberNormaliser(await shippedPlans());
