import { derObjectId, readDer } from '../../../lib/der-reader.ts';

/** Where the content of one certificate extension lies in the certificate (RFC 5280 §4.2). */
export interface CertificateExtension {
  readonly isCritical: boolean;
  readonly start: number;
  readonly end: number;
}

export interface CertificateParts {
  /** Object identifier of the algorithm the certificate was signed with. */
  readonly signedWith: string;
  readonly extensions: ReadonlyMap<string, CertificateExtension>;
}

export const OID = {
  tnAuthList: '1.3.6.1.5.5.7.1.26',
  claimConstraints: '1.3.6.1.5.5.7.1.27',
  enhancedClaimConstraints: '1.3.6.1.5.5.7.1.33',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
} as const;

const SEQUENCE = 0x30;
const EXTENSIONS = 0xa3;

/** Reads what node:crypto does not tell of a DER certificate; `null` when it is none or an extension stands there twice. */
export function readCertificateParts(der: Uint8Array): CertificateParts | null {
  const [certificate] = readDer(der) ?? [];
  if (certificate?.tag !== SEQUENCE) return null;
  const [signed, algorithm] = readDer(der, certificate.start, certificate.end) ?? [];
  if (signed?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE) return null;
  const [name] = readDer(der, algorithm.start, algorithm.end) ?? [];
  const fields = readDer(der, signed.start, signed.end);
  const signedWith = name === undefined ? null : derObjectId(der, name);
  if (fields === null || signedWith === null) return null;
  const holder = fields.find(({ tag }) => tag === EXTENSIONS);
  if (holder === undefined) return { signedWith, extensions: new Map() };
  const [list] = readDer(der, holder.start, holder.end) ?? [];
  const extensions = list === undefined ? null : readExtensions(der, list.start, list.end);
  return extensions === null ? null : { signedWith, extensions };
}

function readExtensions(
  der: Uint8Array,
  start: number,
  end: number,
): Map<string, CertificateExtension> | null {
  const found = new Map<string, CertificateExtension>();
  for (const extension of readDer(der, start, end) ?? []) {
    const parts = readDer(der, extension.start, extension.end);
    const [id, second] = parts ?? [];
    const value = parts?.at(-1);
    const oid = id === undefined ? null : derObjectId(der, id);
    if (oid === null || value?.tag !== 0x04 || found.has(oid)) return null;
    const isCritical = parts?.length === 3 && second?.tag === 0x01 && der[second.start] !== 0;
    found.set(oid, { isCritical, start: value.start, end: value.end });
  }
  return found;
}
