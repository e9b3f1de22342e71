import type { SwitchPeer } from '../../api/index.ts';
import type { Peer } from '../../domain/peer.ts';
import type { SipDoorPeer } from '../../traffic/pipeline/index.ts';
import type { RadiusPeer } from '../../traffic/sources/index.ts';
import type { CallPathPeer } from './call-path-peer.ts';

/** One configured peer in the words of every door. */
export interface ConfiguredPeer {
  readonly path: CallPathPeer;
  readonly sip: SipDoorPeer;
  readonly http: SwitchPeer;
  /** `null`: the peer does not speak RADIUS. */
  readonly radius: RadiusPeer | null;
  readonly isAt: (address: string) => boolean;
  /** Bits of its most exact range, so that of two ranges the longer one wins. */
  readonly bits: number;
}

/** Everything a configuration says of its peers, ready to be asked while calls wait. */
export interface ConfiguredPeers {
  readonly all: readonly ConfiguredPeer[];
  /** The peer a door was given; a door only ever gives one of these. */
  readonly of: (peer: Peer) => CallPathPeer;
  readonly has: (peer: Peer) => boolean;
  /** `null`: nobody's address. */
  readonly at: (address: string) => ConfiguredPeer | null;
}

export function configuredPeers(all: readonly ConfiguredPeer[]): ConfiguredPeers {
  const byPeer = new Map(all.map((one) => [one.path.peer, one.path]));
  const byBits = [...all].sort((one, other) => other.bits - one.bits);
  return {
    all,
    has: (peer) => byPeer.has(peer),
    of(peer) {
      const path = byPeer.get(peer);
      if (path === undefined) throw new Error(`peer ${peer.name} is not of this configuration`);
      return path;
    },
    at: (address) => byBits.find(({ isAt }) => isAt(address)) ?? null,
  };
}
