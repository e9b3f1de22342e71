export { createNumberNormaliser } from './number/create-number-normaliser.ts';
export type { NumberContext, NumberNormaliser } from './number/number-normaliser.ts';
