import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { PolicyFolders, ReadPolicyFile } from './policy-files.ts';

const PARTS = ['lifecycles', 'calendars'] as const;
const CLOCKS = 'clocks.yaml';

/**
 * Reads `clocks.yaml`, `lifecycles/*.yaml` and `calendars/*.yaml` of the three layers, shipped first, in name order. What a local or
 * override layer lacks is no mistake. Throws a `Fault` when the shipped folders or any file cannot be read.
 */
export async function readCaseworkFiles(folders: PolicyFolders): Promise<ReadPolicyFile[]> {
  const files: ReadPolicyFile[] = [];
  for (const layer of ['shipped', 'local', 'override'] as const)
    for (const path of await pathsOf(folders[layer], layer === 'shipped'))
      files.push({ path, layer, text: await readText(join(folders[layer], path)) });
  return files;
}

async function pathsOf(folder: string, isRequired: boolean): Promise<string[]> {
  const paths = isRequired || (await isThere(join(folder, CLOCKS))) ? [CLOCKS] : [];
  for (const part of PARTS)
    try {
      const names = (await readdir(join(folder, part))).filter((name) => name.endsWith('.yaml')).sort();
      paths.push(...names.map((name) => `${part}/${name}`));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || isRequired)
        throw unreadable(join(folder, part), cause);
    }
  return paths;
}

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function readText(path: string): Promise<string> {
  try {
    // A pipe would never end, a device might.
    if ((await stat(path)).isFile()) return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw new Fault('policy-unreadable', `${path} is no plain file; remove it from the policy folder`);
}

const unreadable = (path: string, cause: unknown): Fault =>
  new Fault('policy-unreadable', `cannot read the policy at ${path}; check that it exists and may be read`, {
    cause,
  });
