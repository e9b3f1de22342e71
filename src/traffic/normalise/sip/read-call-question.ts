import type { CallQuestion, ClaimedIdentity, ClaimedRedirection } from '../../../domain/call-question.ts';
import type { SipHeader, SipMessage } from '../../../domain/sip-message.ts';
import { COMMA, GREATER, LESS } from '../../../lib/sip/byte-class.ts';
import { headerText } from '../../../lib/sip/header-text.ts';
import { readNameAddress } from '../../../lib/sip/name-address.ts';
import { commaValues, nextSeparator, type Span } from '../../../lib/sip/value-cuts.ts';
import { QUESTION_LIMITS } from './question-limits.ts';
import { QuestionNotes } from './question-notes.ts';
import { readSipDate } from './read-date.ts';
import { readDiversion } from './read-diversion.ts';
import { type HistoryEntry, readHistoryInfo, redirectionsOf } from './read-history-info.ts';
import { noteAddress, readIdentities } from './read-identities.ts';

/**
 * What a SIP message says about a call, believing nothing: every claimed identity in the order of the headers, the path
 * most recent first, Diversion before History-Info. Problems are those of the message and then those of the headers read here. Of a response the callee
 * is To. `receivedAt` (epoch milliseconds) is also the time of the attempt. Never throws.
 */
export function readCallQuestion(message: SipMessage, receivedAt: number): CallQuestion {
  return new QuestionReader(message, null).read(receivedAt);
}

/** Where the parts of a question stand in the message, each list in the order of the question's. */
export interface QuestionPlaces {
  readonly identities: readonly Span[];
  readonly redirections: readonly Span[];
  readonly passports: readonly Span[];
}

/** The same question, with the byte offsets of its parts, for showing to people. */
export function locateCallQuestion(
  message: SipMessage,
  receivedAt: number,
): { readonly question: CallQuestion; readonly places: QuestionPlaces } {
  const places = { identities: [], redirections: [], passports: [] };
  return { question: new QuestionReader(message, places).read(receivedAt), places };
}

const NOBODY: readonly never[] = Object.freeze([]);

interface PlacesToFill {
  readonly identities: Span[];
  readonly redirections: Span[];
  readonly passports: Span[];
}

class QuestionReader {
  readonly #places: PlacesToFill | null;
  readonly #message: SipMessage;
  readonly #notes: QuestionNotes;
  #callId: string | null = null;
  readonly #identities: ClaimedIdentity[] = [];
  #dialled: string | null = null;
  #diversions: ClaimedRedirection[] | null = null;
  #history: HistoryEntry[] | null = null;
  #passports: string[] | null = null;
  #privacy: string[] | null = null;
  #saidAt: number | null = null;

