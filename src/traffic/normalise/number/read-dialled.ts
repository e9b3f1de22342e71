import type { NumberContext } from './number-normaliser.ts';
import type { NumberingIndex } from './numbering-index.ts';
import { readInternational } from './read-international.ts';
import { readNational } from './read-national.ts';
import { privateNumber, type Reading, unparsable, WITHHELD, withNotes } from './reading.ts';

/** `+0044`, `+01144`: someone put the plus before an exit code. No country code begins with 0. */
const EXITS_BEHIND_PLUS = ['0011', '011', '00'];
const SEPARATORS = /[\s\-.()/]/g;

/** Reads digits with visual separators, a plus and service marks; `null` when the text holds anything else. */
export function readDialled(index: NumberingIndex, text: string, context: NumberContext): Reading | null {
  if (text !== '' && index.plans.withheld.words.has(text)) return WITHHELD;
  if (/^\d+$/.test(text)) return readNational(index, text, context);
  const damaged = damageOf(index, text, context);
  if (damaged !== null) return damaged;
  const compact = text.replace(SEPARATORS, '');
  if (compact !== '' && index.plans.withheld.words.has(compact)) return WITHHELD;
  if (!/^[\d+*#]+$/.test(compact) || !/\d/.test(compact)) return null;
  if (/[*#]/.test(compact)) return readServiceString(index, compact, context);
  const [, exit, plus, digits] = /^(\d*?)(\+*)(\d+)$/.exec(compact) ?? [];
  if (digits === undefined || (exit !== '' && plus === '')) return readInnerPlus(index, compact, context);
  if (plus === '') return readNational(index, digits, context);
  if (exit === '') return readBehindPlus(index, digits, plus!, context);
  const beforePlus = index.country(context.country)?.form.behindExitCode(`${exit}1`) === '1' || exit === '00';
  return beforePlus
    ? withNotes(readBehindPlus(index, digits, plus!, context), 'exit-code-before-plus')
    : readInnerPlus(index, compact, context);
}

function readBehindPlus(
  index: NumberingIndex,
  digits: string,
  plus: string,
  context: NumberContext,
): Reading {
  const notes = plus.length > 1 ? ['repeated-plus'] : [];
  for (const exit of EXITS_BEHIND_PLUS) {
    if (!digits.startsWith(exit)) continue;
    const reading = readInternational(index, digits.slice(exit.length), context);
    if (reading.validity === 'valid') return withNotes(reading, ...notes, 'exit-code-after-plus');
  }
  return withNotes(readInternational(index, digits, context), ...notes);
}

/** A plus in the middle: two numbers, or one number twice begun. The part behind it is offered, not taken. */
function readInnerPlus(index: NumberingIndex, compact: string, context: NumberContext): Reading {
  const last = /\+(\d+)$/.exec(compact)?.[1];
  const reading = last === undefined ? null : readInternational(index, last, context);
  return unparsable(compact, ['inner-plus'], reading?.validity === 'valid' ? [reading.canonical] : []);
}

/** `*67`, `#31#13800000000`: a request to the switch. It is kept as dialled; a number inside is only a candidate. */
function readServiceString(index: NumberingIndex, compact: string, context: NumberContext): Reading {
  const inside = /^[*#]+\d{1,4}[*#](\+?\d{5,})#?$/.exec(compact)?.[1];
  const reading = inside === undefined ? null : readDialled(index, inside, context);
  const candidates = reading?.validity === 'valid' ? [reading.canonical] : [];
  return withNotes(privateNumber(compact, context, candidates), 'service-string');
}

/** Numbers that a spreadsheet or another program has broken: digits are lost, so nothing is read. */
function damageOf(index: NumberingIndex, text: string, context: NumberContext): Reading | null {
  if (/^[+-]?\d+(?:[.,]\d+)?e\+?\d+$/i.test(text)) return unparsable(text, ['spreadsheet-exponent']);
  if (/^-\d/.test(text)) return unparsable(text, ['negative-number']);
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return unparsable(text, ['network-address']);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return unparsable(text, ['date']);
  const decimal = /^(\+?\d{5,})[.,]0+$/.exec(text)?.[1];
  if (decimal === undefined) return null;
  const whole = readDialled(index, decimal, context);
  return unparsable(
    text,
    ['spreadsheet-decimal'],
    whole === null || whole.key === 0 ? [] : [whole.canonical],
  );
}
