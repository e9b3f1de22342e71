export { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
