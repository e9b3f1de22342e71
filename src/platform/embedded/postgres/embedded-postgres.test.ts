import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtDist, builtModule } from '../../../../test/kit/built.ts';
import { missingPostgres } from '../../../../test/kit/embedded-postgres-peer.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

const pidOf = (postgres: EmbeddedPostgres): number =>
  Number(readFileSync(join(postgres.home, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);

describe.skipIf(missingPostgres())('embedded PostgreSQL', () => {
  let dir: string;
  let running: EmbeddedPostgres | null = null;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'postgres-'));
    chmodSync(dir, 0o755);
  });
  afterEach(async () => {
    await running?.stop();
    running = null;
    rmSync(dir, { recursive: true, force: true });
  });
  const start = async (): Promise<EmbeddedPostgres> => {
    running = await startEmbeddedPostgres(join(dir, 'postgres'));
    return running;
  };

  it('keeps its data over a stop, a killed server and a foreign pid in its pid file', async () => {
    const first = await start();
    expect(first.found).toBe('none');
    await query(first.url, 'create table kept (n int)');
    await query(first.url, 'insert into kept values (1)');
    await first.stop();
    const second = await start();
    expect(second.found).toBe('none');
    await query(second.url, 'insert into kept values (2)');
    const pidFile = join(second.home, 'cluster/postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8');
    process.kill(pidOf(second), 'SIGKILL');
    await second.exited;
    // The pid has since been given to a process of somebody else: us.
    writeFileSync(pidFile, lines.replace(/^\d+/, String(process.pid)));
    const third = await start();
    expect(third.found).toBe('stale-file');
    expect(await query(third.url, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  }, 180_000);

  it('stops the server that a killed process left running, and starts its own', async () => {
    const module = builtModule(builtDist(), 'platform/embedded/index.js');
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(module)};
      const { url } = await startEmbeddedPostgres(${JSON.stringify(join(dir, 'postgres'))});
      console.log(url);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    await query(url.toString().trim(), 'create table kept as select 7 as n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await query(url.toString().trim(), 'select n from kept')).toEqual([{ n: 7 }]);
    const after = await start();
    expect(after.found).toBe('stopped');
    expect(await query(after.url, 'select n from kept')).toEqual([{ n: 7 }]);
  }, 180_000);

  it('asks for the password, keeps it from others and forces to the disk', async () => {
    const { url, home } = await start();
    expect(statSync(join(home, 'password')).mode & 0o777).toBe(0o600);
    await expect(query(url.replace(/:[^:@/]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(url, 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
    if (process.getuid?.() === 0) expect(statSync(`/proc/${pidOf(running!)}`).uid).not.toBe(0);
  }, 180_000);
});
