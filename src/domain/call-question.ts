/**
 * A call as a switch asks about it, in its own words: numbers are still text and nothing is believed yet. Every door
 * (SIP, HTTP dialects, RADIUS, captured signalling) makes one; `traffic/normalise/question` turns it and what we know of
 * the peer into a `CallEvent`.
 */
export interface CallQuestion {
  /** Names the call at its peer (Call-ID, session id): the same question again has the same. */
  readonly callId: string;
  /** Who the caller is said to be, in the order written; a header with several values gives several. */
  readonly identities: readonly ClaimedIdentity[];
  /** Where the call is going now: Request-URI, dialled number. Number or URI in any written form. */
  readonly callee: string;
  /** Whom the caller dialled first (To), when the source tells it apart; `null`: not told. */
  readonly dialled: string | null;
  /** Most recent first, however the headers order them. */
  readonly redirections: readonly ClaimedRedirection[];
  /** Values of Identity headers (RFC 8224 §4), in order. */
  readonly passports: readonly string[];
  /** Values of Privacy in lower case (RFC 3323 §4.2): `id`, `header`, `user`, `none`, ... */
  readonly privacy: readonly string[];
  /** Epoch milliseconds of the attempt. */
  readonly at: number;
  readonly receivedAt: number;
  /** SIP Date header as epoch milliseconds; `null` when absent or unreadable. */
  readonly saidAt: number | null;
  /** Whether the network says the caller's mobile is registered abroad (HLR/VLR lookup by the switch); `null`: not told. */
  readonly roaming: boolean | null;
  readonly imei: string | null;
  readonly cell: string | null;
  /** What was odd about the question, stable words; kept with the event. */
  readonly problems: readonly string[];
}

export const IDENTITY_HEADERS = [
  'from',
  'p-asserted-identity',
  'p-preferred-identity',
  'remote-party-id',
] as const;
export type IdentityHeader = (typeof IDENTITY_HEADERS)[number];

export interface ClaimedIdentity {
  readonly header: IdentityHeader;
  /** URI or number as written, without display name and angle brackets. */
  readonly address: string;
  /** Display name, decoded for reading; `null` when absent. Never trusted, never shown unescaped. */
  readonly display: string | null;
  /** True when its own parameters ask for privacy (Remote-Party-ID `privacy=full`). */
  readonly isPrivate: boolean;
}

export interface ClaimedRedirection {
  readonly header: 'diversion' | 'history-info' | 'record';
  /** Who passed the call on, as written. */
  readonly address: string;
  /** Word of RFC 5806 §4 (`no-answer`, `unconditional`, `user-busy`, ...); `unknown` when not told. */
  readonly reason: string;
  /** Redirections it stands for, at least 1 (RFC 5806 §4 `counter`). */
  readonly count: number;
  readonly isPrivate: boolean;
}
