import type { SwitchPeer } from '../../api/index.ts';
import type { Peer } from '../../domain/peer.ts';
import type { SipDoorPeer } from '../../traffic/pipeline/index.ts';
import type { RadiusPeer } from '../../traffic/sources/index.ts';
import type { CallPathPeer } from './call-path-peer.ts';
import { type ConfiguredPeer, type ConfiguredPeers, configuredPeers } from './configured-peers.ts';

/**
 * Peers whose settings change under the doors' hands: lists, trust, limits, profiles take effect with the next call and none waits.
 * Which peers there are and where they call from is the doors' own knowledge and stays until they open again.
 */
export interface LivePeers extends ConfiguredPeers {
  /** Takes new settings; returns what needs the doors to be opened again, for a person. */
  replace(next: ConfiguredPeers): readonly string[];
}

export function livePeers(first: ConfiguredPeers): LivePeers {
  let current = first;
  // A call that was asked about before the swap is answered by the settings it came with.
  let before = first;
  const byName = new Map(first.all.map((one) => [one.path.peer.name, one]));
  const named = (name: string): ConfiguredPeer => byName.get(name)!;
  const all = first.all.map((one) => lasting(one, named));
  return {
    all,
    at(address) {
      const found = first.at(address);
      return found === null ? null : named(found.path.peer.name);
    },
    of(peer: Peer): CallPathPeer {
      return current.has(peer) ? current.of(peer) : before.of(peer);
    },
    has: (peer) => current.has(peer) || before.has(peer),
    replace(next) {
      const waits: string[] = [];
      for (const one of next.all) {
        const { name } = one.path.peer;
        const known = byName.get(name);
        if (known === undefined) waits.push(`peer ${name} is new`);
        else {
          if (places(known) !== places(one)) waits.push(`peer ${name} has other addresses`);
          byName.set(name, one);
        }
      }
      for (const name of byName.keys())
        if (!next.all.some(({ path }) => path.peer.name === name)) waits.push(`peer ${name} is gone`);
      before = current;
      current = configuredPeers([...byName.values()]);
      return waits;
    },
  };
}

const places = ({ sip }: ConfiguredPeer): string =>
  JSON.stringify([sip.addresses, sip.certificateNames, sip.maxConnections]);

/** The peer as the doors hold it: what they may remember is fixed, the rest is looked up. */
function lasting(first: ConfiguredPeer, named: (name: string) => ConfiguredPeer): ConfiguredPeer {
  const { name } = first.path.peer;
  const now = (): ConfiguredPeer => named(name);
  const sip: SipDoorPeer = {
    addresses: first.sip.addresses,
    certificateNames: first.sip.certificateNames,
    maxConnections: first.sip.maxConnections,
    get peer(): Peer {
      return now().sip.peer;
    },
    get timeLimitMs(): number {
      return now().sip.timeLimitMs;
    },
    get answerer(): SipDoorPeer['answerer'] {
      return now().sip.answerer;
    },
  };
  return {
    sip,
    isAt: first.isAt,
    bits: first.bits,
    get path(): CallPathPeer {
      return now().path;
    },
    get http(): SwitchPeer {
      return now().http;
    },
    get radius(): RadiusPeer | null {
      return now().radius;
    },
  };
}
