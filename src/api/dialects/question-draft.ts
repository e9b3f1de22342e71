import type {
  CallQuestion,
  ClaimedIdentity,
  ClaimedRedirection,
  IdentityHeader,
} from '../../domain/call-question.ts';
import type { Refusal } from './dialect.ts';
import type { SwitchHeaderReader } from './header-reader.ts';

/** Sizes a switch may rely on; whatever is larger is refused by name, never cut. */
export const QUESTION_LIMITS = {
  numberChars: 256,
  callIdChars: 256,
  headerChars: 8_192,
  identities: 16,
  redirections: 20,
  passports: 8,
  placeChars: 64,
} as const;

/** Fields of a question as dialects name them to the draft. */
export type QuestionField =
  | 'callId'
  | 'caller'
  | 'callerName'
  | 'callee'
  | 'dialled'
  | 'asserted'
  | 'preferred'
  | 'remoteParty'
  | 'diversion'
  | 'history'
  | 'redirecting'
  | 'identity'
  | 'privacy'
  | 'trunk'
  | 'imei'
  | 'cell'
  | 'roaming'
  | 'at'
  | 'date';

const HEADER_OF = {
  caller: 'from',
  asserted: 'p-asserted-identity',
  preferred: 'p-preferred-identity',
  remoteParty: 'remote-party-id',
} as const satisfies Record<string, IdentityHeader>;

/**
 * A question while it is read: takes fields in any order and any number, keeps every identity, and says what does not
 * fit. Nothing is believed here.
 */
export class QuestionDraft {
  readonly #reader: SwitchHeaderReader;
  readonly #receivedAt: number;
  callId = '';
  callee = '';
  /** Trunk that the switch names; empty: none. */
  trunk = '';
  refusal: Refusal | null = null;
  #callerName: string | null = null;
  #dialled: string | null = null;
  #at: number;
  #saidAt: number | null = null;
  #roaming: boolean | null = null;
  #imei: string | null = null;
  #cell: string | null = null;
  #identities: ClaimedIdentity[] = [];
  #redirections: ClaimedRedirection[] = NO_REDIRECTIONS;
  #passports: string[] = NO_TEXTS;
  #privacy: string[] = NO_TEXTS;
  #problems: string[] = NO_TEXTS;

  constructor(reader: SwitchHeaderReader, receivedAt: number) {
    this.#reader = reader;
    this.#receivedAt = receivedAt;
    this.#at = receivedAt;
  }

  /** Takes one field; empty texts are fields that the switch has nothing for. */
  take(field: QuestionField, value: string): void {
    if (value === '') return;
    switch (field) {
      case 'caller':
      case 'asserted':
      case 'preferred':
      case 'remoteParty':
        this.#identity(HEADER_OF[field], value);
        return;
      case 'callee':
        if (this.callee !== '') {
          this.#doubled(field, value, this.callee);
          return;
        }
        if (value.length > QUESTION_LIMITS.numberChars) {
          this.tooLong(field, value.length);
          return;
        }
        this.callee = value;
        return;
      case 'callId':
        if (this.callId !== '') {
          this.#doubled(field, value, this.callId);
          return;
        }
        if (value.length > QUESTION_LIMITS.callIdChars) {
          this.tooLong(field, value.length);
          return;
        }
        this.callId = value;
        return;
      default:
        this.#takeRare(field, value);
        return;
    }
  }

