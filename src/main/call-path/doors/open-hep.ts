import { Fault } from '../../../domain/fault.ts';
import { capturePeer, createSignallingFeed } from '../../../traffic/pipeline/index.ts';
import { createHepServer } from '../../../traffic/sources/index.ts';
import { secretFile } from '../../secret-file.ts';
import type { CallPathConfig } from '../config/read-call-path.ts';
import type { ConfiguredPeers } from '../configured-peers.ts';
import type { OpenDoor, OpenDoors } from '../open-doors.ts';
import type { FeedParts } from './feed-parts.ts';
import { hepFigures } from './hep-figures.ts';

const ADVANCE_MS = 1_000;
const MIN_KEY_CHARS = 8;

/**
 * Listens for captured signalling. A message belongs to the peer whose address it was sent from; of other places nothing is
 * believed and the trunk is unknown. Throws `hep-not-listening` and `call-path-refused`.
 */
export async function openHep(
  { listen, folder }: CallPathConfig,
  peers: ConfiguredPeers,
  parts: FeedParts,
): Promise<OpenDoors> {
  const hep = listen.hep!;
  const key = hep.key_file === undefined ? null : secretFile(folder, hep.key_file, MIN_KEY_CHARS);
  if (key !== null && !key.ok) throw new Fault('call-path-refused', key.detail);
  const stranger = capturePeer('capture', parts.home);
  const asking = new Set(hep.skip_peers ?? []);
  let lost = 0;
  let skipped = 0;
  const feed = createSignallingFeed({
    normaliser: parts.normaliser,
    utcOffsetMin: parts.utcOffsetMin,
    peerOf: (captured) => peers.at(captured.sourceAddress())?.path.peer ?? stranger,
    onCall(event) {
      if (asking.has(event.signalling?.peer ?? '')) skipped += 1;
      else
        parts.onCall(event).catch(() => {
          lost += 1;
        });
    },
  });
  const server = await createHepServer({
    udp: hep.udp ?? null,
    tcp: hep.tcp ?? null,
    authKey: key === null ? null : key.value,
    onPacket: (packet) => feed.take(packet, parts.now()),
  });
  const timer = setInterval(() => feed.advance(parts.now()), ADVANCE_MS);
  const doors: OpenDoor[] = [];
  if (server.udp !== null) doors.push({ what: 'hep/udp', place: server.udp });
  if (server.tcp !== null) doors.push({ what: 'hep/tcp', place: server.tcp });
  return {
    doors,
    figures: () => hepFigures(server.counts, feed, { lost, skipped }),
    peersChanged: () => undefined,
    async close() {
      clearInterval(timer);
      await server.close();
      feed.end();
    },
  };
}
