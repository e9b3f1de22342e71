import type { CallSignalling } from './call-signalling.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS, ROAMING_STATES } from './call-signalling.ts';
import { ATTESTATIONS, VERIFICATION_RESULTS } from './caller-verification.ts';

/**
 * What signalling told, packed for rules, in one 31-bit integer: bits 0-2 redirection trust, 3-4 verification, 5-6 attestation,
 * 7-8 line permission, 9-10 roaming, bit 11 asserted by the network, 12 private, 13 presented number differs, 14 conflicting
 * identities, 15 own number from outside. 0: the source tells no signalling, and every word reads as its unknown.
 */
export type CallSigns = number;

export const SIGN_ASSERTED = 1 << 11;
export const SIGN_PRIVATE = 1 << 12;
export const SIGN_PRESENTED_DIFFERS = 1 << 13;
export const SIGN_CONFLICT = 1 << 14;
export const SIGN_OWN_FROM_OUTSIDE = 1 << 15;

export const signRedirection = (signs: CallSigns): number => signs & 7;
export const signVerification = (signs: CallSigns): number => (signs >> 3) & 3;
export const signAttestation = (signs: CallSigns): number => (signs >> 5) & 3;
export const signLine = (signs: CallSigns): number => (signs >> 7) & 3;
export const signRoaming = (signs: CallSigns): number => (signs >> 9) & 3;

export function signsOf(signalling: CallSignalling | null): CallSigns {
  if (signalling === null) return 0;
  const { verification } = signalling;
  return (
    REDIRECTION_TRUSTS.indexOf(signalling.redirectionTrust) |
    (VERIFICATION_RESULTS.indexOf(verification.result) << 3) |
    (ATTESTATIONS.indexOf(verification.attestation) << 5) |
    (LINE_PERMISSIONS.indexOf(signalling.line) << 7) |
    (ROAMING_STATES.indexOf(signalling.roaming) << 9) |
    (signalling.isAsserted ? SIGN_ASSERTED : 0) |
    (signalling.isPrivate ? SIGN_PRIVATE : 0) |
    (signalling.presented === null ? 0 : SIGN_PRESENTED_DIFFERS) |
    (signalling.conflicts.length === 0 ? 0 : SIGN_CONFLICT) |
    (signalling.isOwnFromOutside ? SIGN_OWN_FROM_OUTSIDE : 0)
  );
}
