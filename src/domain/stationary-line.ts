import { classKind, classType, type NumberClass } from './call-facts.ts';
import {
  NUMBER_KINDS,
  NUMBER_TYPES,
  type NumberKind,
  type NumberType,
  type TelephoneNumber,
} from './telephone-number.ts';

/** Kinds and types of lines that cannot travel: a mobile may roam abroad and call home, a code or a fixed line may not. */
const KINDS: readonly NumberKind[] = ['service-code', 'service-number'];
const TYPES: readonly NumberType[] = ['fixed', 'toll-free', 'premium', 'shared-cost', 'service', 'emergency'];

const KIND_BITS = bits(NUMBER_KINDS, KINDS);
const TYPE_BITS = bits(NUMBER_TYPES, TYPES);

/** True when the number is one of a line that stays where it is; false also when the plan does not say. */
export function isStationary({ kind, type }: Pick<TelephoneNumber, 'kind' | 'type'>): boolean {
  return KINDS.includes(kind) || TYPES.includes(type);
}

/** The same of a packed class. */
export function classIsStationary(packed: NumberClass): boolean {
  return (((KIND_BITS >> classKind(packed)) | (TYPE_BITS >> classType(packed))) & 1) === 1;
}

function bits<Word extends string>(words: readonly Word[], chosen: readonly Word[]): number {
  return chosen.reduce((set, word) => set | (1 << words.indexOf(word)), 0);
}
