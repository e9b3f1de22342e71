import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../../src/domain/peer.ts';
import type { CallJudge } from '../../src/ports/call-judge.ts';
import {
  type AnswerSite,
  ReturnMarker,
  readAnswerProfile,
  SipAnswerer,
} from '../../src/traffic/act/index.ts';
import { createSipDoor, type SipDoorOptions, type SipDoorPeer } from '../../src/traffic/pipeline/index.ts';
import type { ListeningAddress, SipListen, SipServer } from '../../src/traffic/sources/index.ts';

const PROFILES = join(import.meta.dirname, '../../policy/call-control');

export const SITE: AnswerSite = {
  redressUrl: 'https://appeal.example/call',
  location: 'LN',
  jcardUrl: 'https://appeal.example/card.jws',
};

/** The answerer of a shipped profile. */
export function shippedAnswerer(name: string, site: AnswerSite = SITE): SipAnswerer {
  const read = readAnswerProfile(readFileSync(join(PROFILES, `${name}.yaml`), 'utf8'), `${name}.yaml`);
  if (!read.ok) throw new Error(read.detail);
  return new SipAnswerer(read.value, site, new ReturnMarker(randomBytes(32)));
}

export function testPeer(name: string): Peer {
  return {
    name,
    trunk: 'interconnect',
    country: 'CN',
    trustsIdentity: true,
    trustsRedirection: true,
    allowedCallers: null,
    ownNumbers: null,
  };
}

/** A peer at 127.0.0.1 answered by a shipped profile. */
export function doorPeer(profile = 'default', more: Partial<SipDoorPeer> = {}): SipDoorPeer {
  return {
    peer: testPeer(more.peer?.name ?? 'test-switch'),
    addresses: [{ network: '127.0.0.1', port: null, transport: null }],
    certificateNames: [],
    timeLimitMs: 600,
    maxConnections: 50,
    answerer: shippedAnswerer(profile),
    ...more,
  };
}

export interface RunningDoor {
  readonly server: SipServer;
  readonly listening: readonly ListeningAddress[];
  readonly udp: number;
  readonly tcp: number;
  readonly tls: number;
}

/** A SIP door on free ports of 127.0.0.1, UDP and TCP, TLS when given what it needs. Close it: `server.close()`. */
export async function openDoor(
  judge: CallJudge,
  more: Partial<Omit<SipDoorOptions, 'judge'>> & {
    readonly tls?: Extract<SipListen, { transport: 'TLS' }>['tls'];
  } = {},
): Promise<RunningDoor> {
  const { tls, ...options } = more;
  const host = '127.0.0.1';
  const listen: SipListen[] = [
    { transport: 'UDP', host, port: 0 },
    { transport: 'TCP', host, port: 0 },
  ];
  if (tls !== undefined) listen.push({ transport: 'TLS', host, port: 0, tls });
  const server = createSipDoor({
    listen,
    peers: [doorPeer()],
    unknownPeers: 'ignore',
    clock: { now: () => Date.now() },
    ...options,
    judge,
  });
  const listening = await server.listen();
  const portOf = (transport: string): number =>
    listening.find((address) => address.transport === transport)?.port ?? 0;
  return { server, listening, udp: portOf('UDP'), tcp: portOf('TCP'), tls: portOf('TLS') };
}