  #takeRare(field: QuestionField, value: string): void {
    if (value.length > QUESTION_LIMITS.headerChars) {
      this.tooLong(field, value.length);
      return;
    }
    switch (field) {
      case 'diversion':
        this.#redirection('diversion', value);
        return;
      case 'history':
        this.#redirection('history-info', value);
        return;
      case 'redirecting':
        this.redirected({
          header: 'record',
          address: value,
          reason: 'unknown',
          count: 1,
          isPrivate: false,
        });
        return;
      case 'identity':
        this.passport(value);
        return;
      case 'privacy':
        for (const word of value.toLowerCase().split(/[\s;,]+/, 16)) if (word !== '') this.#private(word);
        return;
      default:
        this.#takeSingle(field, value);
        return;
    }
  }

  #takeSingle(field: QuestionField, value: string): void {
    if (value.length > QUESTION_LIMITS.numberChars) {
      this.tooLong(field, value.length);
      return;
    }
    switch (field) {
      case 'callerName':
        this.#callerName = value;
        return;
      case 'dialled':
        this.#dialled = value;
        return;
      case 'trunk':
        this.trunk = value;
        return;
      case 'imei':
        this.#imei = this.#place(field, value);
        return;
      case 'cell':
        this.#cell = this.#place(field, value);
        return;
      case 'roaming':
        this.#roaming = YES.has(value.toLowerCase()) ? true : NO.has(value.toLowerCase()) ? false : null;
        if (this.#roaming === null) this.problem('unreadable-roaming');
        return;
      case 'at':
        this.attemptedAt(value);
        return;
      case 'date':
        this.#saidAt = timeOf(value);
        if (this.#saidAt === null) this.problem('unreadable-date');
        return;
    }
  }

  /** When the attempt began: epoch milliseconds or seconds, or a date with its offset. */
  attemptedAt(value: string): void {
    const at = timeOf(value);
    if (at === null) this.problem('unreadable-time');
    else this.#at = at;
  }

  /** When the switch says the call is signed for (`Date`, or the verification request's `time`), epoch milliseconds. */
  said(at: number): void {
    this.#saidAt = at;
  }

  redirected(redirection: ClaimedRedirection): void {
    if (this.#redirections.length >= QUESTION_LIMITS.redirections) {
      this.problem('too-many-redirections');
      return;
    }
    if (this.#redirections === NO_REDIRECTIONS) this.#redirections = [];
    this.#redirections.push(redirection);
  }

  passport(value: string): void {
    if (this.#passports.length >= QUESTION_LIMITS.passports) {
      this.problem('too-many-passports');
      return;
    }
    if (this.#passports === NO_TEXTS) this.#passports = [];
    this.#passports.push(value);
  }

  problem(word: string): void {
    if (this.#problems === NO_TEXTS) this.#problems = [];
    if (!this.#problems.includes(word)) this.#problems.push(word);
  }

  refuse(reason: string, detail: string): void {
    this.refusal ??= { reason, detail };
  }

  tooLong(field: string, length: number): void {
    this.refuse('field-too-long', `${field} has ${length} characters: send at most 256 (header texts: 8192)`);
  }

  /** The question, complete. `callId` names it when the switch did not. */
  question(callId: string): CallQuestion {
    return {
      callId: this.callId === '' ? callId : this.callId,
      identities: this.#callerName === null ? this.#identities : this.#named(this.#callerName),
      callee: this.callee,
      dialled: this.#dialled,
      redirections: this.#redirections,
      passports: this.#passports,
      privacy: this.#privacy,
      at: this.#at,
      receivedAt: this.#receivedAt,
      saidAt: this.#saidAt,
      roaming: this.#roaming,
      imei: this.#imei,
      cell: this.#cell,
      problems: this.#problems,
    };
  }

  #identity(header: IdentityHeader, value: string): void {
    if (this.#identities.length >= QUESTION_LIMITS.identities) {
      this.problem('too-many-identities');
      return;
    }
    if (isBareNumber(value)) {
      this.#identities.push({ header, address: value, display: null, isPrivate: false });
      return;
    }
    if (value.length > QUESTION_LIMITS.headerChars) {
      this.tooLong(header, value.length);
      return;
    }
    const room = QUESTION_LIMITS.identities - this.#identities.length;
    const read = this.#reader.identities(header, value);
    if (read.length > room) this.problem('too-many-identities');
    for (const identity of read.slice(0, room)) {
      if (identity.address.length > QUESTION_LIMITS.numberChars) {
        this.tooLong(header, identity.address.length);
        return;
      }
      this.#identities.push(identity);
    }
  }

  #redirection(header: 'diversion' | 'history-info', value: string): void {
    for (const redirection of this.#reader.redirections(header, value)) this.redirected(redirection);
  }

  /** The name belongs to the first From; a name without a number is kept as odd. */
  #named(display: string): ClaimedIdentity[] {
    const place = this.#identities.findIndex(({ header }) => header === 'from');
    if (place < 0) {
      this.problem('name-without-caller');
      return this.#identities;
    }
    return this.#identities.map((identity, nth) => (nth === place ? { ...identity, display } : identity));
  }

  #private(word: string): void {
    if (this.#privacy === NO_TEXTS) this.#privacy = [];
    if (!this.#privacy.includes(word)) this.#privacy.push(word);
  }

  #place(field: string, value: string): string | null {
    if (value.length <= QUESTION_LIMITS.placeChars) return value;
    this.problem(`${field}-too-long`);
    return null;
  }

  /** The first one counts; another value beside it is told. */
  #doubled(field: string, value: string, first: string): void {
    if (value !== first) this.problem(`two-values-of-${field === 'callId' ? 'call-id' : field}`);
  }
}

const NO_TEXTS: string[] = Object.freeze([]) as unknown as string[];
const NO_REDIRECTIONS: ClaimedRedirection[] = Object.freeze([]) as unknown as ClaimedRedirection[];
const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'abroad']);
const NO: ReadonlySet<string> = new Set(['0', 'false', 'no', 'at-home']);

/** Digits with an optional plus: the common case, which needs no reading. */
function isBareNumber(value: string): boolean {
  if (value.length > 32) return false;
  for (let at = value.charCodeAt(0) === 0x2b ? 1 : 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** Seconds have ten digits until 2286, milliseconds thirteen. */
function timeOf(value: string): number | null {
  if (/^\d{9,11}(\.\d{1,9})?$/.test(value)) return Math.round(Number(value) * 1000);
  if (/^\d{12,14}$/.test(value)) return Number(value);
  if (!/^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$|GMT$/i.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}
