import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { Fault } from '../../../domain/fault.ts';

const NAME = /^([0-9]{4})_[a-z0-9_]+\.sql$/;
/** Any number that no other program uses on the same database: one migrator at a time. */
const LOCK = 7_406_002;

/**
 * Brings a database forward to the newest migration of a folder (`0001_name.sql`, ...), each in its own transaction;
 * returns the names applied now. Never backwards: throws `migration-changed` when an applied file is not the one that was
 * applied, `database-newer` when the database knows migrations this version does not have.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<readonly string[]> {
  const files = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    });
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create table if not exists migration (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from migration',
    );
    const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
    refuseUnknown(applied, files);
    const fresh = files.filter(({ name }) => !applied.has(name));
    for (const file of fresh) await apply(client, file);
    return fresh.map(({ name }) => name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    client.release();
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

function refuseUnknown(applied: ReadonlyMap<string, string>, files: readonly Migration[]): void {
  for (const [name, sha256] of applied) {
    const file = files.find((one) => one.name === name);
    if (file === undefined)
      throw new Fault(
        'database-newer',
        `the database has ${name}, which this version does not know: use a newer version`,
      );
    if (file.sha256 !== sha256)
      throw new Fault(
        'migration-changed',
        `${name} is not the file that was applied to the database: put the old one back`,
      );
  }
}

async function apply(client: pg.PoolClient, { name, sql, sha256 }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => {});
    throw new Fault(
      'migration-failed',
      `${name} failed: ${(cause as Error).message}; nothing of it was kept`,
      { cause },
    );
  }
}
