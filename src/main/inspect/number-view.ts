import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import type { NumberView } from './inspection.ts';

export function numberView({ kind, canonical, country, confidence }: TelephoneNumber): NumberView {
  return { kind, canonical, country, confidence };
}
