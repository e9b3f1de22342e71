import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessGroup, startGroup } from './process-group.ts';
import { sipRequest, UdpCaller } from './sip-caller.ts';

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
  const set = (text: string, name: string, value: string): string =>
    text.replace(new RegExp(`^#!substdef "!${name}!.*$`, 'm'), `#!substdef "!${name}!${value}!g"`);
  let config = readFileSync(EXAMPLE, 'utf8');
  config = set(config, 'JINGTONG', `sip:127.0.0.1:${hep.port};transport=${hep.transport}`);
  config = set(config, 'NEXT_HOP', `sip:127.0.0.1:${nextHop}`);
  config = set(config, 'LISTEN_UDP', `udp:127.0.0.1:${port}`);
  config = set(config, 'LISTEN_TCP', `tcp:127.0.0.1:${port}`);
  config = set(config, 'HEP_VERSION', String(hep.version));
  config = config.replace(/^children=.*$/m, 'children=1').replace(/^tcp_children=.*$/m, 'tcp_children=1');
  if (key !== undefined)
    config = config.replace(
      '#modparam("siptrace", "auth_key", "HEP_KEY")',
      `modparam("siptrace", "auth_key", "${key}")`,
    );
  const place = join(folder, `siptrace-${port}.cfg`);
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
