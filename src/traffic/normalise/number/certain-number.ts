import { classConfidence, classCountry, classType, type NumberClass } from '../../../domain/call-facts.ts';
import type { NumberKey } from '../../../domain/number-key.ts';
import { NUMBER_CONFIDENCES, NUMBER_TYPES, type TelephoneNumber } from '../../../domain/telephone-number.ts';

const NONE: readonly never[] = Object.freeze([]);

/** An E.164 number of the table from its key and class: what nothing more can be said of than these tell. */
export function certainNumber(raw: string, key: NumberKey, packed: NumberClass): TelephoneNumber {
  return {
    raw,
    kind: 'e164',
    canonical: `+${key}`,
    key,
    country: classCountry(packed),
    type: NUMBER_TYPES[classType(packed)]!,
    validity: 'valid',
    confidence: NUMBER_CONFIDENCES[classConfidence(packed)]!,
    extension: null,
    candidates: NONE,
    notes: NONE,
  };
}
