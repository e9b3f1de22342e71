import type { ClaimedRedirection } from '../../../domain/call-question.ts';
import type { QuestionNotes } from './question-notes.ts';

/**
 * One path out of Diversion and History-Info, both most recent first. A step both tell is one step, in the words of
 * Diversion, which alone has a counter; when the two disagree that is noted and the steps only History-Info tells follow.
 */
export function mergeRedirections(
  diversions: readonly ClaimedRedirection[],
  history: readonly ClaimedRedirection[],
  notes: QuestionNotes,
): readonly ClaimedRedirection[] {
  if (diversions.length === 0) return history;
  if (history.length === 0) return diversions;
  const known = new Set(diversions.map(({ address }) => partyOf(address)));
  const further = history.filter(({ address }) => !known.has(partyOf(address)));
  const told = history.map(({ address }) => partyOf(address));
  const order = diversions.map(({ address }) => told.indexOf(partyOf(address)));
  const agrees =
    further.length === 0 && order.every((place, at) => place >= 0 && (at === 0 || place > order[at - 1]!));
  if (!agrees) notes.add('redirections-differ');
  return [...diversions, ...further];
}

/** What two spellings of one party have in common: the user part without separators, or all of a URI that has none. */
export function partyOf(address: string): string {
  const rest = address.replace(/^[a-z][a-z0-9+.-]*:/i, '');
  const at = rest.lastIndexOf('@');
  const user = at < 0 ? rest : rest.slice(0, at);
  return user
    .replace(/;.*$/s, '')
    .replace(/[-.()]/g, '')
    .toLowerCase();
}
