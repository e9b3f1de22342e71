import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../domain/fault.ts';

const PARTS = ['policy.yaml', 'local.d', 'override.d'];

/** A mistyped folder must not quietly mean the shipped policy. Throws a `Fault` that says what such a folder holds. */
export function mustHoldPolicy(folder: string): void {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder)
    throw new Fault('policy-missing', `no policy folder ${folder}; name one that exists with --policy`);
  if (!PARTS.some((part) => existsSync(join(folder, part))))
    throw new Fault(
      'policy-missing',
      `${folder} holds no ${PARTS.join(', ')}; name the folder that holds one of them with --policy`,
    );
}
