import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Whom the database server runs as; `null` ids: as ourselves. */
export interface ServiceAccount {
  readonly uid: number | null;
  readonly gid: number | null;
}

/** PostgreSQL refuses to run as root. Accounts tried then, best first; `initdb` wants one that exists. */
const ACCOUNTS = ['jingtong', 'postgres', 'nobody'] as const;

/** The account for the server: ourselves unless we are root. */
export function serviceAccount(passwd = '/etc/passwd'): ServiceAccount {
  if (process.getuid === undefined || process.getuid() !== 0) return { uid: null, gid: null };
  const lines = readFileSync(passwd, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ACCOUNTS) {
    const found = lines.find((fields) => fields[0] === name);
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  return { uid: 65_534, gid: 65_534 };
}

/** The first folder on the way to `path` that the account may not pass; `null`: the way is free. */
export function barredAt(path: string, account: ServiceAccount): string | null {
  if (account.uid === null) return null;
  const way: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    way.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const folder of way) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return folder;
  }
  return null;
}
