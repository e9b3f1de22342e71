import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { cleanText } from './clean-text.ts';
import type { NumberContext } from './number-normaliser.ts';
import type { NumberingIndex } from './numbering-index.ts';
import { plainUser } from './plain-address.ts';
import { readDialled } from './read-dialled.ts';
import { readText } from './read-text.ts';
import { type Reading, unparsable, withNotes } from './reading.ts';

/** Longer texts are no numbers; reading them would only cost time. In UTF-16 units. */
export const MAX_NUMBER_UNITS = 256;
/** Turns after which a text that still changes when read again is given up. */
const MAX_SETTLING = 4;

/** Reads one written number. Total: every text gives a number, at worst `unparsable` with its raw text. */
export function readNumber(index: NumberingIndex, raw: string, context: NumberContext): TelephoneNumber {
  if (raw.length > MAX_NUMBER_UNITS) return written(raw, unparsable(raw, ['too-long']), null);
  const plain = readPlainDigits(index, plainUser(raw, index.plans.withheld.hosts) ?? raw, context);
  if (plain !== null) return written(raw, plain, null);
  const clean = cleanText(raw);
  if (clean.damaged) return written(raw, unparsable(raw, ['damaged-text', ...clean.notes]), null);
  const { reading, extension } = readText(index, clean.text, clean.folded, context);
  return written(raw, withNotes(settle(index, raw, reading, context), ...clean.notes), extension);
}

/**
 * The canonical form must read as itself. Taking off brackets, blanks and parameters can leave a text that means
 * something else alone: a dial string then is what its canonical form is, a name is damaged (`tel:sip:x`).
 */
function settle(
  index: NumberingIndex,
  raw: string,
  reading: Reading,
  context: NumberContext,
  left = MAX_SETTLING,
): Reading {
  const { kind, canonical } = reading;
  if (canonical === raw || (kind !== 'alphanumeric' && kind !== 'private' && kind !== 'local'))
    return reading;
  const { text, folded, damaged } = cleanText(canonical);
  const again = damaged ? null : readText(index, text, folded, context).reading;
  if (again?.kind === kind && again.canonical === canonical) return reading;
  if (again === null || kind === 'alphanumeric' || left === 0) return unparsable(raw, ['nested-address']);
  return withNotes(settle(index, canonical, again, context, left - 1), ...reading.notes);
}

/** A short cut for what most numbers are, bare or in an address; it skips only steps that leave bare digits as they are. */
function readPlainDigits(index: NumberingIndex, raw: string, context: NumberContext): Reading | null {
  return /^\+?\d+$/.test(raw) ? readDialled(index, raw, context) : null;
}

function written(raw: string, reading: Reading, extension: string | null): TelephoneNumber {
  const lost = reading.kind === 'unparsable';
  return {
    raw,
    kind: reading.kind,
    canonical: lost ? raw : reading.canonical,
    key: reading.key,
    country: reading.country,
    type: reading.type,
    validity: reading.validity,
    confidence: reading.confidence,
    extension: lost ? null : extension,
    candidates: reading.candidates,
    notes: reading.notes,
  };
}
