import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTestAgency,
  startTestCasework,
  type TestCasework,
  testSubject,
} from '../../../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../../../test/kit/embedded-postgres-peer.ts';
import { openCaseworkDatabase } from './casework-database.ts';
import { withSubject } from './with-subject.ts';

describe.skipIf(missingPostgres())('withSubject', () => {
  let test: TestCasework;
  beforeAll(async () => {
    test = await startTestCasework();
    await addTestAgency(test.owner, 'police.north', 'police');
    await addTestAgency(test.owner, 'police.south', 'police');
    await test.owner.query(
      `create table sample (id text primary key, owning_agency text not null, note text)`,
    );
    await test.owner.query(`select protect_table('sample')`);
  });
  afterAll(() => test?.stop());

  const NORTH = testSubject('police.north');
  const SOUTH = testSubject('police.south');

  it('shows each of two agencies its own row and not the other', async () => {
    const { casework } = test;
    for (const [subject, id] of [
      [NORTH, 'n1'],
      [SOUTH, 's1'],
    ] as const)
      await withSubject(casework, subject, (client) =>
        client.query('insert into sample values ($1, $2, $3)', [id, subject.agency, 'secret']),
      );
    const seenBy = async (subject: typeof NORTH) =>
      withSubject(casework, subject, async (client) => {
        const { rows } = await client.query('select id from sample order by id');
        return rows.map(({ id }) => id);
      });
    expect(await seenBy(NORTH)).toEqual(['n1']);
    expect(await seenBy(SOUTH)).toEqual(['s1']);
    expect((await casework.app.query('select id from sample')).rows).toEqual([]);
  });

  it('is not opened with an account that passes row security', async () => {
    const { url } = test.postgres;
    const strong = openCaseworkDatabase({ urls: { jingtong_app: url, jingtong_gate: url } });
    await expect(strong).rejects.toMatchObject({ code: 'access-unsafe' });
    await expect(strong).rejects.not.toThrow(new URL(url).password);
    const nameless = { owner: test.owner, ownerUrl: 'postgres://jingtong@127.0.0.1/jingtong' };
    await expect(openCaseworkDatabase(nameless)).rejects.toMatchObject({ code: 'access-no-password' });
  });
});
