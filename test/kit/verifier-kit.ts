import { join } from 'node:path';
import type { CallerVerification } from '../../src/domain/caller-verification.ts';
import { bad, ok } from '../../src/domain/result.ts';
import type { CertificateAnswer, CertificateSource } from '../../src/domain/signing-certificate.ts';
import type { StirProfile } from '../../src/domain/stir-profile.ts';
import { readStirProfile } from '../../src/platform/shared/index.ts';
import {
  type CallerVerifier,
  createCallerVerifier,
} from '../../src/traffic/normalise/stir/caller-verifier.ts';
import type { SignalledNumber } from '../../src/traffic/normalise/stir/canonical-number.ts';
import type { ReusedStatements } from '../../src/traffic/normalise/stir/reused-statements.ts';
import type { SignedCall } from '../../src/traffic/normalise/stir/signed-call.ts';
import { createTrustList, type RevokedCertificate } from '../../src/traffic/normalise/stir/trust-list.ts';
import { type Authority, makeAuthority, makeCertificate, tnAuthList } from './certificates.ts';
import { CERTIFICATE_URL, identity, ORIGIN_ID, shakenToken } from './passports.ts';

// Profile intl: China does not use STIR, these are calls of networks that do.
export const NOW_S = 1_800_000_000;
export const AT = NOW_S * 1000;

export const number = (digits: string): SignalledNumber => ({
  kind: 'e164',
  raw: `sip:+${digits}@example.org`,
  canonical: `+${digits}`,
  candidates: [],
});
export const WITHHELD: SignalledNumber = {
  kind: 'withheld',
  raw: 'sip:anonymous@anonymous.invalid',
  canonical: 'withheld',
  candidates: [],
};

export const profiles = new Map<string, StirProfile>();
export const authority: Authority = makeAuthority();
export const signer = makeCertificate({ issuer: authority, tnAuthList: tnAuthList({ spc: '1234' }) });
export const key = signer.keys.privateKey;

for (const name of ['rfc8224', 'man-fr', 'opensips']) {
  const read = await readStirProfile(join(import.meta.dirname, '../../policy/stir'), name);
  if (!read.ok) throw new Error(read.detail);
  profiles.set(name, read.value);
}

export const certificateAnswer = (pem: string, url = CERTIFICATE_URL): CertificateAnswer =>
  ok({ url, bytes: Buffer.from(pem) });

/** A source that has everything at hand. */
const sourceOf = (answers: Readonly<Record<string, CertificateAnswer>>): CertificateSource => ({
  get: (url) => answers[url] ?? bad('unreachable', `${url} is not there`),
});

export interface VerifierWish {
  readonly seen?: ReusedStatements;
  readonly profile?: string;
  readonly changes?: Partial<StirProfile>;
  readonly answers?: Readonly<Record<string, CertificateAnswer>>;
  readonly trust?: readonly string[];
  readonly revoked?: readonly RevokedCertificate[];
}

export function verifier({
  profile = 'rfc8224',
  changes,
  answers,
  trust,
  seen,
  revoked,
}: VerifierWish = {}): CallerVerifier {
  const list = createTrustList(trust ?? [authority.pem], revoked);
  if (!list.ok) throw new Error(list.detail);
  return createCallerVerifier({
    ...(seen === undefined ? {} : { seen }),
    trust: list.value,
    profile: { ...profiles.get(profile)!, ...changes },
    certificates: sourceOf(answers ?? { [CERTIFICATE_URL]: certificateAnswer(signer.pem) }),
  });
}

export const call = (identities: readonly string[], changes: Partial<SignedCall> = {}): SignedCall => ({
  callId: 'one@example.org',
  identities,
  caller: number('12025550143'),
  dialled: number('12025550111'),
  target: number('12025550111'),
  saidAt: AT,
  ...changes,
});

export function now(answer: CallerVerification | Promise<CallerVerification>): CallerVerification {
  if (answer instanceof Promise) throw new Error('a promise where an answer at once was expected');
  return answer;
}
export const verify = (
  identities: readonly string[],
  changes: Partial<SignedCall> = {},
  wish: VerifierWish = {},
  at = AT,
): CallerVerification => now(verifier(wish).verify(call(identities, changes), at));

export const PASSED: CallerVerification = {
  result: 'passed',
  reason: null,
  attestation: 'A',
  originId: ORIGIN_ID,
  diverted: 0,
  response: null,
  reasonHeaders: [],
};
export const good = () => identity(shakenToken({ key }));
