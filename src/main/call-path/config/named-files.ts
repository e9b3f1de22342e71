import { resolve } from 'node:path';
import type { CallPathConfig } from './read-call-path.ts';

/** Files whose change the call path follows: those that peers and the network name. */
export function namedFiles({ folder, network, peers }: CallPathConfig): string[] {
  const files = [
    network?.own_numbers_file,
    ...peers.flatMap(({ allowed_callers_file, http, radius, stir, sip }) => [
      allowed_callers_file,
      http?.token_file,
      radius?.secret_file,
      stir?.trust_file,
      sip?.profile !== undefined && /[/\\]|\.ya?ml$/i.test(sip.profile) ? sip.profile : undefined,
    ]),
  ];
  return files.filter((file): file is string => file !== undefined).map((file) => resolve(folder, file));
}
