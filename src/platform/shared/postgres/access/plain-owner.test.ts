import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { testSubject } from '../../../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../../../test/kit/embedded-postgres-peer.ts';
import { startEmbeddedPostgres } from '../../../embedded/index.ts';
import { connectDatabase } from '../connect-database.ts';
import { migrate } from '../migrate.ts';
import { openCaseworkDatabase } from './casework-database.ts';
import { postgresDirectory } from './postgres-directory.ts';
import { withSubject } from './with-subject.ts';

const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), '../../../../../migrations');

it.skipIf(missingPostgres())(
  'works for an owner who is no superuser, and shows even that owner no casework',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'plain-owner-'));
    chmodSync(dir, 0o755);
    const postgres = await startEmbeddedPostgres(join(dir, 'postgres'));
    const root = connectDatabase(postgres.url, 1);
    await root.query("create role keeper login createrole password 'k'");
    await root.query('create database theirs owner keeper');
    const url = new URL(postgres.url);
    url.username = 'keeper';
    url.password = 'k';
    url.pathname = '/theirs';
    const owner = connectDatabase(url.href, 2);
    try {
      await migrate(owner, MIGRATIONS);
      const casework = await openCaseworkDatabase({ owner, ownerUrl: url.href });
      try {
        const agency = { id: 'police.north', kind: 'police' as const, name: 'n', parent: null };
        await postgresDirectory(casework.gate).addAgency(agency);
        expect((await postgresDirectory(owner).agencies()).map(({ id }) => id)).toEqual(['police.north']);
        await owner.query('create table sample (id text primary key, owning_agency text not null)');
        await owner.query("select protect_table('sample')");
        const work = withSubject(casework, testSubject('police.north'), async (client) => {
          await client.query("insert into sample values ('n1', 'police.north')");
          return (await client.query('select id from sample')).rows;
        });
        expect(await work).toEqual([{ id: 'n1' }]);
        expect((await owner.query('select id from sample')).rows).toEqual([]);
      } finally {
        await casework.end();
      }
    } finally {
      await owner.end();
      await root.end();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
