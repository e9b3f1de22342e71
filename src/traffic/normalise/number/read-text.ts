import type { AddressUri } from './address-uri.ts';
import { parameterNotes, parseAddress } from './address-uri.ts';
import { splitExtension } from './extension.ts';
import type { NumberContext } from './number-normaliser.ts';
import type { NumberingIndex } from './numbering-index.ts';
import { readInContext } from './phone-context.ts';
import { readDialled } from './read-dialled.ts';
import { alphanumeric, type Reading, serviceUrn, unparsable, WITHHELD, withNotes } from './reading.ts';

/** A reading with the extension that stood behind it. */
export interface ReadText {
  readonly reading: Reading;
  readonly extension: string | null;
}

const MAX_NAME_UNITS = 64;

/** Reads a cleaned text: `folded` decides about numbers, `text` is what a name keeps. */
export function readText(
  index: NumberingIndex,
  text: string,
  folded: string,
  context: NumberContext,
): ReadText {
  const inner = unwrap(folded);
  if (inner !== null) {
    const kept = folded === text ? inner.text : (unwrap(text)?.text ?? inner.text);
    const read = readText(index, kept, inner.text, context);
    return { ...read, reading: withNotes(read.reading, ...inner.notes) };
  }
  if (isWithheldWord(index, folded)) return plain(WITHHELD);
  const address = parseAddress(folded);
  if (address !== null) return readAddress(index, address, context);
  return readPlain(index, text, folded, context);
}

const plain = (reading: Reading): ReadText => ({ reading, extension: null });

/** Quotes, angle brackets with or without a display name, and the marks by which spreadsheets keep a text a text. */
function unwrap(text: string): { readonly text: string; readonly notes: readonly string[] } | null {
  const formula = /^="(.*)"$/.exec(text) ?? /^'([^']+)$/.exec(text);
  if (formula) return { text: formula[1]!.trim(), notes: ['spreadsheet-text-mark'] };
  const wrapped =
    /^(?:"(?:[^"\\]|\\.)*"\s*|[^<>"]*)<([^<>]*)>(?:;.*)?$/.exec(text) ??
    /^"([^"]*)"$/.exec(text) ??
    /^'([^']*)'$/.exec(text);
  return wrapped ? { text: wrapped[1]!.trim(), notes: [] } : null;
}

function isWithheldWord(index: NumberingIndex, folded: string): boolean {
  return index.plans.withheld.words.has(folded.toLowerCase().replace(/\s+/g, ' '));
}

function readAddress(index: NumberingIndex, address: AddressUri, context: NumberContext): ReadText {
  if (address.scheme === 'urn') return plain(serviceUrn(address.user, context));
  const notes = parameterNotes(address.parameters);
  const user = address.user.trim();
  if (index.plans.withheld.hosts.has(address.host) || isWithheldWord(index, user))
    return plain(withNotes(WITHHELD, ...(user === '' ? ['no-user-part'] : []), ...notes));
  const compact = user.replace(/[\s\-.()/]/g, '');
  const where = address.parameters.get('phone-context');
  if (where !== undefined && /^[\d*#]+$/.test(compact))
    return withParameters(plain(readInContext(index, compact, where, context)), address, notes);
  const isName = address.host !== '' && !address.saysPhone && !/^[+\d*#][\d*#\-.()/\s,;xpw]*$/i.test(user);
  if (isName) return plain(withNotes(readName(`${user}@${address.host}`), ...notes));
  const ignored = where === undefined ? [] : ['phone-context-on-global-number'];
  return withParameters(readPlain(index, user, user, context), address, [...notes, ...ignored]);
}

function withParameters(read: ReadText, address: AddressUri, notes: readonly string[]): ReadText {
  const written = address.parameters.get('ext')?.replace(/[-.()\s]/g, '') ?? '';
  return {
    reading: withNotes(read.reading, ...notes),
    extension: /^[\d*#]{1,20}$/.test(written) ? written : read.extension,
  };
}

function readPlain(index: NumberingIndex, text: string, folded: string, context: NumberContext): ReadText {
  const { base, extension, notes } = splitExtension(folded);
  const dialled = readDialled(index, base, context);
  if (dialled !== null) return { reading: withNotes(dialled, ...notes), extension };
  return plain(readName(text));
}

function readName(text: string): Reading {
  if (!/\p{L}/u.test(text)) return unparsable(text, [/\d/.test(text) ? 'not-a-number' : 'no-digits']);
  if (text.length > MAX_NAME_UNITS) return unparsable(text, ['name-too-long']);
  return alphanumeric(text);
}
