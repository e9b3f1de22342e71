import { DEFAULT_SWITCH_ANSWERS, type SwitchAnswers } from '../../api/index.ts';
import type { Peer } from '../../domain/peer.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { CertificateSource } from '../../domain/signing-certificate.ts';
import { type AnswerSite, type ReturnMarker, SipAnswerer } from '../../traffic/act/index.ts';
import { type NumberNormaliser, ReusedStatements } from '../../traffic/normalise/index.ts';
import { DEFAULT_RADIUS_ANSWERS, type RadiusAnswers, type RadiusPeer } from '../../traffic/sources/index.ts';
import { secretFile } from '../secret-file.ts';
import type { CallPathPeer } from './call-path-peer.ts';
import { rangeTest } from './config/address-range.ts';
import { type BuiltPeer, buildPeers } from './config/build-peers.ts';
import type { PeerFile, SiteFile } from './config/call-path-schema.ts';
import type { CallPathConfig } from './config/read-call-path.ts';
import { type ConfiguredPeer, type ConfiguredPeers, configuredPeers } from './configured-peers.ts';
import { readProfile } from './read-profile.ts';
import { type StirShared, verifyCallers } from './verify-callers.ts';

/** A call keeps its caller waiting no longer; a switch repeats its INVITE after 500 ms. */
const DEFAULT_TIME_LIMIT_MS = 150;
const DEFAULT_CONNECTIONS = 64;
const MIN_SECRET_CHARS = 16;

export interface LoadParts {
  readonly normaliser: NumberNormaliser;
  /** ISO alpha-2 of the network we guard. */
  readonly home: string;
  /** Epoch milliseconds: numbering plans are dated. */
  readonly at: number;
  readonly marker: ReturnMarker;
  readonly certificates: CertificateSource;
  /** Statements seen by any peer. (Default: none yet) */
  readonly seen?: ReusedStatements;
}

export interface LoadedCallPath {
  readonly peers: ConfiguredPeers;
  /** What was left out, for a person; the rest counts. */
  readonly warnings: readonly string[];
}

/** Reads every file a configuration names and makes its peers. Refused whole when one of them is wrong: all are told. */
export async function loadCallPath(
  config: CallPathConfig,
  parts: LoadParts,
): Promise<Result<LoadedCallPath, 'call-path-refused'>> {
  const built = await buildPeers(config, parts.normaliser, parts.home, parts.at);
  if (!built.ok) return bad('call-path-refused', built.detail);
  const problems: string[] = [];
  const peers: ConfiguredPeer[] = [];
  const byName = new Map(built.value.peers.map(({ peer }) => [peer.name, peer]));
  const named = (name: string): Peer => byName.get(name)!;
  const shared: StirShared = {
    certificates: parts.certificates,
    seen: parts.seen ?? new ReusedStatements(),
    revoked: (config.site?.revoked_certificates ?? []).map(({ serial, issuer }) => ({
      serial,
      issuer: issuer ?? null,
    })),
  };
  for (const one of built.value.peers) {
    const made = await makePeer(config, one, parts, shared, named);
    if (made.ok) peers.push(made.value);
    else problems.push(`peer ${one.file.name}: ${made.detail}`);
  }
  if (problems.length > 0) return bad('call-path-refused', problems.join('\n'));
  return ok({ peers: configuredPeers(peers), warnings: built.value.warnings });
}

async function makePeer(
  { folder, site }: CallPathConfig,
  { file, peer }: BuiltPeer,
  { marker, normaliser }: LoadParts,
  shared: StirShared,
  named: (name: string) => Peer,
): Promise<Result<ConfiguredPeer, string>> {
  const profile = readProfile(folder, file.sip?.profile ?? 'default');
  if (!profile.ok) return profile;
  const token = optionalSecret(folder, file.http?.token_file);
  if (!token.ok) return token;
  const secret = optionalSecret(folder, file.radius?.secret_file);
  if (!secret.ok) return secret;
  const verify =
    file.stir === undefined ? ok(null) : await verifyCallers(folder, file.stir, shared, normaliser);
  if (!verify.ok) return verify;
  const timeLimitMs = file.time_limit_ms ?? DEFAULT_TIME_LIMIT_MS;
  const trunks = new Map(Object.entries(file.trunks ?? {}).map(([trunk, name]) => [trunk, named(name)]));
  const path: CallPathPeer = {
    peer,
    observe: file.observe ?? false,
    timeLimitMs,
    waitsForJournal: file.waits_for_journal ?? false,
    divertTo: file.divert_to ?? null,
    verify: verify.value,
  };
  return ok({
    path,
    sip: {
      peer,
      addresses: file.addresses.map(({ text }) => ({ network: text, port: null, transport: null })),
      certificateNames: file.sip?.certificate_names ?? [],
      timeLimitMs,
      maxConnections: file.sip?.max_connections ?? DEFAULT_CONNECTIONS,
      answerer: new SipAnswerer(profile.value, answerSite(site), marker),
    },
    http: { peer, token: token.value, timeLimitMs, trunks, answers: switchAnswers(file.http) },
    radius: secret.value === null ? null : radiusPeer(peer, secret.value, timeLimitMs, trunks, file.radius),
    isAt: rangeTest(file.addresses),
    bits: Math.max(0, ...file.addresses.map(({ bits, family }) => bits + (family === 4 ? 96 : 0))),
  });
}

const optionalSecret = (folder: string, file: string | undefined): Result<string | null, string> =>
  file === undefined ? ok(null) : secretFile(folder, file, MIN_SECRET_CHARS);

const answerSite = (site: SiteFile | undefined): AnswerSite => ({
  redressUrl: site?.redress_url ?? null,
  location: site?.location ?? 'LN',
  jcardUrl: site?.jcard_url ?? null,
});

function switchAnswers(http: PeerFile['http']): SwitchAnswers {
  const base = DEFAULT_SWITCH_ANSWERS;
  return {
    ...base,
    status: { ...base.status, ...given(http?.status) },
    words: { ...base.words, ...given(http?.words) },
    hangupCause: { ...base.hangupCause, ...given(http?.hangup_cause) },
    divertContext: http?.divert_context ?? base.divertContext,
    continueHook: http?.continue_hook ?? base.continueHook,
  };
}

function radiusPeer(
  peer: Peer,
  secret: string,
  timeLimitMs: number,
  trunks: ReadonlyMap<string, Peer>,
  radius: PeerFile['radius'],
): RadiusPeer {
  const base = DEFAULT_RADIUS_ANSWERS;
  const answers: RadiusAnswers = {
    ...base,
    filterId: { ...base.filterId, ...given(radius?.filter_id) },
    replyMessage: { ...base.replyMessage, ...given(radius?.reply_message) },
    returnCode: { ...base.returnCode, ...given(radius?.return_code) },
  };
  return { peer, secret: Buffer.from(secret, 'utf8'), timeLimitMs, trunks, answers };
}

/** Without the keys that were not written. */
function given<Value>(
  values: Readonly<Record<string, Value | undefined>> | undefined,
): Record<string, Value> {
  const written = Object.entries(values ?? {}).filter(
    (pair): pair is [string, Value] => pair[1] !== undefined,
  );
  return Object.fromEntries(written);
}
