import { bad, ok, type Result } from '../../domain/result.ts';
import type { VouchedIdentity } from '../../ports/identity-provider.ts';

/** Which claims say who somebody is. Roles never come from outside: appointments are ours. */
export interface ClaimMapping {
  readonly issuer: string;
  /** Claim with the login here: `preferred_username`. */
  readonly loginClaim: string;
  /** Claim with methods of authentication (RFC 8176 `amr`), and those that count as a second factor. */
  readonly methodsClaim: string;
  readonly secondFactors: readonly string[];
}

/** `issuer`: not the one agreed on. `login`: no usable login. `one-factor`: the provider did not ask for a second factor. */
export type ClaimProblem = 'issuer' | 'login' | 'one-factor';

/** The login a vouched identity stands for. The person must exist here, with an appointment: nothing is made up. */
export function loginOf(
  { issuer, claims }: VouchedIdentity,
  mapping: ClaimMapping,
): Result<string, ClaimProblem> {
  if (issuer !== mapping.issuer) return bad('issuer', 'the identity is vouched for by another provider');
  // Own keys only: "constructor" is no claim.
  const claim = (name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);
  const login = claim(mapping.loginClaim);
  if (typeof login !== 'string' || !/^[a-z0-9][a-z0-9._-]{1,63}$/i.test(login))
    return bad('login', `claim "${mapping.loginClaim}" holds no login`);
  const methods = claim(mapping.methodsClaim);
  const isStrong =
    Array.isArray(methods) && methods.some((one) => mapping.secondFactors.includes(String(one)));
  return isStrong
    ? ok(login.toLowerCase())
    : bad('one-factor', 'the provider did not ask for a second factor');
}
