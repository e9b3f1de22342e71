/**
 * What a signed statement about the caller (PASSporT, RFC 8225) proved. Three outcomes and never two: `failed` says the
 * signature or a claim is wrong; `not-verified` says nobody could tell (no Identity header, certificate out of reach,
 * unknown kind of statement) and must be read neither as passed nor as failed.
 */
export const VERIFICATION_RESULTS = ['unknown', 'not-verified', 'failed', 'passed'] as const;
export type VerificationResult = (typeof VERIFICATION_RESULTS)[number];

/** How far the signer vouches: A knows the caller and his right to the number, B knows the caller, C neither (RFC 8588 §4). */
export const ATTESTATIONS = ['none', 'A', 'B', 'C'] as const;
export type Attestation = (typeof ATTESTATIONS)[number];

export interface CallerVerification {
  /** `unknown`: nobody asked (no verification is configured for the peer). */
  readonly result: VerificationResult;
  /** Stable word of the first thing wrong or missing, one of `verification-reason.ts`; `null` when passed. */
  readonly reason: string | null;
  readonly attestation: Attestation;
  /** `origid` of the statement (RFC 8588 §5), for tracing; at most 128 characters, `null` when it has none. */
  readonly originId: string | null;
  /** Redirections proved by a chain of `div` statements (RFC 8946 §4.2); 0 when none or the chain does not hold. */
  readonly diverted: number;
  /** Response the peer's profile gives for this outcome; `null` when passed or the profile names none. */
  readonly response: VerificationResponse | null;
  /**
   * Values of Reason headers for the next response when the call goes on (RFC 9410), one for each Identity header with an
   * error, at most four; empty when nothing is to be told or the call ends with `response`.
   */
  readonly reasonHeaders: readonly string[];
}

export interface VerificationResponse {
  readonly status: number;
  readonly phrase: string;
  /** True: the profile ends the call with this response. False: the call goes on and only carries the finding. */
  readonly endsCall: boolean;
}

export const NOT_ASKED: CallerVerification = Object.freeze({
  result: 'unknown',
  reason: null,
  attestation: 'none',
  originId: null,
  diverted: 0,
  response: null,
  reasonHeaders: [],
});
