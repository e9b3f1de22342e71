import type pg from 'pg';
import type { ApiKeyRow, KeyStore } from '../../../../ports/access-store.ts';

const MS = (column: string, name: string): string =>
  `(extract(epoch from ${column}) * 1000)::float8 as "${name}"`;
const KEY = `select id, hash, agency, role, name, scopes, ${MS('created_at', 'createdAt')}, created_by as "createdBy",
  ${MS('expires_at', 'expiresAt')}, ${MS('last_used_at', 'lastUsedAt')}, ${MS('revoked_at', 'revokedAt')}, certificate
  from api_key`;

/** API keys on PostgreSQL: the gate's pool, or the owner's for the command line. */
export function postgresKeys(pool: pg.Pool): KeyStore {
  return {
    async addKey(key) {
      await pool.query(
        `insert into api_key (id, hash, agency, role, name, scopes, created_at, created_by, expires_at, certificate)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          key.id,
          key.hash,
          key.agency,
          key.role,
          key.name,
          key.scopes,
          new Date(key.createdAt),
          key.createdBy,
          new Date(key.expiresAt),
          key.certificate,
        ],
      );
    },
    key: async (id) => (await pool.query<ApiKeyRow>(`${KEY} where id = $1`, [id])).rows[0] ?? null,
    keysOf: async (agency) =>
      (await pool.query<ApiKeyRow>(`${KEY} where agency = $1 order by created_at, id`, [agency])).rows,
    revokeKey: async (id, at) =>
      ((
        await pool.query('update api_key set revoked_at = $2 where id = $1 and revoked_at is null', [
          id,
          new Date(at),
        ])
      ).rowCount ?? 0) > 0,
    async touchKey(id, at) {
      await pool.query('update api_key set last_used_at = $2 where id = $1', [id, new Date(at)]);
    },
  };
}
