import type { LedgerStore, StoredEntry } from '../../ports/ledger-store.ts';
import { HASHES_A_TILE } from './core/tile.ts';
import { HASH_BYTES } from './core/tree-hash.ts';
import type { LedgerPiece } from './core/verify-ledger.ts';

const PAGE = 4 * HASHES_A_TILE;

/**
 * A log from the store as it stood at the start; what is added meanwhile is not read. Rows of places that no tile knows are
 * read too, and tiles without rows, so that either is found. Memory: one page of rows and a tile.
 */
export async function* readLedger(store: LedgerStore): AsyncGenerator<LedgerPiece> {
  const end = await store.size();
  const rows = pagedRows(store, end);
  let row = await rows.next();
  for (let index = 0; ; index += 1) {
    const hashes = await hashesThen(store, index, end);
    if (hashes === null && index * HASHES_A_TILE >= end) return;
    if (hashes !== null) yield { kind: 'tile', index, hashes };
    for (; row.done !== true && row.value.seq < (index + 1) * HASHES_A_TILE; row = await rows.next())
      yield { kind: 'entry', ...row.value };
  }
}

async function* pagedRows(store: LedgerStore, end: number): AsyncGenerator<StoredEntry, undefined> {
  for (let from = 0; ; ) {
    const page = await store.entries(from, PAGE);
    for (const row of page) if (row.seq < end) yield row;
    const last = page.at(-1);
    if (last === undefined || last.seq + 1 >= end) return;
    from = last.seq + 1;
  }
}

/** Of a tile that grew since the start only the part of then; all of it when the log did not grow, for rows may be missing. */
async function hashesThen(store: LedgerStore, index: number, end: number): Promise<Buffer | null> {
  const hashes = await store.tile(0, index);
  const known = end - index * HASHES_A_TILE;
  if (hashes === null || known >= HASHES_A_TILE || (await store.size()) === end) return hashes;
  return known <= 0 ? null : hashes.subarray(0, known * HASH_BYTES);
}
