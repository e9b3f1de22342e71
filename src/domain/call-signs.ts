import type { CallSignalling } from './call-signalling.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS, ROAMING_STATES } from './call-signalling.ts';
import { ATTESTATIONS, VERIFICATION_RESULTS } from './caller-verification.ts';

/**
 * What signalling told, packed for rules, in one 31-bit integer: bits 0-2 redirection trust, 3-4 verification, 5-6 attestation,
 * 7-8 line permission, 9-10 roaming, bit 11 asserted by the network, 12 private, 13 presented number differs, 14 conflicting
 * identities, 15 own number from outside, 16 a code and 17 a fixed line shown that cannot come in where it did. 0: the source tells no signalling, and every word reads as its unknown.
 */
export type CallSigns = number;

export const SIGN_ASSERTED = 1 << 11;
export const SIGN_PRIVATE = 1 << 12;
export const SIGN_PRESENTED_DIFFERS = 1 << 13;
export const SIGN_CONFLICT = 1 << 14;
export const SIGN_OWN_FROM_OUTSIDE = 1 << 15;
export const SIGN_SHOWN_CODE = 1 << 16;
export const SIGN_SHOWN_FIXED = 1 << 17;

/** Conflicts that have a sign of their own: the display shows a domestic code or fixed line, the caller is another, abroad. */
export const SHOWN_CODE_FROM_ABROAD = 'shown-code-from-abroad';
export const SHOWN_FIXED_FROM_ABROAD = 'shown-fixed-line-from-abroad';

export const signRedirection = (signs: CallSigns): number => signs & 7;
export const signVerification = (signs: CallSigns): number => (signs >> 3) & 3;
export const signAttestation = (signs: CallSigns): number => (signs >> 5) & 3;
export const signLine = (signs: CallSigns): number => (signs >> 7) & 3;
export const signRoaming = (signs: CallSigns): number => (signs >> 9) & 3;

/** Packs what signalling told; `null`: the source tells none. */
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
    conflictSigns(signalling.conflicts) |
    (signalling.isOwnFromOutside ? SIGN_OWN_FROM_OUTSIDE : 0)
  );
}

function conflictSigns(conflicts: readonly string[]): number {
  let signs = 0;
  for (const conflict of conflicts)
    signs |=
      conflict === SHOWN_CODE_FROM_ABROAD
        ? SIGN_SHOWN_CODE
        : conflict === SHOWN_FIXED_FROM_ABROAD
          ? SIGN_SHOWN_FIXED
          : SIGN_CONFLICT;
  return signs;
}
