import { mayHideCaller } from '../../../domain/sip-problem.ts';

/** An address with text or a blank where none belongs can be cut in two ways, for the caller's own headers. */
const LOOSE_ADDRESS =
  /^(?:text-after-brackets|space-in-address|comma)-in-(from|p-asserted-identity|remote-party-id)$/;
const ASSERTED = /-in-(?:p-asserted-identity|remote-party-id)$/;

/**
 * Whether a second identity can hide behind a problem of the form (`domain/sip-problem.ts`). What stands in asserted identities
 * matters only where they count; P-Preferred-Identity never does.
 */
export function hidesIdentity(problem: string, trustsIdentity: boolean): boolean {
  if (!mayHideCaller(problem) && !LOOSE_ADDRESS.test(problem)) return false;
  if (problem.endsWith('-in-p-preferred-identity')) return false;
  return trustsIdentity || (!ASSERTED.test(problem) && problem !== 'too-many-identities');
}
