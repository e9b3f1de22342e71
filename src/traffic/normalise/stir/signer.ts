import { type KeyObject, X509Certificate } from 'node:crypto';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import { type CertificateParts, OID, readCertificateParts } from './certificate-extensions.ts';
import { type ClaimConstraints, readClaimConstraints } from './claim-constraints.ts';
import { readTnAuthList, type TnAuthority } from './tn-auth-list.ts';
import { certificatePath, type TrustList } from './trust-list.ts';

/** A signer whose certificate leads to a trust anchor. Time is still to be checked: that depends on the call. */
export interface Signer {
  readonly key: KeyObject;
  /** While every certificate up to the anchor is valid, epoch milliseconds, both inclusive. */
  readonly validFrom: number;
  readonly validTo: number;
  /** `null`: the certificate has no TNAuthList. */
  readonly authority: TnAuthority | null;
  readonly constraints: readonly ClaimConstraints[];
  /** Subject of the signer's certificate, for people. */
  readonly subject: string;
}

/** Most certificates that stand behind one URL. */
const MAX_CERTIFICATES = 8;
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates in PEM text or DER bytes, the signer first; `null` when there is none, too many, or one is broken. */
export function readCertificates(bytes: Uint8Array): X509Certificate[] | null {
  const blocks = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').match(PEM);
  if (blocks !== null && blocks.length > MAX_CERTIFICATES) return null;
  try {
    return (blocks ?? [Buffer.from(bytes)]).map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

/**
 * Checks all about a certificate that does not depend on the call: its way to the trust list, revocation, that it may sign
 * PASSporTs (P-256, RFC 8225 §8; no authority itself; digitalSignature where key usage is told), its extensions.
 */
export function readSigner(bytes: Uint8Array, trust: TrustList): Result<Signer, VerificationReason> {
  if (trust.anchors.length === 0) return bad('no-trust-anchors', 'no trust anchor is configured');
  try {
    return judge(bytes, trust);
  } catch (error) {
    // A certificate of right form can hold a key or a name that OpenSSL refuses only when it is asked for.
    return bad(
      'certificate-unreadable',
      `a certificate holds what cannot be read: ${(error as Error).message}`,
    );
  }
}

function judge(bytes: Uint8Array, trust: TrustList): Result<Signer, VerificationReason> {
  const [leaf, ...above] = readCertificates(bytes) ?? [];
  const parts = leaf === undefined ? null : readCertificateParts(leaf.raw);
  if (leaf === undefined || parts === null)
    return bad('certificate-unreadable', 'what the URL gives is no certificate in PEM or DER');
  const unfit = unfitness(leaf, parts);
  if (unfit !== null) return bad('certificate-unsupported', unfit);
  const path = certificatePath(leaf, above, trust);
  if (path === null)
    return bad('certificate-untrusted', `"${oneLine(leaf.subject)}" does not lead to a trust anchor`);
  const revoked = path.find((certificate) => trust.isRevoked(certificate));
  if (revoked !== undefined)
    return bad('certificate-revoked', `serial ${revoked.serialNumber} is on the configured list`);
  const limits = readLimits(leaf.raw, parts);
  if (!limits.ok) return limits;
  const validFrom = Math.max(...path.map((one) => Date.parse(one.validFrom)));
  const validTo = Math.min(...path.map((one) => Date.parse(one.validTo)));
  if (Number.isNaN(validFrom) || Number.isNaN(validTo))
    return bad('certificate-unreadable', 'a certificate of the chain has no readable dates');
  return ok({
    key: leaf.publicKey,
    validFrom,
    validTo,
    subject: oneLine(leaf.subject),
    ...limits.value,
  });
}

const oneLine = (name: string): string => name.replaceAll('\n', ', ');

/** Why a certificate may not sign PASSporTs, or `null`. */
function unfitness(leaf: X509Certificate, { extensions }: CertificateParts): string | null {
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  if (asymmetricKeyType !== 'ec' || asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    return `its key is ${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? ''}, ES256 needs P-256`;
  if (leaf.ca) return 'it is the certificate of an authority, not of a signer';
  const usage = extensions.get(OID.keyUsage);
  // BIT STRING: 03 length unused-bits first-octet; digitalSignature is the highest bit.
  if (usage !== undefined && ((leaf.raw[usage.start + 3] ?? 0) & 0x80) === 0)
    return 'its key usage does not include digitalSignature';
  return null;
}

/** TNAuthList and the limits on claims; one that cannot be read limits nothing that could be checked, so it is refused. */
function readLimits(
  der: Uint8Array,
  { extensions }: CertificateParts,
): Result<Pick<Signer, 'authority' | 'constraints'>, VerificationReason> {
  const list = extensions.get(OID.tnAuthList);
  const authority = list === undefined ? null : readTnAuthList(der, list.start, list.end);
  if (list !== undefined && authority === null)
    return bad('certificate-unsupported', 'its TNAuthList is not of the form of RFC 8226 §9');
  const constraints: ClaimConstraints[] = [];
  for (const oid of [OID.claimConstraints, OID.enhancedClaimConstraints]) {
    const extension = extensions.get(oid);
    if (extension === undefined) continue;
    const read = readClaimConstraints(der, extension.start, extension.end);
    if (read === null)
      return bad('certificate-unsupported', 'its claim constraints are not of the form of RFC 8226 §8');
    constraints.push(read);
  }
  return ok({ authority, constraints });
}

/** Key of the first certificate, whatever else is wrong with it; `null` when it is none of P-256. For explanations only. */
export function signerKey(bytes: Uint8Array): KeyObject | null {
  try {
    const key = readCertificates(bytes)?.[0]?.publicKey;
    return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}
