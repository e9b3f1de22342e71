import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports of 127.0.0.1 that are free for UDP and TCP alike now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  const held: (() => void)[] = [];
  while (ports.length < count) {
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    held.push(() => udp.close());
    const { port } = udp.address();
    const tcp = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      tcp.once('error', () => resolve(false));
      tcp.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    held.push(() => tcp.close());
    ports.push(port);
  }
  for (const release of held) release();
  return ports;
}
