import type { CallArchive } from '../../ports/call-archive.ts';
import type { ArchiveOptions } from './archive/duckdb-archive.ts';

export { archivedParts } from './archive/archived-parts.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
export type { ArchiveOptions };

/** The archive of a folder, as Parquet files. DuckDB is loaded no sooner than the first is opened. Throws what it throws. */
export async function openDuckdbArchive(dir: string, options: ArchiveOptions = {}): Promise<CallArchive> {
  const duckdb = await import('./archive/duckdb-archive.ts');
  return duckdb.openDuckdbArchive(dir, options);
}
