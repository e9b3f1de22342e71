import type { ClaimedIdentity, IdentityHeader } from '../../../domain/call-question.ts';
import type { SipHeader } from '../../../domain/sip-message.ts';
import { COLON, isToken } from '../../../lib/sip/byte-class.ts';
import { displayText } from '../../../lib/sip/display-text.ts';
import { headerText } from '../../../lib/sip/header-text.ts';
import { type NameAddress, readNameAddress } from '../../../lib/sip/name-address.ts';
import { parameterNamed, spells, unquoted } from '../../../lib/sip/parameters.ts';
import { commaValues, MAX_LIST_VALUES, type Span } from '../../../lib/sip/value-cuts.ts';
import { QUESTION_LIMITS } from './question-limits.ts';
import type { QuestionNotes } from './question-notes.ts';

/** From and To are one value; a comma outside quotes is an error that must not pick a half (RFC 3261 §20.20, §20.39). */
const SINGLE: ReadonlySet<string> = new Set(['from']);

/** Adds every identity a header claims, in order; what is odd goes to `notes`, where each stands to `places`. */
export function readIdentities(
  bytes: Uint8Array,
  header: SipHeader,
  name: IdentityHeader,
  into: ClaimedIdentity[],
  notes: QuestionNotes,
  places: Span[] | null,
): void {
  const values = commaValues(bytes, header.valueStart, header.valueEnd);
  if (values.length > 1 && SINGLE.has(name)) notes.add(`comma-in-${name}`);
  if (values.length === MAX_LIST_VALUES) notes.add(`too-many-values-in-${name}`);
  for (const value of values) {
    if (into.length >= QUESTION_LIMITS.identities) {
      notes.add('too-many-identities');
      return;
    }
    const identity = readIdentity(bytes, value, name, notes);
    if (identity === null) continue;
    into.push(identity);
    places?.push(value);
  }
}

function readIdentity(
  bytes: Uint8Array,
  value: Span,
  header: IdentityHeader,
  notes: QuestionNotes,
): ClaimedIdentity | null {
  if (value.start === value.end) {
    notes.add(`empty-value-in-${header}`);
    return null;
  }
  const found = readNameAddress(bytes, value.start, value.end);
  noteAddress(bytes, found, header, notes);
  const isRemoteParty = header === 'remote-party-id';
  if (isRemoteParty && !isCallingParty(bytes, found, value.end)) return null;
  return {
    header,
    address: headerText(bytes, found.uri.start, found.uri.end),
    display: readDisplay(bytes, found, header, notes),
    isPrivate: isRemoteParty && asksRemotePartyPrivacy(bytes, found, value.end, notes),
  };
}

/** What is odd about the form of an address. */
export function noteAddress(
  bytes: Uint8Array,
  { uri, problem }: NameAddress,
  header: string,
  notes: QuestionNotes,
): void {
  if (problem !== null) notes.add(`${problem}-in-${header}`);
  else if (uri.start === uri.end) notes.add(`empty-address-in-${header}`);
  else if (!hasScheme(bytes, uri)) notes.add(`no-scheme-in-${header}`);
}

function hasScheme(bytes: Uint8Array, { start, end }: Span): boolean {
  let at = start;
  while (at < end && isToken(bytes[at]!)) at++;
  return at > start && at < end && bytes[at] === COLON;
}

function readDisplay(
  bytes: Uint8Array,
  { display, isQuoted }: NameAddress,
  header: string,
  notes: QuestionNotes,
): string | null {
  if (display === null) return null;
  const { text, charset, wasCleaned } = displayText(bytes, display, isQuoted);
  if (charset !== 'utf-8') notes.add(`name-not-utf-8-in-${header}`);
  if (wasCleaned) notes.add(`control-characters-in-${header}`);
  return text;
}

/** Remote-Party-ID may name the called party or the subscriber billed as well; absent, a request's caller is meant. */
function isCallingParty(bytes: Uint8Array, { parametersStart }: NameAddress, end: number): boolean {
  const party = parameterNamed(bytes, parametersStart, end, 'party');
  return party?.value == null || spells(bytes, unquoted(bytes, party.value), 'calling');
}

function asksRemotePartyPrivacy(
  bytes: Uint8Array,
  { parametersStart }: NameAddress,
  end: number,
  notes: QuestionNotes,
): boolean {
  const screen = parameterNamed(bytes, parametersStart, end, 'screen');
  if (screen?.value && !spells(bytes, unquoted(bytes, screen.value), 'yes'))
    notes.add('remote-party-id-not-screened');
  return isPrivate(bytes, parametersStart, end);
}

/** `privacy` of Remote-Party-ID and Diversion: anything but `off` asks for it. */
export function isPrivate(bytes: Uint8Array, start: number, end: number): boolean {
  const privacy = parameterNamed(bytes, start, end, 'privacy');
  return privacy?.value != null && !spells(bytes, unquoted(bytes, privacy.value), 'off');
}
