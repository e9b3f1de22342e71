import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessGroup } from './process-group.ts';
import { alone, runKamailio, substituted } from './run-kamailio.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/kamailio-redirect/kamailio.cfg');

export interface KamailioOptions {
  readonly folder: string;
  readonly port: number;
  /** Where it asks: port and transport of the door. */
  readonly door: { readonly port: number; readonly transport: 'UDP' | 'TCP' | 'TLS' };
  readonly nextHop: number;
  /** TLS client files, for a door over TLS. */
  readonly tls?: {
    readonly port: number;
    readonly ca: string;
    readonly certificate: string;
    readonly key: string;
  };
}

/** Kamailio with the shipped example configuration, its addresses changed and nothing else. Resolves when it answers. */
export async function startKamailio(options: KamailioOptions): Promise<ProcessGroup> {
  const { folder, port, door, nextHop, tls } = options;
  let config = readFileSync(EXAMPLE, 'utf8');
  const transport = door.transport.toLowerCase();
  config = substituted(config, 'JINGTONG', `sip:127.0.0.1:${door.port};transport=${transport}`);
  config = substituted(config, 'NEXT_HOP', `sip:127.0.0.1:${nextHop}`);
  config = substituted(config, 'LISTEN_UDP', `udp:127.0.0.1:${port}`);
  config = substituted(config, 'LISTEN_TCP', `tcp:127.0.0.1:${port}`);
  config = substituted(config, 'LISTEN_TLS', `tls:127.0.0.1:${tls?.port ?? 5061}`);
  config = alone(config);
  if (tls !== undefined) {
    const file = join(folder, 'tls.cfg');
    writeFileSync(
      file,
      `[server:default]\nmethod = TLSv1.2+\ncertificate = ${tls.certificate}\nprivate_key = ${tls.key}\n` +
        `[client:default]\nmethod = TLSv1.2+\nverify_certificate = yes\nca_list = ${tls.ca}\ncertificate = ${tls.certificate}\nprivate_key = ${tls.key}\n`,
    );
    config = config.replace('#!KAMAILIO\n', '#!KAMAILIO\n#!define WITH_TLS\n').replace('TLS_CONFIG', file);
  }
  return runKamailio(folder, port, config);
}
