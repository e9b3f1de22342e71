import type { ClaimedRedirection } from '../../../domain/call-question.ts';
import type { SipHeader } from '../../../domain/sip-message.ts';
import { headerText, latin1 } from '../../../lib/sip/header-text.ts';
import { readNameAddress } from '../../../lib/sip/name-address.ts';
import { parametersOf, spells, unquoted } from '../../../lib/sip/parameters.ts';
import { commaValues, type Span } from '../../../lib/sip/value-cuts.ts';
import { partyOf } from './party-of.ts';
import type { QuestionNotes } from './question-notes.ts';
import { noteAddress } from './read-identities.ts';
import { uriHeader, uriParameter, withoutUriHeaders } from './uri-parts.ts';

/** One targeted-to URI of History-Info (RFC 7044 §5), not yet understood as a step of the path. */
export interface HistoryEntry {
  /** Without the headers embedded in it. */
  readonly address: string;
  /** Numbers of `index`, `1.1.2` as [1, 1, 2]; `null` when absent or no index. */
  readonly index: readonly number[] | null;
  /** Index this entry was mapped from (`mp`), i.e. whose user sent the call on to another user. */
  readonly mappedFrom: string | null;
  /** True when `rc` or `np` says that the user stayed the same (RFC 7044 §5). */
  readonly isSameUser: boolean;
  /** `cause` of the URI (RFC 4458 §2): why the call came to this entry. */
  readonly cause: number | null;
  /** `cause` of a SIP Reason embedded in the URI: why the call left this entry. */
  readonly leftCause: number | null;
  readonly isPrivate: boolean;
  /** Where the entry stands in the message. */
  readonly place: Span;
}

/** Adds the entries of one History-Info header in the order written. */
export function readHistoryInfo(
  bytes: Uint8Array,
  header: SipHeader,
  into: HistoryEntry[],
  notes: QuestionNotes,
): void {
  for (const value of commaValues(bytes, header.valueStart, header.valueEnd)) {
    if (value.start === value.end) {
      notes.add('empty-value-in-history-info');
      continue;
    }
    const entry = readEntry(bytes, value, notes);
    if (entry.index === null) notes.add('history-info-without-index');
    into.push(entry);
  }
}

function readEntry(bytes: Uint8Array, value: Span, notes: QuestionNotes): HistoryEntry {
  const found = readNameAddress(bytes, value.start, value.end);
  noteAddress(bytes, found, 'history-info', notes);
  const uri = headerText(bytes, found.uri.start, found.uri.end);
  let index: string | null = null;
  let mappedFrom: string | null = null;
  let isSameUser = false;
  const hasHeaders = uri.includes('?');
  const hasParameters = uri.includes(';');
  let cause = hasParameters ? uriParameter(uri, 'cause') : null;
  let privacy = hasHeaders ? uriHeader(uri, 'privacy') : null;
  if (hasParameters) privacy ??= uriParameter(uri, 'privacy');
  for (const { name, value: written } of parametersOf(bytes, found.parametersStart, value.end)) {
    if (written === null) continue;
    if (spells(bytes, name, 'index')) index ??= spanText(bytes, written);
    else if (spells(bytes, name, 'mp')) mappedFrom ??= spanText(bytes, written);
    else if (spells(bytes, name, 'rc') || spells(bytes, name, 'np')) isSameUser = true;
    else if (spells(bytes, name, 'cause')) cause ??= spanText(bytes, written);
    else if (spells(bytes, name, 'privacy')) privacy ??= spanText(bytes, written);
  }
  return {
    address: withoutUriHeaders(uri),
    index: readIndex(index),
    mappedFrom,
    isSameUser,
    cause: readCause(cause),
    leftCause: hasHeaders ? reasonCause(uriHeader(uri, 'reason')) : null,
    isPrivate: privacy !== null && /history|id|header/i.test(privacy),
    place: value,
  };
}

function spanText(bytes: Uint8Array, value: Span): string {
  const { start, end } = unquoted(bytes, value);
  return latin1(bytes, start, end);
}

