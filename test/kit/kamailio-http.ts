import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessGroup, startGroup } from './process-group.ts';
import { sipRequest, UdpCaller } from './sip-caller.ts';

/** Where Debian puts Kamailio's modules, or where another build of it is. */
const MODULES = process.env.KAMAILIO_MODULES ?? '/usr/lib/x86_64-linux-gnu/kamailio/modules';

/** True, and said by name, when Kamailio has no such module. `REQUIRE_PEERS` does not help: Debian has none of it. */
export function lacksModule(name: string): boolean {
  if (existsSync(join(MODULES, `${name}.so`))) return false;
  process.stderr.write(
    `peer missing: Kamailio's module ${name} is not in ${MODULES}; its tests are skipped\n`,
  );
  return true;
}

export interface KamailioHttpOptions {
  readonly folder: string;
  readonly example: 'kamailio-http-client' | 'kamailio-http-async';
  readonly port: number;
  readonly doorPort: number;
  readonly nextHop: number;
  readonly token?: string;
}

/** Kamailio with a shipped example, its addresses changed and nothing else. Resolves when it answers. */
export async function startKamailioHttp(options: KamailioHttpOptions): Promise<ProcessGroup> {
  const { folder, port } = options;
  const values: Record<string, string> = {
    JINGTONG: `http://127.0.0.1:${options.doorPort}`,
    NEXT_HOP: `sip:127.0.0.1:${options.nextHop}`,
    LISTEN_UDP: `udp:127.0.0.1:${port}`,
    LISTEN_TCP: `tcp:127.0.0.1:${port}`,
    MODULES: `${MODULES}/`,
    TOKEN: options.token ?? 'none',
  };
  let config = readFileSync(
    join(import.meta.dirname, '../../examples', options.example, 'kamailio.cfg'),
    'utf8',
  );
  for (const [name, value] of Object.entries(values))
    config = config.replace(new RegExp(`^#!substdef "!${name}!.*$`, 'm'), `#!substdef "!${name}!${value}!g"`);
  config = config
    .replace(/^children=.*$/m, 'children=1')
    .replace(/^tcp_children=.*$/m, 'tcp_children=1')
    .replace(/^async_workers=.*$/m, 'async_workers=2');
  const place = join(folder, `kamailio-${port}.cfg`);
  writeFileSync(place, config);
  const group = startGroup('kamailio', [
    ...['-f', place, '-DD', '-E', '-m', '64', '-M', '8', '-P', join(folder, `${port}.pid`), '-Y', folder],
  ]);
  try {
    await untilItAnswers(port, group);
  } catch (error) {
    await group.stop();
    throw error;
  }
  return group;
}

async function untilItAnswers(port: number, group: ProcessGroup): Promise<void> {
  const caller = await UdpCaller.open(port);
  try {
    for (let tries = 0; tries < 100 && group.child.exitCode === null; tries += 1) {
      caller.send(sipRequest({ method: 'OPTIONS', uri: `sip:127.0.0.1:${port}` }));
      if (!(await caller.isSilent(100))) return;
    }
  } finally {
    caller.close();
  }
  throw new Error(`kamailio does not answer:\n${group.said()}`);
}
