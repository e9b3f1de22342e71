import type { VerificationResponse } from './caller-verification.ts';
import type { BilingualText } from './text.ts';
import type { VerificationReason } from './verification-reason.ts';

/** Kinds of statement that can stand for a call: `shaken` (RFC 8588), `passport` (RFC 8225, no `ppt`). */
export const STATEMENT_KINDS = ['shaken', 'passport'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** How a network reads STIR and what it answers; from `policy/stir/*.yaml`. Immutable. */
export interface StirProfile {
  readonly id: string;
  readonly title: BilingualText;
  /** Greatest distance of `iat` or Date from now, both ways, in seconds (RFC 8224 §6.2 step 4: 60 recommended). */
  readonly freshnessS: number;
  /** The same for the first statement of a `div` chain: it was signed before the call rang elsewhere (RFC 8946 §4.2). */
  readonly chainFreshnessS: number;
  /** True: a call without Date header is not verified. */
  readonly requiresDate: boolean;
  /** Kinds accepted; a `passport` stands in only when no `shaken` came. */
  readonly kinds: readonly StatementKind[];
  /** Parameters of the Identity header that must be there beside `info`. */
  readonly requiredParameters: readonly ('alg' | 'ppt')[];
  /** Most parameters of an Identity header after the statement. */
  readonly maxParameters: number;
  /** Digits a network writes between country code and number in `dest`; `null`: none, numbers are E.164. */
  readonly routingPrefix: { readonly countryCode: string; readonly digits: number } | null;
  /** What a statement already seen in another call is: an error, or only noted (RFC 8224 §12.1). */
  readonly reuse: 'failed' | 'noted';
  /** True: a certificate must carry a TNAuthList (RFC 8226 §9); one that is there is always checked. */
  readonly requiresTnAuthList: boolean;
  /** Protocol word of the Reason header when the call goes on: `STIR` (RFC 9410) or the older habit `SIP` (RFC 3326). */
  readonly reasonProtocol: 'STIR' | 'SIP';
  readonly responses: Readonly<Record<VerificationReason, VerificationResponse | null>>;
}
