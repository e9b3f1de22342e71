import type { CallArchive } from '../../ports/call-archive.ts';
import type { ArchiveOptions } from './archive/duckdb-archive.ts';
import type { EmbeddedPostgres } from './postgres/embedded-postgres.ts';

export { archivedParts } from './archive/archived-parts.ts';
export type { ArchiveOptions, EmbeddedPostgres };

/** The archive of a folder, as Parquet files. DuckDB is loaded no sooner than the first is opened. Throws what it throws. */
export async function openDuckdbArchive(dir: string, options: ArchiveOptions = {}): Promise<CallArchive> {
  const duckdb = await import('./archive/duckdb-archive.ts');
  return duckdb.openDuckdbArchive(dir, options);
}

/** The PostgreSQL that npm installed, running (`EmbeddedPostgres`). Its driver is loaded no sooner than here. */
export async function startEmbeddedPostgres(dir: string): Promise<EmbeddedPostgres> {
  const postgres = await import('./postgres/embedded-postgres.ts');
  return postgres.startEmbeddedPostgres(dir);
}
