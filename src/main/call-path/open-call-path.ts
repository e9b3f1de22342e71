import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Judging } from '../../api/index.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { Fault } from '../../domain/fault.ts';
import { bad, type Result } from '../../domain/result.ts';
import type { CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import { ReturnMarker } from '../../traffic/act/index.ts';
import { blockKindOf, labelOf } from '../../traffic/decide/index.ts';
import { eventOf, ReusedStatements } from '../../traffic/normalise/index.ts';
import { openCertificateSource } from '../../traffic/sources/index.ts';
import type { RecordedEngine } from '../recorded-engine.ts';
import { secretFile } from '../secret-file.ts';
import { createCallJudge } from './call-judge.ts';
import type { CallPathConfig } from './config/read-call-path.ts';
import { writePlace } from './config/socket-place.ts';
import type { FeedParts } from './doors/feed-parts.ts';
import { JudgeFigures } from './judge-figures.ts';
import { type LivePeers, livePeers } from './live-peers.ts';
import { type LoadedCallPath, loadCallPath } from './load-call-path.ts';
import { type CallPathLog, type OpenDoors, openDoors } from './open-doors.ts';
import { warmUp } from './warm-up.ts';

export interface CallPathParts {
  readonly engine: RecordedEngine;
  readonly judgeEvent: (event: CallEvent) => Judging;
  readonly clock: Clock;
  readonly log: CallPathLog;
}

/** The call path of a running service. */
export interface CallPath extends OpenDoors {
  readonly peers: LivePeers;
  /**
   * Takes a changed configuration while calls go on: lists, trust, limits, profiles with the next call. Refused: everything stays
   * as it was. The value tells what the doors must be opened again for.
   */
  replace(config: CallPathConfig): Promise<Result<readonly string[], 'call-path-refused'>>;
}

/**
 * Reads what the configuration names and opens its doors: all of them, or none and throws (`call-path-refused`, `listen-failed`,
 * `port-taken`, `tls-file`).
 */
export async function openCallPath(config: CallPathConfig, parts: CallPathParts): Promise<CallPath> {
  const load = await loader(config, parts);
  const loaded = await load(config);
  if (!loaded.ok) throw new Fault('call-path-refused', `the call path is refused:\n${loaded.detail}`);
  const peers = livePeers(loaded.value.peers);
  const { clock, log } = parts;
  for (const warning of loaded.value.warnings) log.warn(warning);
  const figures = new JudgeFigures();
  const judge = engineJudge(peers, figures, parts);
  await warmUp(config, peers, parts);
  const opened = await openDoors(config, peers, { judge, clock, log, feed: feedParts(parts) });
  for (const { what, place } of opened.doors) log.info(`call path: ${what} at ${writePlace(place)}`);
  return {
    ...opened,
    peers,
    figures: () => [...figures.all(), ...opened.figures()],
    async replace(next) {
      const read = await load(next);
      if (!read.ok) return bad('call-path-refused', read.detail);
      for (const warning of read.value.warnings) log.warn(warning);
      const waits = peers.replace(read.value.peers);
      opened.peersChanged();
      const moved = JSON.stringify(next.listen) === JSON.stringify(config.listen) ? [] : ['listen changed'];
      return { ok: true, value: [...moved, ...waits] };
    },
  };
}

function feedParts({ engine: { engine }, judgeEvent, clock }: CallPathParts): FeedParts {
  return {
    normaliser: engine.normaliser,
    utcOffsetMin: engine.utcOffsetMin,
    home: engine.policy().home,
    onCall: async (event) => judgeEvent(event).journalled,
    now: () => clock.now(),
  };
}

/** What outlives a change of the configuration: marker, certificates, statements seen. */
async function loader(
  { site, folder }: CallPathConfig,
  { engine: { engine, dataDir }, clock, log }: CallPathParts,
): Promise<(config: CallPathConfig) => Promise<Result<LoadedCallPath, 'call-path-refused'>>> {
  const markerKey = site?.marker_key_file === undefined ? null : secretFile(folder, site.marker_key_file, 16);
  if (markerKey !== null && !markerKey.ok) throw new Fault('call-path-refused', markerKey.detail);
  const certificates = await openCertificateSource({
    folder:
      site?.certificate_cache_dir === undefined
        ? join(dataDir, 'certificates')
        : join(folder, site.certificate_cache_dir),
    isOnline: site?.certificates_offline !== true,
    ...(site?.certificate_ports === undefined ? {} : { limits: { ports: site.certificate_ports } }),
    onTrouble: (message) => log.warn(message),
  });
  const marker = new ReturnMarker(markerKey === null ? randomBytes(32) : Buffer.from(markerKey.value));
  const { normaliser } = engine;
  const seen = new ReusedStatements();
  return (config) =>
    loadCallPath(config, {
      normaliser,
      home: engine.policy().home,
      at: clock.now(),
      marker,
      certificates,
      seen,
    });
}

function engineJudge(
  peers: LivePeers,
  metrics: JudgeFigures,
  { engine, judgeEvent }: CallPathParts,
): CallJudge {
  const { normaliser } = engine.engine;
  return createCallJudge({
    engine,
    judgeEvent,
    eventOf: (question, peer, verification) =>
      eventOf(question, peer, verification, normaliser, engine.engine.utcOffsetMin),
    configured: peers.of,
    words: { blockKindOf, labelOf },
    metrics,
  });
}
