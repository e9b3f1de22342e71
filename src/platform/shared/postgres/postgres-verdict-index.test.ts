import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtDist, builtModule } from '../../../../test/kit/built.ts';
import { missingPostgres } from '../../../../test/kit/embedded-postgres-peer.ts';
import {
  createProjector,
  findJournalEnd,
  type Journal,
  type NewEntry,
  openJournal,
} from '../../../traffic/record/index.ts';
import { LOUD_DECISION, QUIET_DECISION, testCall } from '../../../traffic/record/test-calls.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../embedded/index.ts';
import { connectDatabase, type Database } from './connect-database.ts';
import { migrate } from './migrate.ts';
import { postgresVerdictIndex } from './postgres-verdict-index.ts';

const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), '../../../../migrations');
const POLICY = { version: '1', digest: 'cd'.repeat(32) };

describe.skipIf(missingPostgres())('verdict index on PostgreSQL', () => {
  let dir: string;
  let postgres: EmbeddedPostgres;
  let pool: Database;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'index-'));
    chmodSync(dir, 0o755);
    postgres = await startEmbeddedPostgres(join(dir, 'postgres'));
    pool = connectDatabase(postgres.url);
  });
  afterAll(async () => {
    await pool?.end();
    await postgres?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  let dataDir: string;
  let journal: Journal;
  beforeEach(async () => {
    await pool.query('drop schema public cascade; create schema public');
    await migrate(pool, MIGRATIONS);
    dataDir = mkdtempSync(join(dir, 'data-'));
    journal = openJournal({ dataDir, software: 'test', segmentBytes: 100_000 }, findJournalEnd(dataDir));
    journal.append({ kind: 'policy', policy: POLICY });
  });

  afterEach(() => journal.close());

  const call = (nth: number): NewEntry => {
    const decision = nth % 10 === 0 ? LOUD_DECISION : QUIET_DECISION;
    return { kind: 'verdict', event: testCall(nth), decision, suspect: false, from: null };
  };
  const append = (from: number, to: number): number => {
    let last = 0;
    for (let nth = from; nth < to; nth += 1) last = journal.append(call(nth)).seq;
    return last;
  };
  const counted = async (): Promise<{ rows: number; ids: number }> => {
    const { rows } = await pool.query(
      'select count(*)::int as rows, count(distinct id)::int as ids from verdict',
    );
    return rows[0] as { rows: number; ids: number };
  };

  it('migrates once, forward only, and refuses changed and unknown files', async () => {
    expect(await migrate(pool, MIGRATIONS)).toEqual([]);
    const folder = mkdtempSync(join(dir, 'migrations-'));
    cpSync(MIGRATIONS, folder, { recursive: true });
    writeFileSync(join(folder, '0900_more.sql'), 'create table more (n int)');
    writeFileSync(join(folder, '0901_wrong.sql'), 'create table half (n int); create nonsense');
    await expect(migrate(pool, folder)).rejects.toThrow(/0901_wrong.sql failed/);
    expect(
      (await pool.query("select to_regclass('more') is not null as more, to_regclass('half') as half")).rows,
    ).toEqual([{ more: true, half: null }]);
    rmSync(join(folder, '0901_wrong.sql'));
    appendFileSync(join(folder, '0900_more.sql'), ' -- changed');
    await expect(migrate(pool, folder)).rejects.toThrow(/not the file that was applied/);
    await expect(migrate(pool, MIGRATIONS)).rejects.toThrow(/does not know/);
    const results = await Promise.all(
      [1, 2, 3].map(() => migrate(connectDatabase(postgres.url, 1), MIGRATIONS).catch(String)),
    );
    expect(new Set(results.map(String)).size).toBe(1);
  });

  it('follows the journal as it grows, over its files, and finds verdicts again', async () => {
    const index = postgresVerdictIndex(pool);
    const projector = createProjector({ dataDir, index, batch: 100, everyMs: 5 });
    await projector.reached(append(0, 500));
    await projector.reached(append(500, 1_000));
    expect(await counted()).toEqual({ rows: 100, ids: 100 });
    const { caller, callee } = testCall(990);
    const newest = await index.find({ limit: 3 });
    expect(newest.map(({ seq }) => seq)).toEqual([992, 982, 972]);
    expect(newest[0]).toMatchObject({
      at: testCall(990).at,
      caller: caller.canonical,
      measure: 'warn',
      score: 7.25,
      signals: LOUD_DECISION.signals,
      policyDigest: POLICY.digest,
    });
    expect(await index.find({ callerKey: caller.key, calleeKey: callee.key, limit: 9 })).toHaveLength(1);
    expect(await index.find({ measures: ['block'], limit: 9 })).toEqual([]);
    expect(
      await index.find({ beforeSeq: 30, from: testCall(10).at, until: testCall(20).at, limit: 9 }),
    ).toHaveLength(1);
    await projector.stop();
  });

  it('holds the steps of files', async () => {
    const base = {
      kind: 'intake',
      sha256: 'ab'.repeat(32),
      size: 7,
      mtimeMs: 1,
      at: 1_000,
      totals: {},
      reason: null,
    } as const;
    journal.append({ ...base, step: 'begin', name: 'a.csv' });
    journal.append({ ...base, step: 'end', name: 'a.csv', totals: { rows: 3, judged: 3 } });
    journal.append({ ...base, step: 'duplicate', name: 'b.csv' });
    const { seq } = journal.append({
      ...base,
      step: 'refused',
      sha256: 'cd',
      name: 'c\0\ud800.bin',
      reason: 'unknown-format',
    });
    const projector = createProjector({ dataDir, index: postgresVerdictIndex(pool), everyMs: 5 });
    await projector.reached(seq);
    const { rows } = await pool.query(
      'select name, state, totals, duplicates, reason from intake_file order by begin_seq',
    );
    expect(rows).toEqual([
      { name: 'a.csv', state: 'done', totals: { rows: 3, judged: 3 }, duplicates: 1, reason: null },
      { name: 'c\u2400\ufffd.bin', state: 'refused', totals: {}, duplicates: 0, reason: 'unknown-format' },
    ]);
    await projector.stop();
  });

  it('loses nothing and doubles nothing when killed at any moment', async () => {
    const last = append(0, 20_000);
    await journal.sync();
    const dist = builtDist();
    const script = `
      import { createProjector } from ${JSON.stringify(builtModule(dist, 'traffic/record/index.js'))};
      import { connectDatabase, postgresVerdictIndex } from ${JSON.stringify(builtModule(dist, 'platform/shared/index.js'))};
      const [dataDir, url] = process.argv.slice(1);
      createProjector({ dataDir, index: postgresVerdictIndex(connectDatabase(url)), batch: 150 });
      console.log('started');`;
    let kills = 0;
    const index = postgresVerdictIndex(pool);
    const at = async (): Promise<number> => (await index.position())?.seq ?? 0;
    for (let target = 900; target < last - 3_000; target += 2_377) {
      const args = ['--input-type=module', '-e', script, '--', dataDir, postgres.url];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      while ((await at()) < target) await sleep(3);
      child.kill('SIGKILL');
      await once(child, 'exit');
      kills += 1;
    }
    expect(kills).toBeGreaterThan(5);
    const projector = createProjector({ dataDir, index });
    await projector.reached(last);
    await projector.stop();
    expect(await counted()).toEqual({ rows: 2_000, ids: 2_000 });
  }, 240_000);

  it('waits for a database that is late or gone, and goes on when it is back', async () => {
    const index = postgresVerdictIndex(pool);
    let fails = true;
    const flaky = {
      ...index,
      write: (...args: Parameters<typeof index.write>) =>
        fails ? Promise.reject(new Error('the database is away')) : index.write(...args),
    };
    const problems: string[] = [];
    const options = {
      dataDir,
      index: flaky,
      everyMs: 5,
      retryMs: 10,
      onProblem: (text: string) => problems.push(text),
    };
    const projector = createProjector(options);
    const last = append(0, 100);
    await journal.sync();
    while (projector.state().problem === null) await sleep(5);
    expect(projector.state()).toMatchObject({ seq: 0, problem: 'the database is away' });
    fails = false;
    await projector.reached(last);
    expect(projector.state()).toMatchObject({ seq: last, problem: null });
    expect(problems).toHaveLength(1);
    await projector.stop();
  });

  it('begins anew when the index is that of another journal', async () => {
    const index = postgresVerdictIndex(pool);
    await index.write({ verdicts: [], intake: [] }, { seq: 5, hash: 'somebody else' });
    const projector = createProjector({ dataDir, index, everyMs: 5 });
    await projector.reached(append(0, 100));
    expect(projector.state().resets).toBe(1);
    expect(await counted()).toEqual({ rows: 10, ids: 10 });
    await projector.stop();
  });
});
