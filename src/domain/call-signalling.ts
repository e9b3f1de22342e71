import type { IdentityHeader } from './call-question.ts';
import type { CallerVerification } from './caller-verification.ts';
import type { TelephoneNumber } from './telephone-number.ts';

/**
 * What signalling told beside the two numbers, weighed by what we know of the peer it came from. Part of the event and of
 * the journal: a verdict that read it can be given again.
 */
export interface CallSignalling {
  /** Configured name of the peer that asked. */
  readonly peer: string;
  /** Where the event's caller was taken from; `none`: nobody was named. */
  readonly callerFrom: IdentityHeader | 'none';
  /** True when the network vouches for the caller: an asserted identity from a peer trusted for it (RFC 3325 §5). */
  readonly isAsserted: boolean;
  /** What the callee's display shows when it is not the event's caller; `null` when it is, or nothing is shown. */
  readonly presented: TelephoneNumber | null;
  /** Privacy was asked for: the network knows the caller, the display must not. */
  readonly isPrivate: boolean;
  /** Most recent first; at most `MAX_REDIRECTIONS`, the rest is a problem of the event. */
  readonly redirections: readonly Redirection[];
  readonly redirectionTrust: RedirectionTrust;
  /** Identities that disagree or are doubled, stable words (`asserted-identities-differ`, `two-from-headers`); empty when sound. */
  readonly conflicts: readonly string[];
  readonly verification: CallerVerification;
  /** Whether the caller is among the numbers its voice line may show (语音专线). */
  readonly line: LinePermission;
  /** True when the caller is a number of the network we guard and yet came in from outside it. */
  readonly isOwnFromOutside: boolean;
  readonly roaming: RoamingState;
}

export interface Redirection {
  readonly by: TelephoneNumber;
  readonly reason: string;
  readonly count: number;
}

export const MAX_REDIRECTIONS = 20;

/**
 * `none`: the call was not passed on. `claimed`: headers of a peer not trusted for them say so. `broken`: the chain
 * contradicts itself (loop, does not lead to the callee). `trusted`: headers of a trusted peer. `proved`: by `div` PASSporTs.
 */
export const REDIRECTION_TRUSTS = ['none', 'claimed', 'broken', 'trusted', 'proved'] as const;
export type RedirectionTrust = (typeof REDIRECTION_TRUSTS)[number];

/** `unknown`: the peer has no list of callers it may show, or the call shows none. */
export const LINE_PERMISSIONS = ['unknown', 'allowed', 'not-allowed'] as const;
export type LinePermission = (typeof LINE_PERMISSIONS)[number];

export const ROAMING_STATES = ['unknown', 'at-home', 'abroad'] as const;
export type RoamingState = (typeof ROAMING_STATES)[number];
