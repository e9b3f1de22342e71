import type pg from 'pg';
import type { AccessGrant } from '../../../../domain/access-grant.ts';
import type { Agency } from '../../../../domain/agency.ts';
import type { Appointment, Person } from '../../../../domain/person.ts';
import type { DirectoryStore } from '../../../../ports/access-store.ts';
import { inTransaction } from './in-transaction.ts';

const AGENCY = 'select id, kind, name, parent, path, state from agency';
const PERSON = 'select id, login, name, home_agency as "homeAgency", state from person';
const MS = (column: string, name: string): string =>
  `(extract(epoch from ${column}) * 1000)::float8 as "${name}"`;
const APPOINTMENT = `select id, person, agency, role, ${MS('valid_from', 'from')}, ${MS('valid_until', 'until')},
  ${MS('revoked_at', 'revokedAt')}, is_secondment as "isSecondment" from appointment`;

/** Agencies, people and appointments on PostgreSQL: the gate's pool, or the owner's for the command line. */
export function postgresDirectory(pool: pg.Pool): DirectoryStore {
  const one = async <Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly unknown[],
  ): Promise<Row | null> => (await pool.query<Row>(sql, [...values])).rows[0] ?? null;
  const changed = async (sql: string, values: readonly unknown[]): Promise<boolean> =>
    ((await pool.query(sql, [...values])).rowCount ?? 0) > 0;
  return {
    async addAgency({ id, kind, name, parent }) {
      const { rows } = await pool.query<Agency>(
        'insert into agency (id, kind, name, parent) values ($1, $2, $3, $4) returning id, kind, name, parent, path, state',
        [id, kind, name, parent],
      );
      return rows[0]!;
    },
    agency: (id) => one<Agency>(`${AGENCY} where id = $1`, [id]),
    agencies: async () => (await pool.query<Agency>(`${AGENCY} order by path`)).rows,
    setAgencyState: (id, state) =>
      changed('update agency set state = $2 where id = $1 and state <> $2', [id, state]),
    async addPerson({ id, login, name, homeAgency }) {
      await pool.query('insert into person (id, login, name, home_agency) values ($1, $2, $3, $4)', [
        id,
        login,
        name,
        homeAgency,
      ]);
    },
    personByLogin: (login) => one<Person>(`${PERSON} where login = $1`, [login]),
    person: (id) => one<Person>(`${PERSON} where id = $1`, [id]),
    setPersonState: (id, state) =>
      changed('update person set state = $2 where id = $1 and state <> $2', [id, state]),
    async appoint({ id, person, agency, role, from, until, isSecondment }, { by, reason }) {
      await pool.query(
        `insert into appointment (id, person, agency, role, valid_from, valid_until, is_secondment, decided_by, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          person,
          agency,
          role,
          new Date(from),
          until === null ? null : new Date(until),
          isSecondment,
          by,
          reason,
        ],
      );
    },
    appointments: async (person) =>
      (await pool.query<Appointment>(`${APPOINTMENT} where person = $1 order by valid_from, id`, [person]))
        .rows,
    appointment: (id) => one<Appointment>(`${APPOINTMENT} where id = $1`, [id]),
    revokeAppointment: (id, at) =>
      inTransaction(pool, async (client) => {
        const now = new Date(at);
        const sql = 'update appointment set revoked_at = $2 where id = $1 and revoked_at is null';
        const isRevoked = ((await client.query(sql, [id, now])).rowCount ?? 0) > 0;
        await client.query(
          `update session set revoked_at = $2, revoked_for = 'appointment revoked'
           where appointment = $1 and revoked_at is null`,
          [id, now],
        );
        return isRevoked;
      }),
    grantsTo: async (agency, at) =>
      (
        await pool.query<AccessGrant>(
          `select id, owning_agency as "owningAgency", grantee, person, case_ref as "caseRef", actions, purposes,
             ${MS('valid_from', 'from')}, ${MS('valid_until', 'until')}, ${MS('revoked_at', 'revokedAt')}
           from access_grant where grantee = $1 and valid_until > $2 and revoked_at is null`,
          [agency, new Date(at)],
        )
      ).rows,
  };
}
