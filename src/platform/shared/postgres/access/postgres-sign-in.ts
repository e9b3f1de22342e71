import type pg from 'pg';
import type { Credential, LaneRule, SessionRow, SignInStore } from '../../../../ports/access-store.ts';
import { inTransaction } from './in-transaction.ts';

const MS = (column: string, name: string): string =>
  `(extract(epoch from ${column}) * 1000)::float8 as "${name}"`;
const ADD_SESSION = `insert into session (hash, family, person, appointment, created_at, signed_in_at, seen_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** Secrets and sessions on PostgreSQL: the gate's pool, or the owner's for the command line. */
export function postgresSignIn(pool: pg.Pool): SignInStore {
  const run = async (sql: string, ...values: readonly unknown[]): Promise<number> =>
    (await pool.query(sql, [...values])).rowCount ?? 0;
  return {
    async credential(person) {
      const { rows } = await pool.query<Credential>(
        `select person, password_hash as "passwordHash", totp_secret as "totpSecret",
           totp_confirmed as "isTotpConfirmed", totp_step::float8 as "totpStep" from credential where person = $1`,
        [person],
      );
      return rows[0] ?? null;
    },
    async setPassword(person, hash, at) {
      await run(
        `insert into credential (person, password_hash, password_at) values ($1, $2, $3)
         on conflict (person) do update set password_hash = excluded.password_hash, password_at = excluded.password_at`,
        person,
        hash,
        new Date(at),
      );
    },
    async setTotp(person, sealed) {
      await run(
        'update credential set totp_secret = $2, totp_confirmed = false, totp_step = 0 where person = $1',
        person,
        sealed,
      );
    },
    takeTotpStep: async (person, step) =>
      (await run(
        'update credential set totp_step = $2, totp_confirmed = true where person = $1 and totp_step < $2',
        person,
        step,
      )) > 0,
    setRecoveryCodes: (person, hashes) =>
      inTransaction(pool, async (client) => {
        await client.query('select forget_recovery_codes($1)', [person]);
        await client.query('insert into recovery_code (person, hash) select $1, unnest($2::text[])', [
          person,
          hashes,
        ]);
      }),
    takeRecoveryCode: async (person, hash, at) =>
      (await run(
        'update recovery_code set used_at = $3 where person = $1 and hash = $2 and used_at is null',
        person,
        hash,
        new Date(at),
      )) > 0,
    countAttempt: (lanes, at) => countAttempt(pool, lanes, at),
    async clearLanes(lanes) {
      await run('update sign_in_lane set failures = 0 where lane = any ($1)', lanes);
    },
    async addSession(session) {
      await pool.query(ADD_SESSION, sessionValues(session));
    },
    session: (hash) => session(pool, hash),
    rotateSession: (from, to, why) =>
      inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          'update session set revoked_at = $2, revoked_for = $3 where hash = $1 and revoked_at is null',
          [from, new Date(to.createdAt), why],
        );
        if (rowCount !== 1) return false;
        await client.query(ADD_SESSION, sessionValues(to));
        return true;
      }),
    async touchSession(hash, at) {
      await run('update session set seen_at = $2 where hash = $1 and seen_at < $2', hash, new Date(at));
    },
    revokeSessions: (which, why, at) => {
      const [column, value] = Object.entries(which)[0] as ['family' | 'person' | 'hash', string];
      return run(
        `update session set revoked_at = $2, revoked_for = $3 where ${column} = $1 and revoked_at is null`,
        value,
        new Date(at),
        why,
      );
    },
  };
}

async function session(pool: pg.Pool, hash: string): Promise<SessionRow | null> {
  const { rows } = await pool.query<SessionRow>(
    `select hash, family, person, appointment, ${MS('created_at', 'createdAt')}, ${MS('signed_in_at', 'signedInAt')},
       ${MS('seen_at', 'seenAt')}, ${MS('revoked_at', 'revokedAt')}, revoked_for as "revokedFor"
     from session where hash = $1`,
    [hash],
  );
  return rows[0] ?? null;
}

const sessionValues = (row: Omit<SessionRow, 'revokedAt' | 'revokedFor'>): unknown[] => [
  row.hash,
  row.family,
  row.person,
  row.appointment,
  new Date(row.createdAt),
  new Date(row.signedInAt),
  new Date(row.seenAt),
];

/** The rows are locked in one order, so attempts at the same moment are counted one after the other. */
function countAttempt(pool: pg.Pool, rules: readonly LaneRule[], at: number): Promise<number> {
  const lanes = rules.map(({ lane }) => lane).sort();
  return inTransaction(pool, async (client) => {
    await client.query(
      `insert into sign_in_lane (lane, failures, last_at) select unnest($1::text[]), 0, $2 on conflict do nothing`,
      [lanes, new Date(at)],
    );
    const { rows } = await client.query<{ lane: string; failures: number; lastAt: number }>(
      `select lane, failures, ${MS('last_at', 'lastAt')} from sign_in_lane where lane = any ($1) order by lane for update`,
      [lanes],
    );
    const waits = rows.map(({ lane, failures, lastAt }) => {
      const waitMs = rules.find((rule) => rule.lane === lane)!.waitMs(failures);
      return waitMs === 0 ? 0 : lastAt + waitMs - at;
    });
    const wait = Math.max(0, ...waits);
    if (wait === 0)
      await client.query(
        'update sign_in_lane set failures = failures + 1, last_at = $2 where lane = any ($1)',
        [lanes, new Date(at)],
      );
    return wait;
  });
}
