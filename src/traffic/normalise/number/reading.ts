import { countryIndex } from '../../../domain/country.ts';
import { digitsKey, e164Key, NO_KEY, textKey } from '../../../domain/number-key.ts';
import type { ServiceCode } from '../../../domain/numbering-plan.ts';
import type { NumberValidity, TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { Judgement } from './calling-code.ts';
import type { NumberContext } from './number-normaliser.ts';

/** A number without what belongs to its writing: raw text and extension. Depends on the canonical form alone. */
export type Reading = Omit<TelephoneNumber, 'raw' | 'extension'>;

const NOTHING = { candidates: [], notes: [] } as const;

export const WITHHELD: Reading = {
  kind: 'withheld',
  canonical: 'withheld',
  key: NO_KEY,
  country: null,
  type: 'unknown',
  validity: 'not-applicable',
  confidence: 'certain',
  ...NOTHING,
};

/** Keeps the text; nothing was understood. Candidates are what a person may want to try. */
export function unparsable(
  raw: string,
  notes: readonly string[],
  candidates: readonly string[] = [],
): Reading {
  return {
    kind: 'unparsable',
    canonical: raw,
    key: NO_KEY,
    country: null,
    type: 'unknown',
    validity: 'not-applicable',
    confidence: 'none',
    candidates,
    notes,
  };
}

/** An international number. `candidates` makes it ambiguous: it keeps its form but must not match exactly. */
export function e164(
  callingCode: string,
  national: string,
  judged: Judgement | null,
  candidates: readonly string[] = [],
): Reading {
  const digits = callingCode + national;
  return {
    kind: 'e164',
    canonical: `+${digits}`,
    key: e164Key(digits),
    country: judged?.country ?? null,
    type: judged?.type ?? 'unknown',
    validity: validityOf(national, judged),
    confidence: candidates.length > 0 ? 'ambiguous' : judged?.valid ? 'certain' : 'likely',
    candidates,
    notes: [],
  };
}

function validityOf(national: string, judged: Judgement | null): NumberValidity {
  if (judged === null) return 'not-in-table';
  if (judged.valid) return 'valid';
  return judged.plan.lengths.includes(national.length) ? 'not-in-table' : 'impossible';
}

/** A code of a country. Read in another country's context it must say so, or it would be read as that country's. */
export function serviceCode(
  country: string,
  callingCode: string,
  digits: string,
  code: ServiceCode,
  context: NumberContext,
): Reading {
  return {
    kind: code.kind,
    canonical: country === context.country ? digits : `${digits};phone-context=+${callingCode}`,
    key: digitsKey(code.kind, countryIndex(country), digits),
    country,
    type: code.type,
    validity: 'valid',
    confidence: 'certain',
    ...NOTHING,
  };
}

/** Digits that mean something only where they were dialled. */
export function local(
  country: string,
  digits: string,
  validity: NumberValidity,
  candidates: readonly string[] = [],
): Reading {
  return {
    kind: 'local',
    canonical: digits,
    key: /^\d+$/.test(digits)
      ? digitsKey('local', countryIndex(country), digits)
      : textKey('long-local', `${country} ${digits}`),
    country,
    type: 'unknown',
    validity,
    confidence: candidates.length > 0 ? 'ambiguous' : 'likely',
    candidates,
    notes: [],
  };
}

/** A number of a closed plan: an extension, or any dial string that a network keeps to itself. */
export function privateNumber(
  canonical: string,
  context: NumberContext,
  candidates: readonly string[] = [],
): Reading {
  const ownPlan = /^\d{1,11}$/.test(canonical);
  return {
    kind: 'private',
    canonical,
    key: ownPlan
      ? digitsKey('private', countryIndex(context.country), canonical)
      : textKey('long-private', canonical),
    country: null,
    type: 'unknown',
    validity: 'not-applicable',
    confidence: candidates.length > 0 ? 'ambiguous' : 'likely',
    candidates,
    notes: [],
  };
}

export function alphanumeric(text: string): Reading {
  return {
    kind: 'alphanumeric',
    canonical: text,
    key: textKey('alphanumeric', text),
    country: null,
    type: 'unknown',
    validity: 'not-applicable',
    confidence: 'certain',
    ...NOTHING,
  };
}

export function withNotes(reading: Reading, ...notes: readonly string[]): Reading {
  const fresh = notes.filter((note) => !reading.notes.includes(note));
  return fresh.length === 0 ? reading : { ...reading, notes: [...reading.notes, ...fresh] };
}

const EMERGENCY_SERVICE = /^service:sos(?:\.[a-z0-9.-]+)?$/;

/** `urn:service:sos` (RFC 5031): an emergency call without any digits, so without any code to write. */
export function serviceUrn(service: string, context: NumberContext): Reading {
  if (!/^service:[a-z0-9.-]+$/.test(service)) return unparsable(`urn:${service}`, ['unknown-urn']);
  const canonical = `urn:${service}`;
  return {
    kind: 'service-code',
    canonical,
    key: textKey('long-local', canonical),
    country: context.country,
    type: EMERGENCY_SERVICE.test(service) ? 'emergency' : 'service',
    validity: 'not-applicable',
    confidence: 'certain',
    ...NOTHING,
  };
}
