import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../../../domain/fault.ts';
import type { ServerBinaries } from './server-binaries.ts';
import type { ServiceAccount } from './service-account.ts';

export const DATABASE_USER = 'jingtong';

/** The password of the embedded database: made once, readable by the owner of the data folder alone. */
export function databasePassword(home: string): string {
  const path = join(home, 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

/** Makes the cluster when there is none; an interrupted attempt leaves nothing that counts as one. */
export async function initCluster(
  home: string,
  binaries: ServerBinaries,
  account: ServiceAccount,
  password: string,
): Promise<string> {
  const cluster = join(home, 'cluster');
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    refuseOtherMajor(cluster, binaries);
    return cluster;
  }
  const draft = `${cluster}.new`;
  const passwordFile = join(home, 'initdb.password');
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.uid !== null && account.gid !== null) chownSync(passwordFile, account.uid, account.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${DATABASE_USER}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--locale=C.UTF-8',
        '--lc-messages=C',
        '--lc-collate=C',
        '--lc-ctype=C',
      ],
      { ...runAs(account), cwd: home, env: { ...process.env, LC_ALL: 'C' } },
    );
  } catch (cause) {
    const detail = (cause as { stderr?: string }).stderr?.trim() || (cause as Error).message;
    throw new Fault('postgres-init', `the database could not be made in ${cluster}: ${detail}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster);
  return cluster;
}

function refuseOtherMajor(cluster: string, binaries: ServerBinaries): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (binaries.version.startsWith(`${made}.`)) return;
  throw new Fault(
    'postgres-version',
    `${cluster} was made by PostgreSQL ${made}, the server is ${binaries.version}. The database holds nothing that the ` +
      'journal does not: move the folder away and it is filled again from the journal.',
  );
}

/** Options for a child process under the server's account. */
export const runAs = ({ uid, gid }: ServiceAccount): { uid?: number; gid?: number } =>
  uid === null || gid === null ? {} : { uid, gid };
