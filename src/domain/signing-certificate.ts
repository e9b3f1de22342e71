import type { Result } from './result.ts';

/** What stands behind the `x5u` of a PASSporT: the signer's certificate and those above it, as fetched. */
export interface SigningCertificate {
  readonly url: string;
  /** PEM, signer first, or one DER certificate. */
  readonly bytes: Uint8Array;
}

/**
 * `refused`: the URL may not be fetched (scheme, port, an address inside); nothing was sent. `unreachable`: the fetch failed
 * or took too long; asking again later can help. Neither says anything about the caller.
 */
export type CertificateTrouble = 'refused' | 'unreachable';
export type CertificateAnswer = Result<SigningCertificate, CertificateTrouble>;

/** Gives certificates by URL: at once when at hand (then always the same object until it is replaced), else a promise that never rejects. */
export interface CertificateSource {
  get(url: string): CertificateAnswer | Promise<CertificateAnswer>;
}
