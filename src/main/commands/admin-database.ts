import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { startEmbeddedPostgres } from '../../platform/embedded/index.ts';
import { connectDatabase, type Database, migrate } from '../../platform/shared/index.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

/** Where the commands of `jingtong admin` work. */
export interface AdminPlace {
  readonly data: string;
  /** `postgres://` of the owner; absent: the embedded server of the data folder, running or not. */
  readonly database?: string;
}

/** Runs `work` on the migrated database as its owner, and leaves the server as it was found. */
export async function withAdminDatabase<Result>(
  { data, database }: AdminPlace,
  work: (owner: Database, url: string) => Promise<Result>,
): Promise<Result> {
  const running = database ?? runningServer(data);
  const started = running === null ? await startEmbeddedPostgres(join(data, 'postgres')) : null;
  const url = running ?? started!.url;
  const owner = connectDatabase(url, 2);
  try {
    await migrate(owner, join(PACKAGE_ROOT, 'migrations'));
    return await work(owner, url);
  } finally {
    await owner.end();
    await started?.stop();
  }
}

/** The URL of the embedded server that a running service started for this folder, or `null`. */
function runningServer(data: string): string | null {
  const dir = resolve(data, 'postgres');
  const tag = createHash('sha256').update(dir).digest('hex').slice(0, 12);
  for (const home of [dir, `/var/lib/jingtong/postgres-${tag}`]) {
    const pidFile = join(home, 'cluster', 'postmaster.pid');
    if (!existsSync(pidFile)) continue;
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    if (!isAlive(Number(lines[0]))) continue;
    const password = readFileSync(join(home, 'password'), 'utf8').trim();
    return `postgres://jingtong:${encodeURIComponent(password)}@127.0.0.1:${Number(lines[3])}/jingtong`;
  }
  return null;
}

function isAlive(pid: number): boolean {
  try {
    return pid > 1 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * The key that seals second factors and proves devices, 32 octets in `<data>/access.key`: made once, readable by its owner
 * alone, part of every backup. Without it every authenticator has to be set up anew.
 */
export function accessKey(data: string): Buffer {
  const path = join(data, 'access.key');
  if (!existsSync(path)) {
    mkdirSync(data, { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length === 32) return key;
  throw new Fault('access-key', `${path} does not hold a key of 32 octets: put it back from the backup`);
}
