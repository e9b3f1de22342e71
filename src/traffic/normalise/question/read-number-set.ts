import { countryIndex } from '../../../domain/country.ts';
import { digitsKey, e164Key, NO_KEY, type NumberKey } from '../../../domain/number-key.ts';
import { SortedNumberSet } from '../../../domain/number-set.ts';
import type { NumberNormaliser } from '../number/number-normaliser.ts';
import { isPublicNumber } from './same-line.ts';

/** A set and what was not taken into it. */
export interface NumberSetReading {
  readonly set: SortedNumberSet;
  /** Entries left out, each with its place (from 0) and why; show them to a person. */
  readonly refused: readonly RefusedNumber[];
}

export interface RefusedNumber {
  readonly place: number;
  readonly entry: string;
  /** `not-a-public-number`, `ambiguous-number`, `bad-prefix`. */
  readonly reason: string;
}

/**
 * Reads a list of numbers with what reads calls, so that `023 6000 0001` and `+862360000001` are one entry. `*` at the end
 * makes leading digits: `+8623600*` of E.164 numbers, `955*` of national codes, `400*` of service numbers. `at` (epoch
 * milliseconds) chooses the numbering plan. A million entries are taken; a repeated one counts once.
 */
export function readNumberSet(
  entries: Iterable<string>,
  country: string,
  at: number,
  normaliser: NumberNormaliser,
): NumberSetReading {
  const exact: NumberKey[] = [];
  const prefixes: NumberKey[] = [];
  const refused: RefusedNumber[] = [];
  let place = 0;
  for (const entry of entries) {
    const text = entry.trim();
    const reason = text.endsWith('*')
      ? addPrefix(text.slice(0, -1).trim(), country, prefixes)
      : addNumber(text, country, at, normaliser, exact);
    if (reason !== null) refused.push({ place, entry, reason });
    place += 1;
  }
  return { set: new SortedNumberSet(exact, prefixes), refused };
}

function addNumber(
  text: string,
  country: string,
  at: number,
  normaliser: NumberNormaliser,
  exact: NumberKey[],
): string | null {
  const number = normaliser.normalise(text, { country, trunk: 'unknown', at });
  if (!isPublicNumber(number) || number.key === NO_KEY) return 'not-a-public-number';
  if (number.confidence === 'ambiguous') return 'ambiguous-number';
  exact.push(number.key);
  return null;
}

/** A prefix of digits alone may begin a code or a service number; both are kept, since each has its own keys. */
function addPrefix(text: string, country: string, prefixes: NumberKey[]): string | null {
  const digits = text.replace(/[\s().-]/g, '');
  if (/^\+[1-9]\d{0,14}$/.test(digits)) prefixes.push(e164Key(digits.slice(1)));
  else if (/^\d{1,11}$/.test(digits))
    for (const kind of ['service-code', 'service-number'] as const)
      prefixes.push(digitsKey(kind, countryIndex(country), digits));
  else return 'bad-prefix';
  return null;
}
