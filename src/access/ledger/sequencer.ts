import { Fault } from '../../domain/fault.ts';
import type { LedgerBatch, LedgerStore, StoredEntry } from '../../ports/ledger-store.ts';
import { HASHES_A_TILE, hashAt } from './core/tile.ts';
import { createTileWriter, type TileWriter } from './core/tile-writer.ts';
import { leafHash } from './core/tree-hash.ts';

const BATCH = 2_000;

/** What a run did. */
export interface Sequenced {
  /** Entries that got a place in this run. */
  readonly added: number;
  /** Entries of the log afterwards. */
  readonly size: number;
}

/**
 * Gives every committed entry its place and grows the tree, batch by batch until none waits. Any number of processes may
 * call it: one works at a time. Killed at any point it leaves a batch whole or not begun. Memory: one batch and 32 KiB.
 * Throws `ledger-damaged` when the end of the log is not what the tree says: building on would hide it.
 */
export async function sequence(store: LedgerStore, batchSize = BATCH): Promise<Sequenced> {
  let added = 0;
  for (;;) {
    const batch = await store.inBatch((work) => sequenceBatch(work, batchSize));
    added += batch.added;
    if (batch.added < batchSize) return { added, size: batch.size };
  }
}

async function sequenceBatch(batch: LedgerBatch, limit: number): Promise<Sequenced> {
  const writer = createTileWriter(await batch.edge());
  await refuseDamage(batch, writer);
  const texts = await batch.take(limit);
  const first = writer.size();
  const entries = texts.map((entry, at): StoredEntry => ({ seq: first + at, entry }));
  for (const { entry } of entries) writer.push(leafHash(Buffer.from(entry)));
  if (entries.length > 0) await batch.add(entries, writer.takeChanged());
  return { added: entries.length, size: writer.size() };
}

async function refuseDamage(batch: LedgerBatch, writer: TileWriter): Promise<void> {
  const last = await batch.last();
  const size = writer.size();
  if ((last?.seq ?? -1) !== size - 1)
    throw damaged(`the tree has ${size} entries, the last row is ${last === null ? 'absent' : last.seq}`);
  if (last === null) return;
  const tile = (await batch.edge()).find(({ level }) => level === 0);
  const expected = tile === undefined ? null : hashAt(tile.hashes, last.seq % HASHES_A_TILE);
  if (expected?.equals(leafHash(Buffer.from(last.entry))) !== true)
    throw damaged(`entry ${last.seq}, the last, is not what was logged`);
}

const damaged = (what: string): Fault =>
  new Fault(
    'ledger-damaged',
    `the audit ledger was changed outside: ${what}; entries wait until it is put right. ` +
      'Run "jingtong audit verify" and compare with the checkpoint of another agency',
  );
