import { createHmac, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { Fault } from '../../../../domain/fault.ts';
import { connectDatabase } from '../connect-database.ts';
import { scramVerifier } from './scram-verifier.ts';

/** The accounts that the migrations make: casework, and sign-in with the directory. */
export type ServiceRole = 'jingtong_app' | 'jingtong_gate';

/** A migrated database as the running service uses it. Neither account owns a table or passes row security. */
export interface CaseworkDatabase {
  /** Casework: use it through `withSubject` only; a statement outside sees no row. */
  readonly app: pg.Pool;
  /** Sign-in, keys, agencies and people; no casework. */
  readonly gate: pg.Pool;
  /** Proves to the database whom a transaction acts for. Never log it. */
  readonly sealKey: Buffer;
  end(): Promise<void>;
}

/**
 * Opens a migrated database for the service. `owner` is the pool the migrations ran on and `ownerUrl` its URL: with it the
 * two accounts get the password `serviceUrl` knows. Where somebody else keeps the accounts, give both `urls` instead.
 * Throws the `access-unsafe` fault when an account could pass row security: nothing is opened then.
 */
export async function openCaseworkDatabase(
  from:
    | { readonly owner: pg.Pool; readonly ownerUrl: string }
    | { readonly urls: Readonly<Record<ServiceRole, string>> },
  max = 8,
): Promise<CaseworkDatabase> {
  if ('owner' in from) await letIn(from.owner, from.ownerUrl);
  const urlOf = (role: ServiceRole): string =>
    'urls' in from ? from.urls[role] : serviceUrl(from.ownerUrl, role);
  const app = connectDatabase(urlOf('jingtong_app'), max);
  const gate = connectDatabase(urlOf('jingtong_gate'), Math.max(2, max >> 1));
  const end = async (): Promise<void> => {
    await Promise.all([app.end(), gate.end()]);
  };
  try {
    await Promise.all([refuseStrongAccount(app), refuseStrongAccount(gate)]);
    const { rows } = await gate.query<{ key: Buffer }>('select key from subject_seal');
    return { app, gate, sealKey: rows[0]!.key, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The URL of a service account on the server of `ownerUrl`: every process that knows the owner's knows it. */
export function serviceUrl(ownerUrl: string, role: ServiceRole): string {
  const url = new URL(ownerUrl);
  url.password = servicePassword(ownerUrl, role);
  url.username = role;
  return url.href;
}

function servicePassword(ownerUrl: string, role: ServiceRole): string {
  const { username, password } = new URL(ownerUrl);
  if (password === '')
    throw new Fault(
      'access-no-password',
      'the database URL has no password to derive those of the service accounts from: give their own URLs',
    );
  return createHmac('sha256', decodeURIComponent(password)).update(`${username}/${role}`).digest('base64url');
}

const SERVICE_ROLES = ['jingtong_app', 'jingtong_gate'] as const satisfies readonly ServiceRole[];
/** Any number that no other program uses on the same server: accounts are of the whole server. */
const LOCK = 7_406_010;

/** The server gets verifiers, never passwords: its log may show statements. */
async function letIn(owner: pg.Pool, ownerUrl: string): Promise<void> {
  const statements = SERVICE_ROLES.map((role) => {
    const verifier = scramVerifier(servicePassword(ownerUrl, role), randomBytes(16));
    return `alter role ${role} login password '${verifier}'`;
  });
  await owner.query(`begin; select pg_advisory_xact_lock(${LOCK}); ${statements.join('; ')}; commit`);
}

async function refuseStrongAccount(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; strong: boolean }>(`
    select current_user as name, rolsuper or rolbypassrls or rolcreaterole
      or exists (select from pg_class where relowner = pg_roles.oid)
      or exists (select from pg_auth_members where member = pg_roles.oid) as strong
    from pg_roles where rolname = current_user`);
  const account = rows[0];
  if (account === undefined || account.strong)
    throw new Fault(
      'access-unsafe',
      `the database account ${account?.name} is a superuser, passes row security, owns tables or is a member of ` +
        'another account: give the service one that is and does none of these',
    );
}
