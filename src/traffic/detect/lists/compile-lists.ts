import type { Measure } from '../../../domain/measure.ts';
import type { ListEntry } from '../../../domain/policy.ts';
import type { BilingualText } from '../../../domain/text.ts';
import type { ListHit, Protection } from '../../../domain/verdict.ts';
import type { Steps } from '../../../lib/steps.ts';
import { codesBehindAreaCode } from './area-code.ts';
import { type EntryReach, type EntryRefusal, type ReadNumber, readEntry } from './entry-reading.ts';
import { type Indexed, type ListIndex, listIndex, listIndexSteps, STEP_ENTRIES } from './list-index.ts';

/** An entry that was not taken into the lists: the others count, this one does not. */
export interface RefusedEntry {
  readonly entry: ListEntry;
  readonly reason: EntryRefusal;
  readonly detail: string;
}

export type DenyHit = ListHit & { readonly measure: Measure };

/** What an entry says about a party, made ready so that a hit allocates nothing. */
export type PartyHit =
  | { readonly list: 'allow'; readonly hit: ListHit }
  | { readonly list: 'deny'; readonly hit: DenyHit }
  | { readonly list: 'protected'; readonly holds: Protection; readonly voided: Protection };

export interface CompiledLists {
  readonly caller: ListIndex<PartyHit>;
  readonly callee: ListIndex<PartyHit>;
  readonly refused: readonly RefusedEntry[];
  readonly listed: number;
}

interface Reached {
  readonly entry: ListEntry;
  readonly reach: EntryReach;
}

/** Reads all entries with the given normaliser. An entry that would do harm or nothing is refused with a reason. */
export function* compileListsSteps(
  entries: readonly ListEntry[],
  readNumber: ReadNumber,
): Steps<CompiledLists> {
  const refused: RefusedEntry[] = [];
  const reached: Reached[] = [];
  for (const entry of yielding(entries)) {
    if (entry === null) {
      yield;
      continue;
    }
    const read = readEntry(entry, readNumber);
    if (read.ok) reached.push({ entry, reach: read.value });
    else refused.push({ entry, reason: read.reason, detail: read.detail });
  }
  const kept = yield* withoutProtected(reached, refused);
  const caller = yield* listIndexSteps(yield* indexed(kept, 'caller'));
  const callee = yield* listIndexSteps(yield* indexed(kept, 'callee'));
  let listed = 0;
  for (const one of yielding(kept)) {
    if (one === null) yield;
    else if (isEffective(one, { caller, callee }, refused)) listed += 1;
  }
  return { caller, callee, refused, listed };
}

/** The items, and `null` where a step ends. */
function* yielding<Item>(items: readonly Item[]): Generator<Item | null> {
  for (let nth = 0; nth < items.length; nth += 1) {
    if (nth % STEP_ENTRIES === STEP_ENTRIES - 1) yield null;
    yield items[nth]!;
  }
}

/** A denied entry for a protected number is refused already here, so that nobody believes it works. */
function* withoutProtected(reached: readonly Reached[], refused: RefusedEntry[]): Steps<Reached[]> {
  const shield = listIndex(
    reached
      .filter(({ entry }) => entry.list === 'protected')
      .map(({ entry, reach }) => ({ item: entry, reach, expiresAt: Number.POSITIVE_INFINITY })),
  );
  const kept: Reached[] = [];
  for (const one of yielding(reached)) {
    if (one === null) yield;
    else if (!isProtected(one, shield)) kept.push(one);
    else
      refused.push({
        entry: one.entry,
        reason: 'protected',
        detail: 'a protected number cannot be denied; take the entry out',
      });
  }
  return kept;
}

function isProtected({ entry, reach }: Reached, shield: ListIndex<ListEntry>): boolean {
  if (entry.list !== 'deny' || reach.match !== 'exact') return false;
  let found = false;
  for (const key of [reach.key, ...codesBehindAreaCode(reach.key)])
    shield.visit(key, 0, () => {
      found = true;
      return true;
    });
  return found;
}

function* indexed(reached: readonly Reached[], party: 'caller' | 'callee'): Steps<Indexed<PartyHit>[]> {
  const hits: Indexed<PartyHit>[] = [];
  for (const one of yielding(reached)) {
    if (one === null) {
      yield;
      continue;
    }
    const { entry, reach } = one;
    if (entry.party !== party && entry.party !== 'both') continue;
    hits.push({
      item: partyHit(entry, party),
      reach,
      expiresAt: entry.expiresAt ?? Number.POSITIVE_INFINITY,
    });
  }
  return hits;
}

function partyHit(entry: ListEntry, party: 'caller' | 'callee'): PartyHit {
  const reason = bothLanguages(entry.reason);
  if (entry.list === 'protected') {
    const protection = { party, entry: entry.number, reason };
    return {
      list: 'protected',
      holds: Object.freeze({ ...protection, voided: null }),
      voided: Object.freeze({ ...protection, voided: 'impossible-origin' }),
    };
  }
  const hit: ListHit = { list: entry.list, party, entry: entry.number, source: entry.source, reason };
  return entry.list === 'allow'
    ? { list: 'allow', hit: Object.freeze(hit) }
    : { list: 'deny', hit: Object.freeze({ ...hit, measure: entry.measure }) };
}

export const bothLanguages = (text: BilingualText): string => `${text.zh} (${text.en})`;

/** Looks the entry up as a call would, just before it expires. */
function isEffective(
  { entry, reach }: Reached,
  lists: { readonly caller: ListIndex<PartyHit>; readonly callee: ListIndex<PartyHit> },
  refused: RefusedEntry[],
): boolean {
  const key = reach.match === 'exact' ? reach.key : reach.sample;
  const parties = entry.party === 'both' ? (['caller', 'callee'] as const) : [entry.party];
  const at = entry.expiresAt === null ? 0 : entry.expiresAt - 1;
  const works = parties.every((party) => {
    let found = false;
    lists[party].visit(key, at, (item) => {
      found ||= item.list === entry.list;
      return found;
    });
    return found;
  });
  if (!works)
    refused.push({ entry, reason: 'not-effective', detail: 'did not take effect; please report this' });
  return works;
}
