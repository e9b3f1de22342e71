import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { CertificateSource } from '../../domain/signing-certificate.ts';
import { readStirProfile } from '../../platform/shared/index.ts';
import {
  claimedCaller,
  createCallerVerifier,
  createTrustList,
  type NumberNormaliser,
  type ReusedStatements,
  type RevokedCertificate,
  withCalls,
} from '../../traffic/normalise/index.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { CallPathPeer } from './call-path-peer.ts';

const PROFILES = join(PACKAGE_ROOT, 'policy', 'stir');

/** What `stir` of a peer says. */
export interface StirSettings {
  readonly profile?: string | undefined;
  readonly trust_file: string;
  /** `continue`: a call with a wrong statement goes on, told (RFC 9410); `end`: it does not; else as the profile says. */
  readonly calls?: 'end' | 'continue' | undefined;
}

/** What all peers share. */
export interface StirShared {
  readonly certificates: CertificateSource;
  /** Statements seen: one taken from one line is known on every other. */
  readonly seen: ReusedStatements;
  readonly revoked: readonly RevokedCertificate[];
}

/** Makes the check of a peer's signed callers; files count from the configuration's folder. */
export async function verifyCallers(
  folder: string,
  { profile: name = 'rfc8224', trust_file, calls }: StirSettings,
  { certificates, seen, revoked }: StirShared,
  normaliser: NumberNormaliser,
): Promise<Result<NonNullable<CallPathPeer['verify']>, string>> {
  let pem: string;
  const path = resolve(folder, trust_file);
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    return bad(
      'trust-unreadable',
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}): check path and rights`,
    );
  }
  const trust = createTrustList([pem], revoked);
  if (!trust.ok) return bad('trust-unreadable', `${path}: ${trust.detail}`);
  const isPath = /[/\\]|\.ya?ml$/i.test(name);
  const profile = await readStirProfile(PROFILES, isPath ? resolve(folder, name) : name);
  if (!profile.ok) return profile;
  const verifier = createCallerVerifier({
    trust: trust.value,
    profile: calls === undefined ? profile.value : withCalls(profile.value, calls),
    certificates,
    seen,
  });
  return ok((question, peer) => {
    const { caller, dialled, target } = claimedCaller(question, peer, normaliser);
    const { passports: identities, saidAt, receivedAt } = question;
    const callId = `${peer.name} ${question.callId}`;
    return verifier.verify({ callId, identities, caller, dialled, target, saidAt }, receivedAt);
  });
}
