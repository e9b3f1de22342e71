import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../../domain/fault.ts';

const STOP_MS = 20_000;

/**
 * Clears what a killed process left behind. Its server may still be running without a master: it is stopped in order and
 * started again by us. Its `postmaster.pid` may name a process that is gone, a zombie, or by now somebody else's: then
 * the file is removed, since PostgreSQL itself would refuse to start on it.
 */
export async function clearStaleServer(cluster: string): Promise<'none' | 'stale-file' | 'stopped'> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return 'none';
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isServerOf(pid, cluster)) {
    rmSync(pidFile, { force: true });
    return 'stale-file';
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isServerOf(pid, cluster); waited += 50) {
    if (waited === STOP_MS / 2) process.kill(pid, 'SIGQUIT');
    if (waited > STOP_MS)
      throw new Fault(
        'postgres-stuck',
        `a PostgreSQL server (process ${pid}) of an earlier run still uses ${cluster} and does not stop: stop it by hand`,
        { retryable: true },
      );
    await sleep(50);
  }
  rmSync(pidFile, { force: true });
  return 'stopped';
}

/** Whether a live process is the server of this very cluster: its command line names the folder. */
export function isServerOf(pid: number, cluster: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  return commandOf(pid)?.includes(cluster) ?? false;
}

/** The command line; `null` when the process is gone or a zombie (whose command line is empty). */
function commandOf(pid: number): string | null {
  try {
    const text =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return text === '' ? null : text;
  } catch {
    return null;
  }
}
