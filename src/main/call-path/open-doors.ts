import { createSwitchDoor, type Figure } from '../../api/index.ts';
import type { CallJudge } from '../../ports/call-judge.ts';
import type { Clock } from '../../ports/clock.ts';
import { createSipDoor, HEADER_TEXTS } from '../../traffic/pipeline/index.ts';
import type { CallPathConfig } from './config/read-call-path.ts';
import type { SocketPlace } from './config/socket-place.ts';
import type { ConfiguredPeers } from './configured-peers.ts';
import type { FeedParts } from './doors/feed-parts.ts';
import { httpFigures } from './doors/http-figures.ts';
import { openHep } from './doors/open-hep.ts';
import { openRadius } from './doors/open-radius.ts';
import { sipFigures } from './doors/sip-figures.ts';
import { sipPlaces } from './doors/sip-places.ts';

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

/** Doors that are open together. */
export interface OpenDoors {
  readonly doors: readonly OpenDoor[];
  figures(): readonly Figure[];
  /** Settings of the peers were replaced: what a door remembers of them is looked up again. */
  peersChanged(): void;
  close(): Promise<void>;
}

export interface DoorParts {
  readonly judge: CallJudge;
  readonly clock: Clock;
  readonly log: CallPathLog;
  /** Takes calls that were captured or accounted for; absent: neither is taken. */
  readonly feed?: FeedParts;
}

const DRAIN_MS = 300;

/** Opens every door of a configuration, or none and throws (`listen-failed`, `port-taken`, `tls-file`). */
export async function openDoors(
  config: CallPathConfig,
  peers: ConfiguredPeers,
  parts: DoorParts,
): Promise<OpenDoors> {
  const opened: OpenDoors[] = [];
  const closeAll = async (): Promise<void> =>
    void (await Promise.allSettled(opened.map((door) => door.close())));
  try {
    if (config.listen.sip) opened.push(await openSip(config, peers, parts));
    if (config.listen.http) opened.push(await openHttp(config, peers, parts));
    if (config.listen.radius) opened.push(await openRadius(config, peers, parts));
    if (config.listen.hep && parts.feed) opened.push(await openHep(config, peers, parts.feed));
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    doors: opened.flatMap(({ doors }) => doors),
    figures: () => opened.flatMap((door) => door.figures()),
    peersChanged: () => {
      for (const door of opened) door.peersChanged();
    },
    close: closeAll,
  };
}

async function openSip(
  { listen, folder, site }: CallPathConfig,
  peers: ConfiguredPeers,
  { judge, clock }: DoorParts,
): Promise<OpenDoors> {
  const server = createSipDoor({
    listen: sipPlaces(listen.sip!, folder),
    peers: peers.all.map(({ sip }) => sip),
    unknownPeers: site?.unknown_peers ?? 'ignore',
    ...(site?.overload_ms === undefined ? {} : { limits: { maxWaitMs: site.overload_ms } }),
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
    peersChanged: nothing,
    async close() {
      // Switches that look after us by OPTIONS go elsewhere before the door is shut.
      server.drain();
      await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
      await server.close();
    },
  };
}

async function openHttp(
  { listen, site }: CallPathConfig,
  peers: ConfiguredPeers,
  { judge, clock, log }: DoorParts,
): Promise<OpenDoors> {
  const door = createSwitchDoor({
    judge,
    clock,
    ...(site?.overload_ms === undefined ? {} : { limits: { maxLagMs: site.overload_ms } }),
    peerAt: (address) => peers.at(address)?.http ?? null,
    headers: HEADER_TEXTS,
    onProblem: (error) => log.error(`switch door: ${error instanceof Error ? error.message : String(error)}`),
  });
  const place = await door.listen(listen.http!.at);
  return {
    doors: [{ what: 'http', place }],
    figures: () => httpFigures(door.counts()),
    peersChanged: () => door.peersChanged(),
    close: () => door.close(),
  };
}

/** Settings are looked up with every call. */
const nothing = (): void => undefined;
