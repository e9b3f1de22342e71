import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { CallEvent } from '../../../domain/call-event.ts';
import type { Verdict } from '../../../domain/verdict.ts';
import type { ArchivableCall, ArchivedCall, ArchiveQuery, CallArchive } from '../../../ports/call-archive.ts';
import { archivedParts } from './archived-parts.ts';
import { appendCall, CREATE_COLUMNS } from './call-columns.ts';

export interface ArchiveOptions {
  /** Memory DuckDB may take. (Default: 512MB) */
  readonly memory?: string;
  /** (Default: 2) */
  readonly threads?: number;
}

const ROWS_A_TURN = 256;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * The archive as Parquet files by UTC day of the call: `calls/day=2026-11-25/000000000001.parquet`, one for each part and
 * day, readable by any tool. A part counts once its mark is in `parts/`; a crash before that leaves files that the same
 * part writes again under the same names, so nothing is ever counted twice. Throws what DuckDB throws.
 */
export async function openDuckdbArchive(dir: string, options: ArchiveOptions = {}): Promise<CallArchive> {
  // Calls are personal data: the folder is its owner's alone.
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const name of ['calls', 'parts', 'new']) mkdirSync(join(dir, name), { recursive: true });
  rmSync(join(dir, 'new'), { recursive: true });
  mkdirSync(join(dir, 'new'));
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: options.memory ?? '512MB',
    threads: String(options.threads ?? 2),
    temp_directory: join(dir, 'new'),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const parts = archivedParts(dir);
  // One at a time: DuckDB would run them side by side on the same memory.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = queue.then(work);
    queue = result.catch(() => {});
    return result;
  };
  return {
    parts: () => parts,
    add: (part, calls) =>
      inTurn(async () => {
        const rows = await addPart(connection, dir, part, calls);
        parts.add(part);
        return rows;
      }),
    callsOf: (query) => inTurn(() => callsOf(connection, dir, query)),
    async close() {
      await queue;
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function addPart(
  connection: DuckDBConnection,
  dir: string,
  part: number,
  calls: Iterable<ArchivableCall>,
): Promise<number> {
  await connection.run(`create or replace temp table part (${CREATE_COLUMNS})`);
  const appender = await connection.createAppender('part');
  const days = new Set<string>();
  let rows = 0;
  for (const call of calls) {
    appendCall(appender, call);
    days.add(dayOf(call.event.at));
    rows += 1;
    if (rows % ROWS_A_TURN === 0) await nextTurn();
  }
  appender.closeSync();
  const file = `${String(part).padStart(12, '0')}.parquet`;
  for (const day of days) {
    const draft = join(dir, 'new', `${day}-${file}`);
    const start = Date.parse(day);
    await connection.run(
      `copy (select * from part where attempted_at >= ${start} and attempted_at < ${start + 86_400_000} order by seq)
       to '${quoted(draft)}' (format parquet, compression zstd)`,
    );
    const folder = join(dir, 'calls', `day=${day}`);
    mkdirSync(folder, { recursive: true });
    renameSync(draft, join(folder, file));
  }
  await connection.run('drop table part');
  mark(dir, part, { rows, days: [...days].sort() });
  return rows;
}

function mark(dir: string, part: number, content: unknown): void {
  const name = `${String(part).padStart(12, '0')}.json`;
  const draft = join(dir, 'new', name);
  writeFileSync(draft, `${JSON.stringify(content)}\n`);
  renameSync(draft, join(dir, 'parts', name));
}

const quoted = (path: string): string => path.replaceAll("'", "''");

async function callsOf(
  connection: DuckDBConnection,
  dir: string,
  query: ArchiveQuery,
): Promise<readonly ArchivedCall[]> {
  const folders = readdirSync(join(dir, 'calls'))
    .filter((name) => name >= `day=${dayOf(query.from)}` && name <= `day=${dayOf(query.until)}`)
    .map((name) => join(dir, 'calls', name, '*.parquet'))
    .filter(
      (glob) =>
        existsSync(join(glob, '..')) &&
        readdirSync(join(glob, '..')).some((name) => name.endsWith('.parquet')),
    );
  if (folders.length === 0) return [];
  const party =
    query.party === undefined ? '(caller_key = $key or callee_key = $key)' : `${query.party}_key = $key`;
  const list = folders.map((glob) => `'${quoted(glob)}'`).join(', ');
  const reader = await connection.runAndReadAll(
    `select seq, verdict_id, attempted_at, source, caller, caller_key, callee, callee_key, trunk, outcome, ring_ms, talk_ms,
       measure, score
     from read_parquet([${list}], union_by_name = true)
     where attempted_at >= $from and attempted_at < $until and ${party} order by attempted_at, seq limit $limit`,
    {
      key: BigInt(query.numberKey),
      from: BigInt(Math.floor(query.from)),
      until: BigInt(Math.floor(query.until)),
      limit: BigInt(Math.min(Math.max(1, query.limit), 100_000)),
    },
  );
  return reader.getRowObjectsJS().map((row) => archivedCall(row as Record<string, Found>));
}

type Found = string | number | bigint | null;

function archivedCall(row: Record<string, Found>): ArchivedCall {
  const number = (value: Found | undefined): number => Number(value ?? 0);
  const optional = (value: Found | undefined): number | null =>
    value === null || value === undefined ? null : Number(value);
  return {
    seq: number(row.seq),
    verdictId: String(row.verdict_id),
    at: number(row.attempted_at),
    source: String(row.source),
    caller: String(row.caller),
    callerKey: number(row.caller_key),
    callee: String(row.callee),
    calleeKey: number(row.callee_key),
    trunk: row.trunk as CallEvent['trunk'],
    outcome: row.outcome as CallEvent['outcome'],
    ringMs: optional(row.ring_ms),
    talkMs: optional(row.talk_ms),
    measure: row.measure as Verdict['measure'],
    score: optional(row.score),
  };
}
