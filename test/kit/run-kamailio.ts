import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessGroup, startGroup } from './process-group.ts';
import { sipRequest, UdpCaller } from './sip-caller.ts';

/** A configuration with one of its `#!substdef` lines changed. */
export const substituted = (config: string, name: string, value: string): string =>
  config.replace(new RegExp(`^#!substdef "!${name}!.*$`, 'm'), `#!substdef "!${name}!${value}!g"`);

/** Fewer processes than a switch has: one of each. */
export const alone = (config: string): string =>
  config.replace(/^children=.*$/m, 'children=1').replace(/^tcp_children=.*$/m, 'tcp_children=1');

/** Runs Kamailio in `folder` with a configuration that listens on `port`. Resolves when it answers. */
export async function runKamailio(folder: string, port: number, config: string): Promise<ProcessGroup> {
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