  constructor(message: SipMessage, places: PlacesToFill | null) {
    this.#places = places;
    this.#message = message;
    this.#notes = new QuestionNotes(
      message.problems.length === 0 ? NOBODY : message.problems.map(({ reason }) => reason),
    );
  }

  read(receivedAt: number): CallQuestion {
    const { headers } = this.#message;
    for (let place = 0; place < headers.length; place++) this.#header(headers[place]!);
    const callee = this.#requestUri() ?? this.#dialled ?? '';
    return {
      callId: this.#callId ?? '',
      identities: this.#identities,
      callee,
      dialled: this.#dialled,
      redirections: this.#redirections(),
      passports: this.#passports ?? NOBODY,
      privacy: this.#privacy ?? NOBODY,
      at: receivedAt,
      receivedAt,
      saidAt: this.#saidAt,
      roaming: null,
      imei: null,
      cell: null,
      problems: this.#notes.words(),
    };
  }

  #header(header: SipHeader): void {
    const { bytes } = this.#message;
    switch (header.name) {
      case 'from':
      case 'p-asserted-identity':
      case 'p-preferred-identity':
      case 'remote-party-id':
        readIdentities(
          bytes,
          header,
          header.name,
          this.#identities,
          this.#notes,
          this.#places?.identities ?? null,
        );
        return;
      case 'to':
        this.#to(header);
        return;
      case 'call-id':
        this.#callId ??= headerText(bytes, header.valueStart, header.valueEnd);
        return;
      case 'diversion':
        this.#diversions ??= [];
        readDiversion(bytes, header, this.#diversions, this.#notes, this.#places?.redirections ?? null);
        return;
      case 'history-info':
        this.#history ??= [];
        readHistoryInfo(bytes, header, this.#history, this.#notes);
        return;
      case 'identity':
        this.#identity(header);
        return;
      case 'privacy':
        this.#privacyWords(header);
        return;
      case 'date':
        this.#date(header);
        return;
    }
  }

  #requestUri(): string | null {
    const { bytes, start } = this.#message;
    if (start.kind !== 'request' || start.uriStart === start.uriEnd) return null;
    const isBracketed = bytes[start.uriStart] === LESS && bytes[start.uriEnd - 1] === GREATER;
    return isBracketed
      ? headerText(bytes, start.uriStart + 1, start.uriEnd - 1)
      : headerText(bytes, start.uriStart, start.uriEnd);
  }

  #to(header: SipHeader): void {
    const { bytes } = this.#message;
    if (this.#dialled !== null) return;
    if (nextSeparator(bytes, header.valueStart, header.valueEnd, COMMA) < header.valueEnd)
      this.#notes.add('comma-in-to');
    const found = readNameAddress(bytes, header.valueStart, header.valueEnd);
    noteAddress(bytes, found, 'to', this.#notes);
    this.#dialled = headerText(bytes, found.uri.start, found.uri.end);
  }

  /** Not a comma list by its grammar (RFC 8224 §4), but joined like one by some senders. */
  #identity(header: SipHeader): void {
    const { bytes } = this.#message;
    const values = commaValues(bytes, header.valueStart, header.valueEnd);
    if (values.length > 1) this.#notes.add('comma-in-identity');
    for (const { start, end } of values) {
      this.#passports ??= [];
      if (start === end) this.#notes.add('empty-value-in-identity');
      else if (end - start > QUESTION_LIMITS.passportBytes) this.#notes.add('identity-too-long');
      else if (this.#passports.length >= QUESTION_LIMITS.passports)
        this.#notes.add('too-many-identity-headers');
      else {
        this.#passports.push(headerText(bytes, start, end));
        this.#places?.passports.push({ start, end });
      }
    }
  }

  /** Semicolons by grammar (RFC 3323 §4.2); commas are met as well. */
  #privacyWords(header: SipHeader): void {
    const text = headerText(this.#message.bytes, header.valueStart, header.valueEnd).toLowerCase();
    this.#privacy ??= [];
    for (const part of text.split(/[;,]/)) {
      const word = part.trim();
      if (word === '' || this.#privacy.includes(word)) continue;
      if (this.#privacy.length === QUESTION_LIMITS.privacyWords) {
        this.#notes.add('too-many-privacy-words');
        return;
      }
      this.#privacy.push(word);
    }
  }

  #date(header: SipHeader): void {
    const saidAt = readSipDate(headerText(this.#message.bytes, header.valueStart, header.valueEnd));
    if (saidAt === null) this.#notes.add('date-unreadable');
    this.#saidAt ??= saidAt;
  }

  /** Both headers, each most recent first: what they tell together is joined where numbers can be compared. */
  #redirections(): readonly ClaimedRedirection[] {
    if (this.#diversions === null && this.#history === null) return NOBODY;
    const told =
      this.#history === null
        ? NOBODY
        : redirectionsOf(this.#history, this.#notes, this.#places?.redirections ?? null);
    const all = this.#diversions === null ? told : [...this.#diversions, ...told];
    if (all.length <= QUESTION_LIMITS.redirections) return all;
    this.#notes.add('too-many-redirections');
    return all.slice(0, QUESTION_LIMITS.redirections);
  }
}
