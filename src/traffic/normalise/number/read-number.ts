import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { cleanText } from './clean-text.ts';
import type { NumberContext } from './number-normaliser.ts';
import type { NumberingIndex } from './numbering-index.ts';
import { readDialled } from './read-dialled.ts';
import { readText } from './read-text.ts';
import { unparsable, withNotes } from './reading.ts';

/** Longer texts are no numbers; reading them would only cost time. In UTF-16 units. */
export const MAX_NUMBER_UNITS = 256;

/** Reads one written number. Total: every text gives a number, at worst `unparsable` with its raw text. */
export function readNumber(index: NumberingIndex, raw: string, context: NumberContext): TelephoneNumber {
  if (raw.length > MAX_NUMBER_UNITS) return { ...unparsable(raw, ['too-long']), raw, extension: null };
  const plain = readPlainDigits(index, raw, context);
  if (plain !== null) return plain;
  const clean = cleanText(raw);
  if (clean.damaged)
    return { ...unparsable(raw, ['control-characters', ...clean.notes]), raw, extension: null };
  const { reading, extension } = readText(index, clean.text, clean.folded, context);
  const noted = withNotes(reading, ...clean.notes);
  if (noted.kind !== 'unparsable') return { ...noted, raw, extension };
  return { ...noted, canonical: raw, raw, extension: null };
}

/** A short cut for what most numbers are; it skips only steps that leave bare digits as they are. */
function readPlainDigits(index: NumberingIndex, raw: string, context: NumberContext): TelephoneNumber | null {
  if (!/^\+?\d+$/.test(raw) || index.plans.withheld.words.has(raw)) return null;
  const reading = readDialled(index, raw, context);
  return reading === null || reading.kind === 'unparsable' ? null : { ...reading, raw, extension: null };
}
