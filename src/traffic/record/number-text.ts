import { e164Key } from '../../domain/number-key.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';

/** A number as the journal writes it: usual values are left out, in one fixed order. */
export interface WrittenNumber {
  kind?: TelephoneNumber['kind'];
  raw?: string;
  canonical: string;
  key?: number;
  country?: string | null;
  type?: TelephoneNumber['type'];
  validity?: TelephoneNumber['validity'];
  confidence?: TelephoneNumber['confidence'];
  extension?: string;
  candidates?: readonly string[];
  notes?: readonly string[];
}

const E164 = /^\+[1-9][0-9]{0,14}$/;

/** True when the key is what the canonical form says and need not be written beside it. */
const keyFollows = (number: TelephoneNumber): boolean =>
  number.kind === 'e164' && E164.test(number.canonical) && e164Key(number.canonical.slice(1)) === number.key;

/** The journal form of a number. */
export function writeNumber(number: TelephoneNumber): WrittenNumber {
  const written: WrittenNumber = { canonical: number.canonical };
  if (number.kind !== 'e164') written.kind = number.kind;
  if (number.raw !== number.canonical) written.raw = number.raw;
  if (!keyFollows(number)) written.key = number.key;
  if (number.country !== null) written.country = number.country;
  if (number.type !== 'unknown') written.type = number.type;
  if (number.validity !== 'valid') written.validity = number.validity;
  if (number.confidence !== 'certain') written.confidence = number.confidence;
  if (number.extension !== null) written.extension = number.extension;
  if (number.candidates.length > 0) written.candidates = number.candidates;
  if (number.notes.length > 0) written.notes = number.notes;
  return written;
}

/** The number again, or `null` when the object is not one that `writeNumber` makes. */
export function readNumber(written: WrittenNumber | undefined): TelephoneNumber | null {
  if (typeof written !== 'object' || written === null || typeof written.canonical !== 'string') return null;
  const { canonical, kind = 'e164' } = written;
  if (written.key === undefined && !(kind === 'e164' && E164.test(canonical))) return null;
  return {
    kind,
    raw: written.raw ?? canonical,
    canonical,
    key: written.key ?? e164Key(canonical.slice(1)),
    country: written.country ?? null,
    type: written.type ?? 'unknown',
    validity: written.validity ?? 'valid',
    confidence: written.confidence ?? 'certain',
    extension: written.extension ?? null,
    candidates: written.candidates ?? [],
    notes: written.notes ?? [],
  };
}
