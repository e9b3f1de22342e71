import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessGroup } from './process-group.ts';
import { alone, runKamailio, substituted } from './run-kamailio.ts';

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
  for (const [name, value] of Object.entries(values)) config = substituted(config, name, value);
  config = alone(config).replace(/^async_workers=.*$/m, 'async_workers=2');
  return runKamailio(folder, port, config);
}
