export { type ArchiveOptions, openDuckdbArchive } from './archive/duckdb-archive.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
