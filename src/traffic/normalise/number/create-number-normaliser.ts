import type { NumberingPlans } from '../../../domain/numbering-plan.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { cleanText } from './clean-text.ts';
import type { NumberContext, NumberNormaliser } from './number-normaliser.ts';
import { NumberPacker } from './number-packer.ts';
import { NumberingIndex } from './numbering-index.ts';
import { readText } from './read-text.ts';
import { unparsable, withNotes } from './reading.ts';

/** Longer texts are no numbers; reading them would only cost time. In UTF-16 units. */
export const MAX_NUMBER_UNITS = 256;

/**
 * Builds a reader over one version of the numbering plans. Cheap: countries are compiled when they are first met.
 * Make one per thread and policy version; it keeps a bounded memory of texts already read.
 */
export function createNumberNormaliser(plans: NumberingPlans): NumberNormaliser {
  const index = new NumberingIndex(plans);
  const normalise = (raw: string, context: NumberContext): TelephoneNumber => read(index, raw, context);
  const packer = new NumberPacker(index, normalise);
  return {
    normalise,
    pack: (bytes, start, end, context) => packer.pack(bytes, start, end, context),
    get packedClass() {
      return packer.packedClass;
    },
  };
}

function read(index: NumberingIndex, raw: string, context: NumberContext): TelephoneNumber {
  if (raw.length > MAX_NUMBER_UNITS) return { ...unparsable(raw, ['too-long']), raw, extension: null };
  const clean = cleanText(raw);
  if (clean.damaged)
    return { ...unparsable(raw, ['control-characters', ...clean.notes]), raw, extension: null };
  const { reading, extension } = readText(index, clean.text, clean.folded, context);
  const noted = withNotes(reading, ...clean.notes);
  if (noted.kind !== 'unparsable') return { ...noted, raw, extension };
  return { ...noted, canonical: raw, raw, extension: null };
}
