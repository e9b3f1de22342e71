import type { VerificationResult } from './caller-verification.ts';

/**
 * Why a caller's signed statement did not pass, and which of the two outcomes that is. The words are stable: profiles
 * (`policy/stir/`), rules, reports and the journal use them.
 */
export const VERIFICATION_REASONS = {
  'no-identity': 'not-verified',
  'unsupported-ppt': 'not-verified',
  'anonymous-caller': 'not-verified',
  'no-date': 'not-verified',
  'uri-not-comparable': 'not-verified',
  'certificate-url-refused': 'not-verified',
  'certificate-unreachable': 'not-verified',
  'certificate-unreadable': 'not-verified',
  'no-trust-anchors': 'not-verified',
  'malformed-identity': 'failed',
  'no-info': 'failed',
  'no-alg': 'failed',
  'no-ppt': 'failed',
  'too-many-parameters': 'failed',
  'malformed-passport': 'failed',
  'malformed-claims': 'failed',
  'number-not-canonical': 'failed',
  'incomplete-header': 'failed',
  'wrong-typ': 'failed',
  'unsupported-alg': 'failed',
  'unsupported-critical': 'failed',
  'alg-differs': 'failed',
  'ppt-differs': 'failed',
  'info-differs': 'failed',
  'compact-form': 'failed',
  stale: 'failed',
  'from-the-future': 'failed',
  reused: 'failed',
  'caller-differs': 'failed',
  'caller-unreadable': 'failed',
  'called-differs': 'failed',
  'called-unreadable': 'failed',
  'certificate-untrusted': 'failed',
  'certificate-expired': 'failed',
  'certificate-not-yet-valid': 'failed',
  'certificate-revoked': 'failed',
  'certificate-unsupported': 'failed',
  'number-not-covered': 'failed',
  'claims-not-permitted': 'failed',
  'bad-signature': 'failed',
  'div-chain-broken': 'failed',
} as const satisfies Record<string, VerificationResult>;

export type VerificationReason = keyof typeof VERIFICATION_REASONS;
