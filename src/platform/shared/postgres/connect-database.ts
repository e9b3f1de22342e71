import pg from 'pg';

/** A database connection pool; `end` it. */
export type Database = pg.Pool;

/**
 * Connections to a PostgreSQL, at most `max` at once, made when first needed. A connection that breaks while idle (the
 * server was stopped) is dropped; the next query makes a new one or fails.
 */
export function connectDatabase(url: string, max = 8): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    application_name: 'jingtong',
  });
  pool.on('error', () => {});
  return pool;
}
