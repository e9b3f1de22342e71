import { verify } from 'node:crypto';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import { brokenConstraint } from './claim-constraints.ts';
import type { Signer } from './signer.ts';
import type { Statement } from './statement.ts';
import { coversNumber } from './tn-auth-list.ts';

/** Length of an ES256 signature: R and S, 32 octets each (RFC 7518 §3.4). DER signatures are another length and fail. */
const SIGNATURE_LENGTH = 64;

/** The certificate must be valid when the statement was made and now (RFC 8224 §6.2 step 4). */
export function checkValidity(signer: Signer, iat: number, at: number): Result<null, VerificationReason> {
  const day = (ms: number) => new Date(ms).toISOString();
  for (const moment of [iat * 1000, at]) {
    if (moment > signer.validTo)
      return bad('certificate-expired', `a certificate of the chain ended ${day(signer.validTo)}`);
    if (moment < signer.validFrom)
      return bad('certificate-not-yet-valid', `a certificate of the chain begins ${day(signer.validFrom)}`);
  }
  return ok(null);
}

/**
 * The signer must have authority over the number he signs for: `orig`, or in a `div` the number that passed the call on
 * (RFC 8226 §9, RFC 8946 §4.1), and keep to the claims his certificate allows. The value says how the number is covered.
 */
export function checkAuthority(
  { authority, constraints }: Signer,
  { kind, orig, div, claims }: Statement,
  requiresTnAuthList: boolean,
): Result<'by-number' | 'by-provider' | 'unlimited', VerificationReason> {
  for (const constraint of constraints) {
    const claim = brokenConstraint(constraint, claims);
    if (claim !== null)
      return bad('claims-not-permitted', `the certificate does not allow this value of "${claim}"`);
  }
  if (authority === null)
    return requiresTnAuthList
      ? bad('certificate-unsupported', 'the certificate has no TNAuthList')
      : ok('unlimited');
  const party = kind === 'div' && div !== null ? div : orig;
  if (party.type === 'uri') return ok('unlimited');
  const covered = coversNumber(authority, party.value);
  return covered === 'no'
    ? bad('number-not-covered', `the certificate does not speak for ${party.value}`)
    : ok(covered === 'yes' ? 'by-number' : 'by-provider');
}

/** ES256 over the statement as it stands. */
export function checkSignature(
  { key }: Pick<Signer, 'key'>,
  { signingInput, signature }: Pick<Statement, 'signingInput' | 'signature'>,
): Result<null, VerificationReason> {
  const isGood =
    signature.length === SIGNATURE_LENGTH &&
    verify('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }, signature);
  return isGood ? ok(null) : bad('bad-signature', 'the signature is not by the key of the certificate');
}
