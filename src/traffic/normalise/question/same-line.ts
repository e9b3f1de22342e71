import { NO_KEY } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';

/**
 * Whether two written numbers may be one line: one identity, or one is a possible reading of the other. An extension or
 * a number without country code is no contradiction to the full number it may stand for.
 */
export function maybeSameLine(one: TelephoneNumber, other: TelephoneNumber): boolean {
  if (one.key !== NO_KEY && one.key === other.key) return true;
  return one.candidates.includes(other.canonical) || other.candidates.includes(one.canonical);
}

/** True for what a telephone's display shows as a public number: not a name, an extension or "no number". */
export function isPublicNumber({ kind }: TelephoneNumber): boolean {
  return kind === 'e164' || kind === 'service-code' || kind === 'service-number';
}
