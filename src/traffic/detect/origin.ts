import {
  type CallFacts,
  classConfidence,
  classCountryIndex,
  classKind,
  classType,
} from '../../domain/call-facts.ts';
import {
  NUMBER_CONFIDENCES,
  NUMBER_KINDS,
  NUMBER_TYPES,
  type NumberKind,
  type NumberType,
} from '../../domain/telephone-number.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';

const INTERNATIONAL = TRUNK_KINDS.indexOf('international');
const LIKELY = NUMBER_CONFIDENCES.indexOf('likely');

/** Lines that cannot travel: a mobile may roam abroad and call home, a short code or a fixed line may not. */
const STAYS_HOME_KINDS = bits<NumberKind>(NUMBER_KINDS, ['service-code', 'service-number']);
const STAYS_HOME_TYPES = bits<NumberType>(NUMBER_TYPES, [
  'fixed',
  'toll-free',
  'premium',
  'shared-cost',
  'service',
  'emergency',
]);

/**
 * True if the caller shown cannot be the one calling: a domestic short code, service number or fixed line on a leg that
 * came in from abroad (反电信网络诈骗法 art. 13). False whenever anything about it is not known: an unknown trunk, an
 * uncertain reading or a number that may roam proves nothing. Forwarding by a subscriber abroad is the known gap
 * (docs/adr/0002).
 */
export function originIsImpossible(facts: CallFacts, homeIndex: number): boolean {
  if (facts.trunk !== INTERNATIONAL) return false;
  const packed = facts.callerClass;
  return (
    classCountryIndex(packed) === homeIndex &&
    classConfidence(packed) >= LIKELY &&
    ((STAYS_HOME_KINDS >> classKind(packed)) & 1 || (STAYS_HOME_TYPES >> classType(packed)) & 1) === 1
  );
}

function bits<Word extends string>(words: readonly Word[], chosen: readonly Word[]): number {
  return chosen.reduce((set, word) => set | (1 << words.indexOf(word)), 0);
}
