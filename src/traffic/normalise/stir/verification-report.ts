import type { CallerVerification } from '../../../domain/caller-verification.ts';
import type { Result } from '../../../domain/result.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import type { PassportKind } from './passport.ts';
import type { PassportToken } from './passport-token.ts';

/** What is looked at, in this order. The first seven belong to one Identity header, the others to the call. */
export const VERIFICATION_CHECKS = [
  'identity-header',
  'statement',
  'freshness',
  'caller',
  'called',
  'certificate',
  'validity',
  'authority',
  'signature',
  'div-chain',
  'reuse',
] as const;
export type VerificationCheck = (typeof VERIFICATION_CHECKS)[number];

/** One thing that was looked at; `reason` is `null` when it was found right. */
export interface Finding {
  readonly check: VerificationCheck;
  readonly reason: VerificationReason | null;
  /** For people, in English; may hold numbers of the call. */
  readonly detail: string;
}

export interface IdentityReport {
  /** The header value as it came. */
  readonly text: string;
  /** `null`: a kind that is ignored (RFC 8224 §6.2 step 1). */
  readonly kind: PassportKind | null;
  /** Header and claims of the statement, also of one that failed; `null` when they could not be decoded. */
  readonly token: PassportToken | null;
  /** Checks in the order made; what stands behind a failed one may be missing. */
  readonly findings: readonly Finding[];
  /** What was tolerated or odd, stable words. */
  readonly notes: readonly string[];
}

/** The whole story of one verification: the outcome, and every check that led to it. */
export interface VerificationReport {
  readonly verification: CallerVerification;
  readonly identities: readonly IdentityReport[];
  /** Identity headers beyond the sixteen that are read. */
  readonly unread: number;
  /** Checks of the call as a whole: chain of `div`, re-use. */
  readonly findings: readonly Finding[];
}

export function finding(
  check: VerificationCheck,
  result: Result<unknown, VerificationReason>,
  detail = '',
): Finding {
  return result.ok
    ? { check, reason: null, detail }
    : { check, reason: result.reason, detail: result.detail };
}
