import { BlockList, isIP } from 'node:net';
import { Fault } from '../../../../domain/fault.ts';
import type { SipPeer, SipPeerAddress } from './sip-peer.ts';
import type { SipTransport } from './sip-wire.ts';

interface Row<P> {
  readonly peer: P;
  readonly networks: BlockList;
  readonly bits: number;
  readonly port: number | null;
  readonly transport: SipTransport | null;
}

/**
 * Finds the peer of an address: the longest network first, and among equal ones the row that also names port or transport.
 * Throws `bad-peer-address` for text that is no address. Immutable; a new configuration makes a new table.
 */
export class PeerTable<P extends SipPeer> {
  readonly peers: readonly P[];
  readonly #rows: readonly Row<P>[];

  constructor(peers: readonly P[]) {
    this.peers = peers;
    this.#rows = peers
      .flatMap((peer) => peer.addresses.map((address) => rowOf(peer, address)))
      .sort((one, other) => other.bits - one.bits || sharpness(other) - sharpness(one));
  }

  find(transport: SipTransport, address: string, port: number): P | null {
    const plain = plainAddress(address);
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    for (const row of this.#rows) {
      if (row.port !== null && row.port !== port) continue;
      if (row.transport !== null && row.transport !== transport) continue;
      if (row.networks.check(plain, family)) return row.peer;
    }
    return null;
  }

  /** True when the answer for an address does not hang on the port: then it may be remembered by address. */
  isPortFree(transport: SipTransport): boolean {
    return !this.#rows.some((row) => row.port !== null && (row.transport ?? transport) === transport);
  }

  /** The peer that has one of these certificate names and needs no address. */
  findByCertificate(names: readonly string[]): P | null {
    return this.peers.find((peer) => peer.addresses.length === 0 && hasCertificateName(peer, names)) ?? null;
  }

  get hasCertificatePeers(): boolean {
    return this.peers.some((peer) => peer.addresses.length === 0 && peer.certificateNames.length > 0);
  }
}

/** Whether one of the names in a certificate is one the peer may have; names compare in any case. */
export function hasCertificateName(peer: SipPeer, names: readonly string[]): boolean {
  return peer.certificateNames.some((wanted) =>
    names.some((name) => name.toLowerCase() === wanted.toLowerCase()),
  );
}

/** `::ffff:192.0.2.1` and `fe80::1%eth0` as the configuration writes them. */
export function plainAddress(address: string): string {
  const scope = address.indexOf('%');
  const bare = scope < 0 ? address : address.slice(0, scope);
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare) ? bare.slice(7) : bare;
}

const sharpness = <P>(row: Row<P>): number => (row.port === null ? 0 : 2) + (row.transport === null ? 0 : 1);

function rowOf<P extends SipPeer>(peer: P, { network, port, transport }: SipPeerAddress): Row<P> {
  const [address = '', length, ...more] = network.split('/');
  const version = isIP(address);
  const widest = version === 6 ? 128 : 32;
  const bits = length === undefined ? widest : Number(length);
  const isLength = length === undefined || /^\d{1,3}$/.test(length);
  if (version === 0 || more.length > 0 || !isLength || bits > widest)
    throw new Fault(
      'bad-peer-address',
      `peer ${peer.peer.name}: "${network}" is no address: write one like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32`,
    );
  const networks = new BlockList();
  networks.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
  return { peer, networks, bits: bits + (version === 4 ? 96 : 0), port, transport };
}
