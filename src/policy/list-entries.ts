import type { z } from 'zod';
import { measureRank } from '../domain/measure.ts';
import type { ListEntry } from '../domain/policy.ts';
import type { Located } from './located.ts';
import type { PolicyProblem } from './policy-file.ts';
import { entrySchema } from './policy-schema.ts';
import { readItem } from './read-item.ts';

type WrittenEntry = z.output<typeof entrySchema>;
type ListName = ListEntry['list'];

/** Checks what can be said of list entries without reading their numbers; the detector reads those. */
export function readEntries(
  entries: readonly { readonly list: string; readonly item: Located }[],
  home: string,
  problems: PolicyProblem[],
): ListEntry[] {
  return entries.flatMap(({ list, item }) => {
    const written = readItem(item, entrySchema, problems);
    if (!written) return [];
    const entry = complete(list as ListName, written, home, item.place);
    for (const [key, message] of objections(entry, written)) problems.push(item.problem([key], message));
    return [entry];
  });
}

function complete(list: ListName, written: WrittenEntry, home: string, place: string): ListEntry {
  return {
    list,
    number: written.number,
    match: written.match,
    country: written.country ?? home,
    party: written.party ?? (list === 'protected' ? 'both' : 'caller'),
    source: written.source,
    reason: written.reason,
    expiresAt: written.expires === undefined ? null : Date.parse(written.expires),
    measure: list === 'deny' ? (written.measure ?? 'warn') : 'none',
    approvedBy: written.approvedBy ?? null,
    place,
  };
}

/** Field and message of everything an entry may not be. */
function objections(entry: ListEntry, written: WrittenEntry): [string, string][] {
  const found: [string, string][] = [];
  if (entry.list !== 'protected' && entry.expiresAt === null)
    found.push([
      'number',
      'an entry needs "expires": numbers change hands, and a list nobody renews must fade',
    ]);
  if (/[*?%]/.test(entry.number) && entry.number !== '*')
    found.push([
      'number',
      '"*" is a key that can be dialled, not a wildcard; write the digits and match: prefix',
    ]);
  if (entry.number === '*') found.push(['number', 'an entry for every number is refused']);
  if (entry.list !== 'deny') {
    if (written.measure !== undefined)
      found.push(['measure', `only a deny entry leads to a measure; remove it from the ${entry.list} list`]);
    return found;
  }
  if (entry.match === 'prefix' && entry.approvedBy === null)
    found.push(['match', 'a denied prefix stops people nobody reported; it needs "approvedBy"']);
  if (measureRank(entry.measure) > measureRank('warn') && entry.approvedBy === null)
    found.push(['measure', `"${entry.measure}" needs "approvedBy"; without it at most warn`]);
  return found;
}
