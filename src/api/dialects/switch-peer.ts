import type { Peer } from '../../domain/peer.ts';
import type { BlockKind } from '../../domain/treatment.ts';

/** What a switch can be answered: the treatments, and a call that passes unjudged. */
export const OUTCOMES = ['allow', 'label', 'divert', 'block', 'unscreened'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A switch as the switch door knows it: whom it asks for and how it wants to be answered. */
export interface SwitchPeer {
  readonly peer: Peer;
  /** Asked of every request as `Authorization: Bearer` or as password of `Basic`; `null`: its address is enough. */
  readonly token: string | null;
  /** After so long the call passes unscreened, milliseconds, counted from the head of the request. */
  readonly timeLimitMs: number;
  /** Trunks that the switch names in its question (`trunk`), each with its own peer; empty: one peer for all. */
  readonly trunks: ReadonlyMap<string, Peer>;
  readonly answers: SwitchAnswers;
}

/** How one switch wants to be answered; vendors invert each other's defaults, so every word can be changed. */
export interface SwitchAnswers {
  /** HTTP status by outcome, for the dialects whose status decides. */
  readonly status: Readonly<Record<Outcome, number>>;
  /** Word by outcome, for `word`; one word of printable ASCII. */
  readonly words: Readonly<Record<Outcome, string>>;
  /** SIP status and phrase of a block by its kind, for dialects that make the switch send them (jambonz). */
  readonly decline: Readonly<Record<BlockKind, { readonly status: number; readonly phrase: string }>>;
  /** FreeSWITCH hangup cause of a block by its kind. */
  readonly hangupCause: Readonly<Record<BlockKind, string>>;
  /** FreeSWITCH context in which a diverted call is looked up; `null`: the one it came in. */
  readonly divertContext: string | null;
  /** jambonz application that goes on with a call that may pass; `null`: the number is dialled. */
  readonly continueHook: string | null;
  /** What the verification dialect says of an outcome besides what the signature proved; `null`: nothing. */
  readonly verstat: Readonly<Record<Outcome, VerificationWords | null>>;
}

/** A `verstat` value and, when not 0, a `reasonCode` with its text. */
export interface VerificationWords {
  readonly verstat: string;
  readonly reasonCode: number;
  readonly reasonText: string;
}

/** Statuses and words a switch reads unless configured otherwise; the examples rely on them. */
export const DEFAULT_SWITCH_ANSWERS: SwitchAnswers = Object.freeze({
  status: Object.freeze({ allow: 200, label: 200, divert: 302, block: 403, unscreened: 200 }),
  words: Object.freeze({
    allow: 'ALLOW',
    label: 'LABEL',
    divert: 'DIVERT',
    block: 'BLOCK',
    unscreened: 'UNSCREENED',
  }),
  decline: Object.freeze({
    analytics: { status: 603, phrase: 'Network Blocked' },
    list: { status: 603, phrase: 'Decline' },
    law: { status: 603, phrase: 'Decline' },
    subscriber: { status: 607, phrase: 'Unwanted' },
  }),
  hangupCause: Object.freeze({
    analytics: 'CALL_REJECTED',
    list: 'CALL_REJECTED',
    law: 'CALL_REJECTED',
    subscriber: 'CALL_REJECTED',
  }),
  divertContext: null,
  continueHook: null,
  verstat: Object.freeze({
    allow: null,
    label: null,
    divert: { verstat: 'TN-Validation-Failed', reasonCode: 403, reasonText: 'Diverted by policy' },
    block: { verstat: 'TN-Validation-Failed', reasonCode: 403, reasonText: 'Blocked by policy' },
    unscreened: null,
  }),
});

/** Whoever asks without being a peer: answered in the default words, never judged. */
export const STRANGER: SwitchPeer = {
  peer: {
    name: 'unknown',
    trunk: 'unknown',
    country: 'ZZ',
    trustsIdentity: false,
    trustsRedirection: false,
    allowedCallers: null,
    ownNumbers: null,
  },
  token: null,
  timeLimitMs: 1_000,
  trunks: new Map(),
  answers: DEFAULT_SWITCH_ANSWERS,
};
