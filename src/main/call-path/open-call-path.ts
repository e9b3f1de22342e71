import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createSwitchDoor, type Figure, type Judging } from '../../api/index.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { Fault } from '../../domain/fault.ts';
import type { CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import { ReturnMarker } from '../../traffic/act/index.ts';
import { eventOf } from '../../traffic/normalise/index.ts';
import { createSipDoor } from '../../traffic/pipeline/index.ts';
import { openCertificateSource } from '../../traffic/sources/index.ts';
import type { RecordedEngine } from '../recorded-engine.ts';
import { ANSWER_WORDS } from './answer-words.ts';
import { createCallJudge } from './call-judge.ts';
import type { CallPathConfig } from './config/read-call-path.ts';
import { secretFile } from './config/secret-file.ts';
import { type SocketPlace, writePlace } from './config/socket-place.ts';
import type { ConfiguredPeers } from './configured-peers.ts';
import { httpFigures } from './doors/http-figures.ts';
import { sipFigures } from './doors/sip-figures.ts';
import { sipPlaces } from './doors/sip-places.ts';
import { JudgeFigures } from './judge-figures.ts';
import { type LoadedCallPath, loadCallPath } from './load-call-path.ts';

export interface CallPathParts {
  readonly engine: RecordedEngine;
  readonly judgeEvent: (event: CallEvent) => Judging;
  readonly clock: Clock;
  readonly log: CallPathLog;
  /** Stands for the judge of the engine; for the conformance walk. */
  readonly judge?: CallJudge;
}

export interface CallPathLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** One open door and where it is. */
export interface OpenDoor {
  /** `sip/udp`, `sip/tcp`, `sip/tls`, `http`, `radius/authentication`, `radius/accounting`, `hep/udp`, `hep/tcp`. */
  readonly what: string;
  readonly place: SocketPlace;
}

/** The call path of a running service. */
export interface CallPath {
  readonly doors: readonly OpenDoor[];
  readonly peers: ConfiguredPeers;
  figures(): readonly Figure[];
  close(): Promise<void>;
}

/** One kind of door, opened. */
interface Door {
  readonly doors: readonly OpenDoor[];
  figures(): readonly Figure[];
  close(): Promise<void>;
}

/**
 * Reads what the configuration names and opens its doors: all of them, or none and throws (`call-path-refused`, `listen-failed`,
 * `port-taken`, `tls-file`).
 */
export async function openCallPath(config: CallPathConfig, parts: CallPathParts): Promise<CallPath> {
  const loaded = await load(config, parts);
  for (const warning of loaded.warnings) parts.log.warn(warning);
  const figures = new JudgeFigures();
  const judge = parts.judge ?? engineJudge(loaded.peers, figures, parts);
  const opened: Door[] = [];
  try {
    if (config.listen.sip) opened.push(await openSip(config, loaded.peers, judge, parts));
    if (config.listen.http) opened.push(await openHttp(config.listen.http.at, loaded.peers, judge, parts));
  } catch (error) {
    await Promise.allSettled(opened.map((door) => door.close()));
    throw error;
  }
  const doors = opened.flatMap((door) => door.doors);
  for (const { what, place } of doors) parts.log.info(`call path: ${what} at ${writePlace(place)}`);
  return {
    doors,
    peers: loaded.peers,
    figures: () => [...figures.all(), ...opened.flatMap((door) => door.figures())],
    close: async () => void (await Promise.all(opened.map((door) => door.close()))),
  };
}

async function load(config: CallPathConfig, parts: CallPathParts): Promise<LoadedCallPath> {
  const { site, folder } = config;
  const markerKey = site?.marker_key_file === undefined ? null : secretFile(folder, site.marker_key_file, 16);
  if (markerKey !== null && !markerKey.ok) throw new Fault('call-path-refused', markerKey.detail);
  const certificates = await openCertificateSource({
    folder:
      site?.certificate_cache_dir === undefined
        ? join(parts.engine.dataDir, 'certificates')
        : join(folder, site.certificate_cache_dir),
    onTrouble: (message) => parts.log.warn(message),
  });
  const loaded = await loadCallPath(config, {
    normaliser: parts.engine.engine.normaliser,
    home: parts.engine.engine.policy().home,
    at: parts.clock.now(),
    marker: new ReturnMarker(markerKey === null ? randomBytes(32) : Buffer.from(markerKey.value)),
    certificates,
  });
  if (!loaded.ok) throw new Fault('call-path-refused', `the call path is refused:\n${loaded.detail}`);
  return loaded.value;
}

function engineJudge(
  peers: ConfiguredPeers,
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
    words: ANSWER_WORDS,
    metrics,
  });
}

async function openSip(
  { listen, folder, site }: CallPathConfig,
  peers: ConfiguredPeers,
  judge: CallJudge,
  { clock }: CallPathParts,
): Promise<Door> {
  const server = createSipDoor({
    listen: sipPlaces(listen.sip!, folder),
    peers: peers.all.map(({ sip }) => sip),
    unknownPeers: site?.unknown_peers ?? 'ignore',
    judge,
    clock,
  });
  const places = await server.listen();
  return {
    doors: places.map(({ transport, host, port }) => ({
      what: `sip/${transport.toLowerCase()}`,
      place: { host, port },
    })),
    figures: () => sipFigures(server.figures()),
    close: () => server.close(),
  };
}

async function openHttp(
  at: SocketPlace,
  peers: ConfiguredPeers,
  judge: CallJudge,
  { clock, log }: CallPathParts,
): Promise<Door> {
  const door = createSwitchDoor({
    judge,
    clock,
    peerAt: (address) => peers.at(address)?.http ?? null,
    onProblem: (error) => log.error(`switch door: ${error instanceof Error ? error.message : String(error)}`),
  });
  const place = await door.listen(at);
  return {
    doors: [{ what: 'http', place }],
    figures: () => httpFigures(door.counts()),
    close: () => door.close(),
  };
}