/** RFC 7044 §10.3: numbers joined by dots. */
function readIndex(text: string | null): readonly number[] | null {
  if (text === null || text.length > 64 || !/^\d{1,6}(?:\.\d{1,6})*$/.test(text)) return null;
  return text.split('.').map(Number);
}

function readCause(text: string | null): number | null {
  return text !== null && /^\d{3}$/.test(text) ? Number(text) : null;
}

/** The cause of the SIP value of a Reason header (RFC 3326 §2). */
function reasonCause(text: string | null): number | null {
  const cause = text === null ? null : /^\s*SIP\s*;(?:.*;)?\s*cause\s*=\s*(\d{3})\b/i.exec(text);
  return cause ? Number(cause[1]) : null;
}

/** Words of Diversion for causes of History-Info (RFC 7544). */
const REASONS: ReadonlyMap<number, string> = new Map([
  [302, 'unconditional'],
  [404, 'unknown'],
  [408, 'no-answer'],
  [480, 'deflection'],
  [486, 'user-busy'],
  [487, 'deflection'],
  [503, 'unavailable'],
]);
/** Translation of a service number (RFC 8119): nobody passed the call on. */
const SERVICE_NUMBER = 380;

/** The redirections the entries tell, most recent first. The last entry is where the call goes now; it redirected nobody. */
export function redirectionsOf(
  entries: readonly HistoryEntry[],
  notes: QuestionNotes,
  places: Span[] | null,
): readonly ClaimedRedirection[] {
  const path = inOrder(entries, notes);
  const found: ClaimedRedirection[] = [];
  for (let place = path.length - 1; place > 0; place--) {
    const to = path[place]!;
    const from = mappedFrom(path, place);
    const cause = to.cause ?? from.leftCause;
    if (!isRedirection(from, to, cause)) continue;
    found.push({
      header: 'history-info',
      address: from.address,
      reason: (cause === null ? null : REASONS.get(cause)) ?? 'unknown',
      count: 1,
      isPrivate: from.isPrivate,
    });
    places?.push(from.place);
  }
  return found;
}

/** By index (RFC 7044 §10.3); as written when one of them has none. */
function inOrder(entries: readonly HistoryEntry[], notes: QuestionNotes): readonly HistoryEntry[] {
  if (entries.some(({ index }) => index === null)) return entries;
  const sorted = [...entries].sort((one, other) => compareIndex(one.index!, other.index!));
  for (let place = 1; place < sorted.length; place++) {
    const before = sorted[place - 1]!.index!;
    const index = sorted[place]!.index!;
    if (compareIndex(before, index) === 0) notes.add('history-info-index-twice');
    else if (!follows(before, index)) notes.add('history-info-gap');
  }
  return sorted;
}

function compareIndex(one: readonly number[], other: readonly number[]): number {
  for (let place = 0; place < Math.min(one.length, other.length); place++)
    if (one[place] !== other[place]) return one[place]! - other[place]!;
  return one.length - other.length;
}

/** The next index is a first child, or the next branch on the way back up. */
function follows(before: readonly number[], index: readonly number[]): boolean {
  const depth = index.length - 1;
  if (depth > before.length) return false;
  for (let place = 0; place < depth; place++) if (before[place] !== index[place]) return false;
  return depth === before.length ? index[depth] === 1 : index[depth] === before[depth]! + 1;
}

function mappedFrom(path: readonly HistoryEntry[], place: number): HistoryEntry {
  const { mappedFrom: index } = path[place]!;
  const named = index === null ? undefined : path.find((entry) => entry.index?.join('.') === index);
  return named ?? path[place - 1]!;
}

/**
 * A step to another user that its mark, a cause, or the change of the user part tells. A change of route or of the same
 * user's device is none.
 */
function isRedirection(from: HistoryEntry, to: HistoryEntry, cause: number | null): boolean {
  if (cause === SERVICE_NUMBER) return false;
  if (to.mappedFrom !== null) return true;
  if (to.isSameUser) return false;
  return cause !== null || partyOf(from.address) !== partyOf(to.address);
}
