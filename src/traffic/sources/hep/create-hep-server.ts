import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { Fault } from '../../../domain/fault.ts';
import { type HepCounts, hepCounts } from './hep-counts.ts';
import { takeHepDatagram } from './hep-datagram.ts';
import type { HepPacket } from './hep-packet.ts';
import { HepReceiver } from './hep-receiver.ts';
import { HepStream } from './hep-stream.ts';

/** Where to listen. Port 0 lets the system choose. */
export interface HepPlace {
  readonly host: string;
  readonly port: number;
}

/** What one HEP door may cost. */
export interface HepLimits {
  /** TCP connections held at once; more are closed at once and counted. (Default 256) */
  readonly connections: number;
  /** Longest payload a compressed packet may unfold to, bytes. (Default 65,535) */
  readonly payloadBytes: number;
  /** Asked of the system for the UDP socket, bytes; it may grant less. (Default 8 MiB) */
  readonly receiveBufferBytes: number;
}

export const HEP_LIMITS: HepLimits = { connections: 256, payloadBytes: 65_535, receiveBufferBytes: 8 << 20 };

/** Where to listen for HEP and what to do with it. */
export interface HepServerOptions {
  /** `null`: not over this transport. */
  readonly udp: HepPlace | null;
  readonly tcp: HepPlace | null;
  /**
   * Called for every SIP packet in the order it was received, with the IP address of its capture agent. The packet is
   * reused: copy what is kept.
   */
  readonly onPacket: (packet: HepPacket, agent: string) => void;
  readonly limits?: Partial<HepLimits>;
  /** Where to count; shared with others or read through `HepServer.counts`. (Default: its own) */
  readonly metrics?: HepCounts;
  /** Key that every packet must bring (HEPv3 chunk 14). `null`: whoever reaches the port is believed. */
  readonly authKey: string | null;
}

/** A listening HEP door. */
export interface HepServer {
  /** Where it listens in fact, `null` for a transport that is off. */
  readonly udp: HepPlace | null;
  readonly tcp: HepPlace | null;
  readonly counts: HepCounts;
  /** Stops listening and closes what is open. */
  close(): Promise<void>;
}

/**
 * Listens for HEPv1, HEPv2 and HEPv3 (`HEP3` and `EEP3`). Throws `Fault` `hep-not-listening` when a place is taken or not
 * allowed: choose another.
 */
export async function createHepServer(options: HepServerOptions): Promise<HepServer> {
  const counts = options.metrics ?? hepCounts();
  const limits = { ...HEP_LIMITS, ...options.limits };
  const receiver = new HepReceiver({
    counts,
    onPacket: options.onPacket,
    authKey: options.authKey,
    maxPayloadBytes: limits.payloadBytes,
  });
  const udp = options.udp === null ? null : await listenUdp(options.udp, receiver, counts, limits);
  const streams = new Set<Socket>();
  try {
    const tcp = options.tcp === null ? null : await listenTcp(options.tcp, receiver, counts, limits, streams);
    return {
      udp: udp === null ? null : placeOf(udp.address()),
      tcp: tcp === null ? null : placeOf(tcp.address()),
      counts,
      close: async () => {
        for (const stream of streams) stream.destroy();
        await Promise.all([closed(udp), closed(tcp)]);
      },
    };
  } catch (error) {
    await closed(udp);
    throw error;
  }
}

function listenUdp(
  place: HepPlace,
  receiver: HepReceiver,
  counts: HepCounts,
  limits: HepLimits,
): Promise<UdpSocket> {
  const socket = createSocket({
    type: place.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: limits.receiveBufferBytes,
  });
  socket.on('message', (bytes, { address }) =>
    takeHepDatagram(bytes, bytes.length, receiver, counts, address),
  );
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) => {
      socket.close();
      reject(notListening('UDP', place, cause));
    };
    socket.once('error', refuse);
    socket.bind(place.port, place.host, () => {
      socket.off('error', refuse);
      // An ICMP error of a peer concerns nobody here.
      socket.on('error', () => {});
      counts.receiveBufferBytes = socket.getRecvBufferSize();
      resolve(socket);
    });
  });
}

function listenTcp(
  place: HepPlace,
  receiver: HepReceiver,
  counts: HepCounts,
  limits: HepLimits,
  streams: Set<Socket>,
): Promise<Server> {
  const server = createServer({ keepAlive: true, keepAliveInitialDelay: 30_000 }, (socket) => {
    if (streams.size >= limits.connections) {
      counts.connectionsRefused += 1;
      socket.destroy();
      return;
    }
    streams.add(socket);
    counts.connections += 1;
    counts.connectionsTotal += 1;
    const stream = new HepStream(receiver, counts, socket.remoteAddress ?? '');
    socket.on('data', (chunk: Buffer) => stream.push(chunk));
    // A broken connection ends like any other.
    socket.on('error', () => {});
    socket.on('close', () => {
      stream.end();
      streams.delete(socket);
      counts.connections -= 1;
    });
  });
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) => reject(notListening('TCP', place, cause));
    server.once('error', refuse);
    server.listen(place.port, place.host, () => {
      server.off('error', refuse);
      server.on('error', () => {});
      resolve(server);
    });
  });
}

function placeOf(address: ReturnType<Server['address']>): HepPlace | null {
  return address === null || typeof address === 'string'
    ? null
    : { host: address.address, port: address.port };
}

function closed(listening: UdpSocket | Server | null): Promise<void> {
  return new Promise((resolve) => {
    if (listening === null) resolve();
    else listening.close(() => resolve());
  });
}

function notListening(transport: string, place: HepPlace, cause: Error): Fault {
  return new Fault(
    'hep-not-listening',
    `cannot listen for HEP on ${transport} ${place.host}:${place.port}: ${cause.message}; choose another address or port, or stop what holds it`,
    { cause },
  );
}
