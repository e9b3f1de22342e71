import type { Figure } from '../../../api/index.ts';
import type { CallJudge } from '../../../ports/call-judge.ts';
import type { Clock } from '../../../ports/clock.ts';
import { accountedCallEvent, HEADER_TEXTS } from '../../../traffic/pipeline/index.ts';
import {
  createAccessServer,
  createAccountingServer,
  type RadiusPeer,
  type RadiusServer,
} from '../../../traffic/sources/index.ts';
import type { CallPathConfig } from '../config/read-call-path.ts';
import type { ConfiguredPeers } from '../configured-peers.ts';
import type { CallPathLog, OpenDoor, OpenDoors } from '../open-doors.ts';
import type { FeedParts } from './feed-parts.ts';

export interface RadiusParts {
  readonly judge: CallJudge;
  readonly clock: Clock;
  readonly log: CallPathLog;
  /** Absent: accounting is not taken. */
  readonly feed?: FeedParts | undefined;
}

/** Opens the RADIUS doors; a peer without a secret has none. Throws `port-taken` and `cannot-listen`. */
export async function openRadius(
  { listen }: CallPathConfig,
  peers: ConfiguredPeers,
  { judge, clock, log, feed }: RadiusParts,
): Promise<OpenDoors> {
  const peerAt = (address: string): RadiusPeer | null => peers.at(address)?.radius ?? null;
  const onProblem = (error: unknown): void =>
    log.error(`radius: ${error instanceof Error ? error.message : String(error)}`);
  const open: { readonly what: string; readonly server: RadiusServer }[] = [];
  const doors: OpenDoor[] = [];
  const add = async (what: string, server: RadiusServer, at: OpenDoor['place']): Promise<void> => {
    doors.push({ what: `radius/${what}`, place: await server.listen(at) });
    open.push({ what, server });
  };
  const close = async (): Promise<void> =>
    void (await Promise.allSettled(open.map(({ server }) => server.close())));
  const { authentication, accounting } = listen.radius!;
  try {
    if (authentication)
      await add(
        'authentication',
        createAccessServer({ judge, clock, peerAt, headers: HEADER_TEXTS, onProblem }),
        authentication,
      );
    if (accounting && feed)
      await add(
        'accounting',
        createAccountingServer({
          clock,
          peerAt,
          onCall: (call) => feed.onCall(accountedCallEvent(call, feed.normaliser, feed.utcOffsetMin)),
          onProblem,
        }),
        accounting,
      );
  } catch (error) {
    await close();
    throw error;
  }
  return {
    doors,
    figures: () => open.flatMap(({ what, server }) => figuresOf(what, server)),
    peersChanged: () => undefined,
    close,
  };
}

function figuresOf(door: string, server: RadiusServer): Figure[] {
  const { answered, dropped } = server.counts();
  const figures = (name: string, help: string, counts: Readonly<Record<string, number>>): Figure[] =>
    Object.entries(counts).map(([word, value]) => ({
      name: `jingtong_radius_${name}_total`,
      help,
      labels: { door, word },
      value,
    }));
  return [
    ...figures('answers', 'Packets answered, by what was said', answered),
    ...figures('dropped', 'Packets not answered, by reason', dropped),
  ];
}
