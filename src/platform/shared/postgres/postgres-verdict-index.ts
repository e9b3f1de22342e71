import type pg from 'pg';
import type { Signal } from '../../../domain/signal.ts';
import type { Verdict } from '../../../domain/verdict.ts';
import type {
  IndexedIntake,
  IndexedVerdict,
  IndexQuery,
  IndexRow,
  VerdictIndex,
} from '../../../ports/verdict-index.ts';

const PROJECTION = 'verdict-index';

const WRITE_VERDICTS = `
  insert into verdict
  select id, seq, event_id, to_timestamp(at / 1000.0), to_timestamp(received_at / 1000.0), source,
    caller, caller_key, callee, callee_key, trunk, outcome, measure, scored_measure, score, signals, composites,
    list, protection, applies_to, degraded, policy_version, policy_digest
  from jsonb_to_recordset($1::jsonb) as row (id text, seq bigint, event_id text, at double precision,
    received_at double precision, source text, caller text, caller_key bigint, callee text, callee_key bigint,
    trunk text, outcome text, measure text, scored_measure text, score double precision, signals jsonb,
    composites jsonb, list jsonb, protection jsonb, applies_to text, degraded jsonb, policy_version text,
    policy_digest text)
  on conflict do nothing`;

const MOVE = `
  insert into projection (name, seq, hash) values ($1, $2, $3)
  on conflict (name) do update set seq = excluded.seq, hash = excluded.hash`;

/** The verdict index on PostgreSQL. The tables are there: `migrate` was called. */
export function postgresVerdictIndex(pool: pg.Pool): VerdictIndex {
  return {
    async position() {
      const { rows } = await pool.query<{ seq: string; hash: string }>(
        'select seq, hash from projection where name = $1',
        [PROJECTION],
      );
      return rows[0] === undefined ? null : { seq: Number(rows[0].seq), hash: rows[0].hash };
    },
    write: ({ verdicts, intake }, position) =>
      inTransaction(pool, async (client) => {
        if (verdicts.length > 0) await client.query(WRITE_VERDICTS, [toJson(verdicts.map(verdictRow))]);
        for (const step of intake) await writeIntake(client, step);
        await client.query(MOVE, [PROJECTION, position.seq, position.hash]);
      }),
    reset: () =>
      inTransaction(pool, async (client) => {
        await client.query('truncate verdict, intake_file');
        await client.query('delete from projection where name = $1', [PROJECTION]);
      }),
    find: (query) => find(pool, query),
  };
}

async function inTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** PostgreSQL's text holds no NUL and no lone surrogate; the journal has the text as it came. */
const storable = (text: string): string => Buffer.from(text.replaceAll('\0', '\u2400')).toString('utf8');

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner));

function verdictRow({ seq, event, verdict }: IndexedVerdict): Record<string, unknown> {
  return {
    id: verdict.id,
    seq,
    event_id: event.id,
    at: event.at,
    received_at: event.receivedAt,
    source: event.source,
    caller: event.caller.canonical,
    caller_key: event.caller.key,
    callee: event.callee.canonical,
    callee_key: event.callee.key,
    trunk: event.trunk,
    outcome: event.outcome,
    measure: verdict.measure,
    scored_measure: verdict.scoredMeasure,
    score: verdict.score,
    signals: verdict.signals,
    composites: verdict.composites,
    list: verdict.list,
    protection: verdict.protection,
    applies_to: verdict.appliesTo,
    degraded: verdict.degraded,
    policy_version: verdict.policy.version,
    policy_digest: verdict.policy.digest,
  };
}

async function writeIntake(client: pg.PoolClient, step: IndexedIntake): Promise<void> {
  const at = new Date(step.at);
  const name = storable(step.name);
  const totals = toJson(step.totals);
  switch (step.step) {
    case 'begin':
      await client.query(
        `insert into intake_file (sha256, name, size, state, begun_at, totals, begin_seq)
         values ($1, $2, $3, 'open', $4, '{}', $5) on conflict (sha256) do nothing`,
        [step.sha256, name, step.size, at, step.seq],
      );
      return;
    case 'end':
      await client.query(
        `update intake_file set state = 'done', ended_at = $2, totals = $3, reason = $4, end_seq = $5 where sha256 = $1`,
        [step.sha256, at, totals, step.reason, step.seq],
      );
      return;
    case 'refused':
      await client.query(
        `insert into intake_file (sha256, name, size, state, begun_at, ended_at, totals, reason, begin_seq, end_seq)
         values ($1, $2, $3, 'refused', $4, $4, $5, $6, $7, $7)
         on conflict (sha256) do update set state = 'refused', ended_at = $4, reason = $6, end_seq = $7`,
        [step.sha256, name, step.size, at, totals, step.reason, step.seq],
      );
      return;
    case 'duplicate':
      await client.query('update intake_file set duplicates = duplicates + 1 where sha256 = $1', [
        step.sha256,
      ]);
  }
}

interface Found {
  readonly id: string;
  readonly seq: string;
  readonly at: Date;
  readonly caller: string;
  readonly callee: string;
  readonly measure: Verdict['measure'];
  readonly score: number | null;
  readonly signals: Signal[];
  readonly policy_digest: string;
}

async function find(pool: pg.Pool, query: IndexQuery): Promise<readonly IndexRow[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition.replace('?', `$${values.length}`));
  };
  where('caller_key = ?', query.callerKey);
  where('callee_key = ?', query.calleeKey);
  where('measure = any(?::text[])', query.measures);
  where('at >= ?', query.from === undefined ? undefined : new Date(query.from));
  where('at < ?', query.until === undefined ? undefined : new Date(query.until));
  where('seq < ?', query.beforeSeq);
  values.push(Math.min(Math.max(1, query.limit), 10_000));
  const { rows } = await pool.query<Found>(
    `select id, seq, at, caller, callee, measure, score, signals, policy_digest from verdict
     ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''} order by seq desc limit $${values.length}`,
    values,
  );
  return rows.map((row) => ({
    id: row.id,
    seq: Number(row.seq),
    at: row.at.getTime(),
    caller: row.caller,
    callee: row.callee,
    measure: row.measure,
    score: row.score,
    signals: row.signals,
    policyDigest: row.policy_digest,
  }));
}
