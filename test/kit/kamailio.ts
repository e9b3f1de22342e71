import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessGroup, startGroup } from './process-group.ts';
import { sipRequest, UdpCaller } from './sip-caller.ts';

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
  const set = (text: string, name: string, value: string): string =>
    text.replace(new RegExp(`^#!substdef "!${name}!.*$`, 'm'), `#!substdef "!${name}!${value}!g"`);
  let config = readFileSync(EXAMPLE, 'utf8');
  const transport = door.transport.toLowerCase();
  config = set(config, 'JINGTONG', `sip:127.0.0.1:${door.port};transport=${transport}`);
  config = set(config, 'NEXT_HOP', `sip:127.0.0.1:${nextHop}`);
  config = set(config, 'LISTEN_UDP', `udp:127.0.0.1:${port}`);
  config = set(config, 'LISTEN_TCP', `tcp:127.0.0.1:${port}`);
  config = set(config, 'LISTEN_TLS', `tls:127.0.0.1:${tls?.port ?? 5061}`);
  config = config.replace(/^children=.*$/m, 'children=1').replace(/^tcp_children=.*$/m, 'tcp_children=1');
  if (tls !== undefined) {
    const file = join(folder, 'tls.cfg');
    writeFileSync(
      file,
      `[server:default]\nmethod = TLSv1.2+\ncertificate = ${tls.certificate}\nprivate_key = ${tls.key}\n` +
        `[client:default]\nmethod = TLSv1.2+\nverify_certificate = yes\nca_list = ${tls.ca}\ncertificate = ${tls.certificate}\nprivate_key = ${tls.key}\n`,
    );
    config = config.replace('#!KAMAILIO\n', '#!KAMAILIO\n#!define WITH_TLS\n').replace('TLS_CONFIG', file);
  }
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
