import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import type { SocketPlace } from '../call-path/config/socket-place.ts';

/** Listens where the switch asks and says nothing: what a dead or hanging service looks like. */
export async function silentDoor(
  udp: readonly SocketPlace[],
  tcp: readonly SocketPlace[],
): Promise<{ close(): Promise<void> }> {
  const closers: (() => Promise<void>)[] = [];
  for (const { host, port } of udp) {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, resolve);
    });
    closers.push(() => new Promise((resolve) => socket.close(() => resolve())));
  }
  for (const { host, port } of tcp) {
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
      socket.resume();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    closers.push(async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
  }
  return { close: async () => void (await Promise.all(closers.map((close) => close()))) };
}
