import { digitCount } from '../../../domain/key-prefix.ts';
import { KEY_COUNTRY, KEY_KIND, KEY_TAG, NO_KEY, type NumberKey } from '../../../domain/number-key.ts';
import type { ListEntry } from '../../../domain/policy.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';

/** The one normaliser, for lists as for calls: a number written in another form is the same number (O-29). */
export type ReadNumber = (text: string, country: string) => TelephoneNumber;

/** What an entry matches, in keys. A prefix is given by a key it would match (`sample`) and how many digits count. */
export type EntryReach =
  | { readonly match: 'exact'; readonly key: NumberKey }
  | {
      readonly match: 'prefix';
      readonly sample: NumberKey;
      readonly digits: number;
      readonly covers: number;
    };

export type EntryRefusal =
  | 'withheld'
  | 'unparsable'
  | 'text'
  | 'no-global-number'
  | 'ambiguous'
  | 'impossible'
  | 'too-short'
  | 'too-wide'
  | 'no-such-range'
  | 'protected'
  | 'not-effective';

/** A prefix may stand for at most so many numbers: a tenth of a mobile area, never a country or a city (O-28). */
export const MAX_COVERED = 1_000_000;
const MIN_E164_DIGITS = 7;
const MIN_CODE_PREFIX = 4;

/** Reads what an entry stands for, or says why it may stand in no list. Never guesses a number. */
export function readEntry(entry: ListEntry, readNumber: ReadNumber): Result<EntryReach, EntryRefusal> {
  return entry.match === 'exact' ? readExact(entry, readNumber) : readPrefix(entry, readNumber);
}

function readExact(entry: ListEntry, readNumber: ReadNumber): Result<EntryReach, EntryRefusal> {
  const number = readNumber(entry.number, entry.country);
  const refusal = refuse(number);
  if (refusal) return refusal;
  if (number.kind === 'e164' && digitCount(number.key) < MIN_E164_DIGITS)
    return bad('too-short', 'only the beginning of a number; write one whole number');
  return ok({ match: 'exact', key: number.key });
}

function refuse(number: TelephoneNumber): ReturnType<typeof bad<EntryRefusal>> | null {
  switch (number.kind) {
    case 'withheld':
      return bad('withheld', 'a way to write "no number": it would hit every caller who withholds theirs');
    case 'alphanumeric':
      return bad('text', 'names are compared by their text where messages are judged, never by a call list');
    case 'unparsable':
      return bad('unparsable', 'no number can be read here; write it with "+" and country code');
    case 'local':
    case 'private':
      return bad('no-global-number', 'the same digits are another line elsewhere; write it with area code');
  }
  if (number.confidence !== 'certain' && number.confidence !== 'likely') {
    const others = number.candidates.length > 0 ? ` (${number.candidates.join(', ')}?)` : '';
    return bad('ambiguous', `can be read in more than one way${others}; write it with "+" and country code`);
  }
  if (number.validity === 'impossible' || number.key === NO_KEY)
    return bad('impossible', 'not a whole number of its country; a country or area code cannot be listed');
  return null;
}

function readPrefix(entry: ListEntry, readNumber: ReadNumber): Result<EntryReach, EntryRefusal> {
  const text = entry.number.replace(/[\s\-().]/g, '');
  if (!/^\+?\d{1,14}$/.test(text))
    return bad('unparsable', 'a prefix is digits only: "+86139..." or the first digits of a code');
  return text.startsWith('+')
    ? readE164Prefix(text, entry.country, readNumber)
    : readCodePrefix(text, entry.country, readNumber);
}

function readE164Prefix(
  text: string,
  country: string,
  readNumber: ReadNumber,
): Result<EntryReach, EntryRefusal> {
  const digits = text.length - 1;
  const sample = longest(text, 15 - digits, (whole) => {
    const number = readNumber(whole, country);
    const known = number.kind === 'e164' && number.validity === 'valid';
    return known && String(number.key).startsWith(text.slice(1)) ? number.key : null;
  });
  if (sample === null) return bad('no-such-range', 'no number of a known numbering plan begins so');
  const covers = 10 ** (digitCount(sample) - digits);
  if (covers > MAX_COVERED)
    return bad('too-wide', `stands for up to ${covers} numbers, at most ${MAX_COVERED}; write more digits`);
  return ok({ match: 'prefix', sample, digits, covers });
}

function readCodePrefix(
  text: string,
  country: string,
  readNumber: ReadNumber,
): Result<EntryReach, EntryRefusal> {
  if (text.length < MIN_CODE_PREFIX)
    return bad('too-wide', `a prefix of codes needs at least ${MIN_CODE_PREFIX} digits`);
  const sample = longest(text, 11 - text.length, (whole) => {
    const { key, kind } = readNumber(whole, country);
    return (kind === 'service-code' || kind === 'service-number') && key < KEY_KIND.local * KEY_TAG
      ? key
      : null;
  });
  if (sample === null)
    return bad('no-such-range', 'no service code begins so; for other numbers write "+" and country code');
  const covers = 10 ** (digitCount(sample % KEY_COUNTRY) - 1 - text.length);
  return ok({ match: 'prefix', sample, digits: text.length + 1, covers });
}

/** The longest completion of a prefix that reads as asked; several fill digits, since plans leave gaps. */
function longest(prefix: string, room: number, read: (whole: string) => NumberKey | null): NumberKey | null {
  for (let extra = room; extra >= 0; extra -= 1)
    for (const fill of ['0', '1', '2', '5', '8']) {
      const key = read(prefix + fill.repeat(extra));
      if (key !== null) return key;
    }
  return null;
}
