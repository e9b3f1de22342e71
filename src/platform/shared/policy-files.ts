import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';

/** The folders of a policy's three layers; local and override may be missing on disk. */
export interface PolicyFolders {
  readonly shipped: string;
  readonly local: string;
  readonly override: string;
}

/** A policy file as read; `path` is relative to its layer's folder, with forward slashes. */
export interface ReadPolicyFile {
  readonly path: string;
  readonly layer: keyof PolicyFolders;
  readonly text: string;
}

/** The parts of a layer that make up a policy; numbering has its own reader. */
const PARTS = ['.', 'rules', 'lists'] as const;
/** Lies beside the policy and is none of it: limits of casework, with a reader of their own. */
const OTHERS: ReadonlySet<string> = new Set(['clocks.yaml']);

/**
 * Reads every `.yaml` (and `.yml`, which is then refused by name) of the three layers: `policy.yaml`, `composites.yaml`, `rules/`, `lists/`. A missing local or
 * override folder is an empty layer. Throws a `Fault` when the shipped folder or any file cannot be read.
 */
export async function readPolicyFiles(folders: PolicyFolders): Promise<ReadPolicyFile[]> {
  const layers = await Promise.all(
    (['shipped', 'local', 'override'] as const).map((layer) => readLayer(folders[layer], layer)),
  );
  return layers.flat();
}

async function readLayer(folder: string, layer: keyof PolicyFolders): Promise<ReadPolicyFile[]> {
  const files: ReadPolicyFile[] = [];
  for (const part of PARTS) {
    const isRequired = layer === 'shipped' && part === '.';
    for (const name of await yamlNames(join(folder, part), isRequired)) {
      const path = part === '.' ? name : `${part}/${name}`;
      files.push({ path, layer, text: await readText(join(folder, path)) });
    }
  }
  return files;
}

async function yamlNames(folder: string, isRequired: boolean): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.ya?ml$/i.test(name) && !OTHERS.has(name)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && !isRequired) return [];
    throw unreadable(folder, cause);
  }
}

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

/** How long the folders must be quiet before a change counts: editors write a file in several steps. */
const QUIET_MS = 200;

/**
 * Calls `onChange` once after each burst of changes in any layer, also of layers that appear later. Returns a function
 * that stops watching.
 */
export function watchPolicyFiles(folders: PolicyFolders, onChange: () => void): () => void {
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const close = () => {
    for (const watcher of watchers) watcher.close();
  };
  // All are opened anew after a change, before the files are read: folders may have come, gone, or been replaced.
  const follow = () => {
    close();
    watchers = watchable(folders).flatMap((path) => openWatcher(path, changed));
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      follow();
      onChange();
    }, QUIET_MS);
  };
  follow();
  return () => {
    clearTimeout(timer);
    close();
  };
}

/** The folders of all layers, and those in which a missing layer would appear. */
function watchable({ shipped, local, override }: PolicyFolders): string[] {
  const layers = [shipped, local, override].flatMap((folder) => PARTS.map((part) => join(folder, part)));
  return [...new Set([dirname(local), dirname(override), ...layers])];
}

function openWatcher(path: string, changed: () => void): FSWatcher[] {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    watcher.on('error', changed);
    return [watcher];
  } catch {
    // Not there yet: its parent is watched, and it is tried again after the next change.
    return [];
  }
}
