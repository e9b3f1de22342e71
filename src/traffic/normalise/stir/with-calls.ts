import type { VerificationResponse } from '../../../domain/caller-verification.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import { VERIFICATION_REASONS, type VerificationReason } from '../../../domain/verification-reason.ts';

/**
 * The profile with all calls let go on (`continue`, the finding told in Reason), or with every call ended whose statement is wrong
 * (`end`). What could only not be told stays as the profile has it: a certificate out of reach says nothing about the caller.
 */
export function withCalls(profile: StirProfile, calls: 'end' | 'continue'): StirProfile {
  const entries = Object.entries(profile.responses) as [VerificationReason, VerificationResponse | null][];
  const changed = entries.map(([reason, response]) => {
    const isChanged =
      response !== null && (calls === 'continue' || VERIFICATION_REASONS[reason] === 'failed');
    return [reason, isChanged ? { ...response, endsCall: calls === 'end' } : response];
  });
  return { ...profile, responses: Object.fromEntries(changed) as StirProfile['responses'] };
}
