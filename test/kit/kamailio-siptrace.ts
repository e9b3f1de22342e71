import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessGroup } from './process-group.ts';
import { alone, runKamailio, substituted } from './run-kamailio.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/kamailio-siptrace/kamailio.cfg');

export interface SiptraceOptions {
  readonly folder: string;
  readonly port: number;
  readonly hep: { readonly port: number; readonly transport: 'udp' | 'tcp'; readonly version: 1 | 2 | 3 };
  readonly nextHop: number;
  readonly key?: string;
}

/** Kamailio with the shipped siptrace configuration, its addresses changed and nothing else. Resolves when it answers. */
export async function startSiptrace(options: SiptraceOptions): Promise<ProcessGroup> {
  const { folder, port, hep, nextHop, key } = options;
  let config = readFileSync(EXAMPLE, 'utf8');
  config = substituted(config, 'JINGTONG', `sip:127.0.0.1:${hep.port};transport=${hep.transport}`);
  config = substituted(config, 'NEXT_HOP', `sip:127.0.0.1:${nextHop}`);
  config = substituted(config, 'LISTEN_UDP', `udp:127.0.0.1:${port}`);
  config = substituted(config, 'LISTEN_TCP', `tcp:127.0.0.1:${port}`);
  config = substituted(config, 'HEP_VERSION', String(hep.version));
  config = alone(config);
  if (key !== undefined)
    config = config.replace(
      '#modparam("siptrace", "auth_key", "HEP_KEY")',
      `modparam("siptrace", "auth_key", "${key}")`,
    );
  return runKamailio(folder, port, config);
}
