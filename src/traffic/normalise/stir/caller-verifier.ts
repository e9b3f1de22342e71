import type { KeyObject } from 'node:crypto';
import type { CallerVerification } from '../../../domain/caller-verification.ts';
import { bad, type Result } from '../../../domain/result.ts';
import type {
  CertificateAnswer,
  CertificateSource,
  SigningCertificate,
} from '../../../domain/signing-certificate.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import { concludeCall } from './conclude-call.ts';
import { type ExaminedCall, examineCall, isStanding } from './examine-call.ts';
import { ReusedStatements } from './reused-statements.ts';
import type { CallParty, SignedCall } from './signed-call.ts';
import { readSigner, type Signer, signerKey } from './signer.ts';
import type { TrustList } from './trust-list.ts';
import type { VerificationReport } from './verification-report.ts';

export interface CallerVerifierOptions {
  readonly trust: TrustList;
  readonly profile: StirProfile;
  readonly certificates: CertificateSource;
  /** Statements seen before; one for all peers of a network, so that a statement taken from one line is known on another. Default: one of its own. */
  readonly seen?: ReusedStatements;
}

export interface CallerVerifier {
  /**
   * What the Identity headers of a call prove at `at` (epoch milliseconds). At once when every certificate needed is at hand,
   * else a promise that never rejects. Calls must come in the order of `at`, give or take a few seconds.
   */
  verify(call: SignedCall, at: number): CallerVerification | Promise<CallerVerification>;
  /** The same with every check that can be made, also of statements already known to be wrong; for people, not for calls. */
  explain(call: SignedCall, at: number): VerificationReport | Promise<VerificationReport>;
}

/** Most certificates asked for on behalf of one call. */
const MAX_CERTIFICATES_PER_CALL = 8;

export function createCallerVerifier(options: CallerVerifierOptions): CallerVerifier {
  const { trust, profile, certificates } = options;
  const keepMs = 2000 * Math.max(profile.freshnessS, profile.chainFreshnessS);
  const seen = options.seen ?? new ReusedStatements(keepMs);
  // A certificate is judged once for as long as its source keeps it.
  const signers = new WeakMap<SigningCertificate, Result<Signer, VerificationReason>>();

  const signerFrom = (answer: CertificateAnswer | undefined): Result<Signer, VerificationReason> => {
    if (answer === undefined)
      return bad(
        'certificate-unreachable',
        `a call may need ${MAX_CERTIFICATES_PER_CALL} certificates at most`,
      );
    if (!answer.ok)
      return bad(
        answer.reason === 'refused' ? 'certificate-url-refused' : 'certificate-unreachable',
        answer.detail,
      );
    let signer = signers.get(answer.value);
    if (signer === undefined) {
      signer = readSigner(answer.value.bytes, trust);
      signers.set(answer.value, signer);
    }
    return signer;
  };

  const keyFrom = (answer: CertificateAnswer | undefined): KeyObject | null =>
    answer?.ok ? signerKey(answer.value.bytes) : null;

  const report = (
    call: SignedCall,
    at: number,
    isThorough: boolean,
  ): VerificationReport | Promise<VerificationReport> => {
    const examined = examineCall(call, profile, at);
    const answers = new Map<string, CertificateAnswer>();
    const conclude = () =>
      concludeCall(
        examined,
        {
          signerOf: (x5u) => signerFrom(answers.get(x5u)),
          keyOf: isThorough ? (x5u) => keyFrom(answers.get(x5u)) : null,
        },
        profile,
        at,
        (statement) => seen.isReused(statement, call.callId, at),
      );
    const pending: Promise<void>[] = [];
    for (const url of neededUrls(examined, isThorough)) {
      const answer = certificates.get(url);
      if (answer instanceof Promise) pending.push(answer.then((late) => void answers.set(url, late)));
      else answers.set(url, answer);
    }
    return pending.length === 0 ? conclude() : Promise.all(pending).then(conclude);
  };

  const unsigned: CallerVerification = Object.freeze(noIdentity(profile));

  return {
    explain: (call, at) => report(call, at, true),
    verify(call, at) {
      if (call.identities.length === 0) return unsigned;
      const made = report(call, at, false);
      return made instanceof Promise ? made.then(({ verification }) => verification) : made.verification;
    },
  };
}

/** Most calls of most networks: nothing to look at. */
function noIdentity(profile: StirProfile): CallerVerification {
  const nobody = { caller: NOBODY, dialled: NOBODY, target: NOBODY, identities: [], unread: 0 };
  const unneeded = { signerOf: () => bad('no-identity' as const, ''), keyOf: null };
  return concludeCall(nobody, unneeded, profile, 0, () => false).verification;
}

const NOBODY: CallParty = { forms: [], raw: '', isWithheld: true };

/** Nothing is fetched for a statement that is already known to be wrong, unless people want to know all. */
function neededUrls({ identities }: ExaminedCall, isThorough: boolean): string[] {
  const urls = new Set<string>();
  for (const identity of identities) {
    const stated = identity.kind === null ? undefined : identity.token?.header.x5u;
    if (isStanding(identity) && identity.statement !== null) urls.add(identity.statement.x5u);
    else if (isThorough && typeof stated === 'string') urls.add(stated);
  }
  return [...urls].slice(0, MAX_CERTIFICATES_PER_CALL);
}
