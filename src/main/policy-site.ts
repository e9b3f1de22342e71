import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../domain/fault.ts';
import type { PolicyFolders } from '../platform/shared/index.ts';
import { policyFolders } from './load-policy.ts';

const PARTS = ['policy.yaml', 'local.d', 'override.d'];

/** The layers of the folder given with `--policy`; of the shipped policy when none was. Throws `policy-missing`. */
export function givenPolicyFolders(site: string | null | undefined): PolicyFolders {
  if (site === null || site === undefined) return policyFolders();
  mustHoldPolicy(site);
  return policyFolders(site);
}

/** A mistyped folder must not quietly mean the shipped policy. */
function mustHoldPolicy(folder: string): void {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder)
    throw new Fault('policy-missing', `no policy folder ${folder}; name one that exists with --policy`);
  if (!PARTS.some((part) => existsSync(join(folder, part))))
    throw new Fault(
      'policy-missing',
      `${folder} holds no ${PARTS.join(', ')}; name the folder that holds one of them with --policy`,
    );
}
