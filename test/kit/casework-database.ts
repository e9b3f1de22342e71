import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgencyKind } from '../../src/domain/agency-kind.ts';
import type { Role } from '../../src/domain/role.ts';
import type { Subject } from '../../src/domain/subject.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded/index.ts';
import {
  type CaseworkDatabase,
  openCaseworkDatabase,
} from '../../src/platform/shared/postgres/access/casework-database.ts';
import { connectDatabase, type Database } from '../../src/platform/shared/postgres/connect-database.ts';
import { migrate } from '../../src/platform/shared/postgres/migrate.ts';

const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), '../../migrations');

/** A migrated PostgreSQL of the test's own, with the accounts of the service. */
export interface TestCasework {
  readonly postgres: EmbeddedPostgres;
  /** Superuser: sets the scene, passes row security. */
  readonly owner: Database;
  readonly casework: CaseworkDatabase;
  stop(): Promise<void>;
}

/** Starts one; `stop` it in every case. Skip the suite by `missingPostgres()`. `max`: connections of the service. */
export async function startTestCasework(max = 4): Promise<TestCasework> {
  const dir = mkdtempSync(join(tmpdir(), 'casework-'));
  chmodSync(dir, 0o755);
  const postgres = await startEmbeddedPostgres(join(dir, 'postgres'));
  const owner = connectDatabase(postgres.url);
  try {
    await migrate(owner, MIGRATIONS);
    const casework = await openCaseworkDatabase({ owner, ownerUrl: postgres.url }, max);
    return {
      postgres,
      owner,
      casework,
      async stop() {
        await casework.end();
        await owner.end();
        await postgres.stop();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await owner.end();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

/** Adds an agency as the owner; `parent` first. */
export async function addTestAgency(
  owner: Database,
  id: string,
  kind: AgencyKind,
  parent: string | null = null,
): Promise<void> {
  await owner.query('insert into agency (id, kind, name, parent) values ($1, $2, $1, $3)', [
    id,
    kind,
    parent,
  ]);
}

/** Somebody who acts for an agency, without signing in. */
export const testSubject = (
  agency: string,
  role: Role = 'case-officer',
  over: Partial<Subject> = {},
): Subject => ({
  via: 'session',
  person: `person-of-${agency}`,
  agency,
  agencyKind: 'police',
  path: [agency],
  homeAgency: agency,
  role,
  from: 0,
  until: null,
  scopes: null,
  grants: [],
  ...over,
});
