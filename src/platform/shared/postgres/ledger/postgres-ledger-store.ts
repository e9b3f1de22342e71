import type pg from 'pg';
import type { LedgerBatch, LedgerStore, StoredEntry, StoredTile } from '../../../../ports/ledger-store.ts';

/** Any number that no other program uses on the same database: one sequencer at a time. */
const LOCK = 7_406_050;

const TAKE = `
  with taken as (
    delete from audit_pending where ticket in (select ticket from audit_pending order by ticket limit $1)
    returning ticket, entry)
  select entry from taken order by ticket`;

const EDGE = `
  select t.level, t.tile, t.hashes from generate_series(0, 6) as height,
    lateral (select * from audit_tile where level = height order by tile desc limit 1) t`;

const ADD_TILES = `
  insert into audit_tile (level, tile, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
  on conflict (level, tile) do update set hashes = excluded.hashes`;

/** The ledger on PostgreSQL; `pool` is of the account the migrations ran with, for nobody else may number entries. */
export function postgresLedgerStore(pool: pg.Pool): LedgerStore {
  return {
    inBatch: (work) => inBatch(pool, work),
    async entries(from, limit) {
      const { rows } = await pool.query<EntryRow>(
        'select seq, entry from audit_entry where seq >= $1 order by seq limit $2',
        [from, limit],
      );
      return rows.map(entryOf);
    },
    size: () => number(pool, 'select coalesce(max(seq) + 1, 0) as value from audit_entry'),
    waiting: () => number(pool, 'select count(*) as value from audit_pending'),
    async find(id) {
      const { rows } = await pool.query<EntryRow>(
        'select seq, entry from audit_entry where id = $1 order by seq limit 100',
        [id],
      );
      return rows.map(entryOf);
    },
    async tile(level, index) {
      const { rows } = await pool.query<{ hashes: Buffer }>(
        'select hashes from audit_tile where level = $1 and tile = $2',
        [level, index],
      );
      return rows[0]?.hashes ?? null;
    },
    async checkpoints() {
      const { rows } = await pool.query<{ size: string; note: string }>(
        'select size, note from audit_checkpoint order by size',
      );
      return rows.map(({ size, note }) => ({ size: Number(size), note }));
    },
    async keepCheckpoint({ size, note }) {
      await pool.query(
        `insert into audit_checkpoint as kept (size, note) values ($1, $2)
         on conflict (size) do update set note = excluded.note where kept.note <> excluded.note`,
        [size, note],
      );
    },
  };
}

async function inBatch<Value>(pool: pg.Pool, work: (batch: LedgerBatch) => Promise<Value>): Promise<Value> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const value = await work(batchOn(client));
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function batchOn(client: pg.PoolClient): LedgerBatch {
  return {
    async edge() {
      const { rows } = await client.query<{ level: number; tile: string; hashes: Buffer }>(EDGE);
      return rows.map(({ level, tile, hashes }): StoredTile => ({ level, index: Number(tile), hashes }));
    },
    async last() {
      const { rows } = await client.query<EntryRow>(
        'select seq, entry from audit_entry order by seq desc limit 1',
      );
      return rows[0] === undefined ? null : entryOf(rows[0]);
    },
    async take(limit) {
      const { rows } = await client.query<{ entry: string }>(TAKE, [limit]);
      return rows.map(({ entry }) => entry);
    },
    async add(entries, tiles) {
      await client.query(
        'insert into audit_entry (seq, entry) select * from unnest($1::bigint[], $2::text[])',
        [entries.map(({ seq }) => seq), entries.map(({ entry }) => entry)],
      );
      await client.query(ADD_TILES, [
        tiles.map(({ level }) => level),
        tiles.map(({ index }) => index),
        tiles.map(({ hashes }) => hashes),
      ]);
    },
  };
}

interface EntryRow {
  readonly seq: string;
  readonly entry: string;
}

const entryOf = ({ seq, entry }: EntryRow): StoredEntry => ({ seq: Number(seq), entry });

async function number(pool: pg.Pool, query: string): Promise<number> {
  const { rows } = await pool.query<{ value: string }>(query);
  return Number(rows[0]!.value);
}
