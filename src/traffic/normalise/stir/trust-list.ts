import { X509Certificate } from 'node:crypto';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { derInteger, readDer } from '../../../lib/der-reader.ts';
import { OID, readCertificateParts } from './certificate-extensions.ts';

/** Whom a network believes: its list of trusted authorities (in SHAKEN: of the policy administrator). Immutable. */
export interface TrustList {
  readonly anchors: readonly X509Certificate[];
  isRevoked(certificate: X509Certificate): boolean;
}

/** A certificate taken back before its end; configured, as there is no fetching of revocation lists. */
export interface RevokedCertificate {
  /** Hexadecimal, as certificates show it. */
  readonly serial: string;
  /** Text that the issuer's name must contain (`CN=Example STI-CA`); `null`: any issuer. */
  readonly issuer: string | null;
}

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Builds the list from PEM texts, each with one certificate or more. An unreadable one is refused by number. */
export function createTrustList(
  pems: readonly string[],
  revoked: readonly RevokedCertificate[] = [],
): Result<TrustList, 'unreadable-anchor'> {
  const anchors: X509Certificate[] = [];
  for (const [place, pem] of pems.entries()) {
    const blocks = pem.match(PEM) ?? [];
    if (blocks.length === 0) return bad('unreadable-anchor', `trust file ${place + 1} holds no certificate`);
    for (const block of blocks)
      try {
        anchors.push(new X509Certificate(block));
      } catch (error) {
        return bad('unreadable-anchor', `trust file ${place + 1}: ${(error as Error).message}`);
      }
  }
  const serials = revoked.map(({ serial, issuer }) => ({ serial: plainSerial(serial), issuer }));
  return ok({
    anchors,
    isRevoked: (certificate) =>
      serials.some(
        ({ serial, issuer }) =>
          serial === plainSerial(certificate.serialNumber) &&
          (issuer === null || certificate.issuer.includes(issuer)),
      ),
  });
}

const plainSerial = (serial: string): string =>
  serial
    .replace(/^0x|[\s:]/gi, '')
    .replace(/^0+(?=.)/, '')
    .toUpperCase();

/** Most certificates between a signer and its anchor. */
const MAX_STEPS = 5;

/** Algorithms a certificate may be signed with: SHA-2 with ECDSA or RSA, and Ed25519. */
const SIGNED_WITH = new Set([
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.2.840.113549.1.1.10',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.3.101.112',
]);

/** Extensions this reader takes into account or may pass over (RFC 5280 §4.2: any other critical one is a refusal). */
const KNOWN = new Set<string>([
  ...Object.values(OID),
  '2.5.29.14',
  '2.5.29.17',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
  '1.3.6.1.5.5.7.1.1',
]);

/**
 * The certificates from a signer to a trust anchor, both included, or `null` when none lead there. Signatures, names, key
 * usage of authorities, path length and critical extensions are checked; time is not (RFC 5280 §6.1).
 */
export function certificatePath(
  leaf: X509Certificate,
  above: readonly X509Certificate[],
  trust: TrustList,
): X509Certificate[] | null {
  if (!isSound(leaf)) return null;
  if (trust.anchors.some(({ fingerprint256 }) => fingerprint256 === leaf.fingerprint256)) return [leaf];
  let path = [leaf];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const last = path.at(-1)!;
    const anchor = trust.anchors.find((one) => hasIssued(one, last, path.length - 1));
    if (anchor !== undefined) return [...path, anchor];
    const next = above.find(
      (one) => !path.includes(one) && isSound(one) && hasIssued(one, last, path.length - 1),
    );
    if (next === undefined) return null;
    path = [...path, next];
  }
  return null;
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate, authoritiesBelow: number): boolean {
  return (
    certificate.checkIssued(issuer) &&
    issuer.ca &&
    certificate.verify(issuer.publicKey) &&
    authoritiesBelow <= pathLength(issuer)
  );
}

function isSound(certificate: X509Certificate): boolean {
  const parts = readCertificateParts(certificate.raw);
  if (parts === null || !SIGNED_WITH.has(parts.signedWith)) return false;
  return [...parts.extensions].every(([oid, { isCritical }]) => !isCritical || KNOWN.has(oid));
}

/** Authorities that may stand below this one; infinity when it does not say (RFC 5280 §4.2.1.9). */
function pathLength({ raw }: X509Certificate): number {
  const extension = readCertificateParts(raw)?.extensions.get(OID.basicConstraints);
  if (extension === undefined) return Number.POSITIVE_INFINITY;
  const [list] = readDer(raw, extension.start, extension.end) ?? [];
  const [, length] = list === undefined ? [] : (readDer(raw, list.start, list.end) ?? []);
  return length === undefined ? Number.POSITIVE_INFINITY : (derInteger(raw, length) ?? 0);
}
