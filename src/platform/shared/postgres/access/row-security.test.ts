import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addTestAgency,
  startTestCasework,
  type TestCasework,
  testSubject,
} from '../../../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../../../test/kit/embedded-postgres-peer.ts';
import type { Intent, Subject } from '../../../../domain/subject.ts';
import { withSubject } from './with-subject.ts';

const NORTH = testSubject('police.north');
const SOUTH = testSubject('police.south');
const COUNTY = testSubject('police.north.county');
const CARRIER = testSubject('carrier.a', 'handler', { agencyKind: 'carrier' });
const STRANGER = testSubject('bank.z', 'handler', { agencyKind: 'bank' });
const ADMIN = testSubject('police.north', 'system-administrator');

const AGENCIES = [
  ['police.north', 'police', null],
  ['police.north.county', 'police', 'police.north'],
  ['police.south', 'police', null],
  ['carrier.a', 'carrier', null],
  ['bank.z', 'bank', null],
] as const;

describe.skipIf(missingPostgres())('row security without any check of the application', () => {
  let test: TestCasework;
  beforeAll(async () => {
    test = await startTestCasework(2);
    for (const [id, kind, parent] of AGENCIES) await addTestAgency(test.owner, id, kind, parent);
    await test.owner.query(`
      create table sample (id text primary key, owning_agency text not null, addressee text, case_ref text, number text,
        note text not null default '', unique (owning_agency, number));
      select protect_table('sample', parties => 'addressee', cases => 'case_ref');
      create table sample_entry (id text primary key, owning_agency text not null, note text);
      select protect_table('sample_entry', append_only => true);
      create view sample_view with (security_invoker = true) as select id, note from sample;
      grant select on sample_view to jingtong_app;
      create function sample_count() returns bigint language sql stable as 'select count(*) from sample';
      insert into sample values ('n1', 'police.north', 'carrier.a', 'case-n', '1', 'north'),
        ('c1', 'police.north.county', null, 'case-c', '1', 'county'), ('s1', 'police.south', null, 'case-s', '1', 'south');
      insert into sample_entry values ('e1', 'police.north', 'first');`);
  });
  afterAll(() => test?.stop());

  const as = <Result>(
    subject: Subject,
    work: (client: pg.PoolClient) => Promise<Result>,
    intent?: Intent,
  ): Promise<Result> => withSubject(test.casework, subject, work, intent === undefined ? {} : { intent });
  const ids = (
    subject: Subject,
    sql = 'select id from sample order by id',
    intent?: Intent,
  ): Promise<string[]> =>
    as(subject, async (client) => (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id), intent);
  const changed = (subject: Subject, sql: string): Promise<number | null> =>
    as(subject, async (client) => (await client.query(sql)).rowCount);
  const code = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'done',
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );

  it('shows each its own, what is under it, and what it takes part in', async () => {
    expect(await ids(NORTH)).toEqual(['c1', 'n1']);
    expect(await ids(COUNTY)).toEqual(['c1']);
    expect(await ids(SOUTH)).toEqual(['s1']);
    expect(await ids(CARRIER)).toEqual(['n1']);
    expect(await ids(STRANGER)).toEqual([]);
    expect(await ids(ADMIN)).toEqual([]);
    expect(await ids(testSubject('no.such'))).toEqual([]);
  });

  it('shows a seconded person the rows of the host, not of home', async () => {
    const sent = testSubject('police.south', 'liaison', { homeAgency: 'police.north' });
    expect(await ids(sent)).toEqual(['s1']);
    const who = await as(sent, (client) =>
      client.query(
        'select current_agency() as agency, current_home_agency() as home, current_acting_role() as role',
      ),
    );
    expect(who.rows).toEqual([{ agency: 'police.south', home: 'police.north', role: 'liaison' }]);
  });

  it('holds through a view, a function, a join, COPY, a cursor and a lock', async () => {
    expect(await ids(SOUTH, 'select id from sample_view')).toEqual(['s1']);
    expect(await ids(SOUTH, 'select sample_count()::text as id')).toEqual(['1']);
    expect(await ids(SOUTH, 'select b.id from sample a join sample b on a.number = b.number')).toEqual([
      's1',
    ]);
    expect(await ids(SOUTH, 'select id from sample for update')).toEqual(['s1']);
    expect(await ids(SOUTH, "select id from sample where note like '%' or true")).toEqual(['s1']);
    await as(SOUTH, async (client) => {
      await client.query('declare c cursor for select id from sample');
      expect((await client.query('fetch all c')).rows).toEqual([{ id: 's1' }]);
    });
    expect(await changed(SOUTH, 'copy sample to stdout')).toBe(1);
    expect(await code(changed(SOUTH, 'copy sample from stdin'))).toBe('0A000');
    expect(await code(changed(SOUTH, "copy sample to program 'cat'"))).toBe('42501');
    expect(await code(changed(SOUTH, "copy sample to '/tmp/out'"))).toBe('42501');
    expect(await code(changed(SOUTH, 'truncate sample'))).toBe('42501');
    expect(await code(changed(SOUTH, 'alter table sample disable row level security'))).toBe('42501');
    expect(await code(changed(SOUTH, 'set role jingtong'))).toBe('42501');
    expect(await code(changed(SOUTH, 'set session authorization jingtong'))).toBe('42501');
    // With row security off PostgreSQL refuses the statement instead of answering it in full.
    expect(await code(changed(SOUTH, 'set local row_security = off; select * from sample'))).toBe('42501');
  });

  it('changes, adds and deletes nothing of another', async () => {
    expect(await changed(SOUTH, "update sample set note = 'mine'")).toBe(1);
    expect(await changed(SOUTH, "update sample set note = 'mine' where id = 'n1'")).toBe(0);
    expect(await code(changed(SOUTH, "delete from sample where id = 's1'"))).toBe('42501');
    expect(await code(changed(SOUTH, "insert into sample values ('x', 'police.north')"))).toBe('42501');
    expect(await code(changed(NORTH, "insert into sample values ('x', 'police.north.county')"))).toBe(
      '42501',
    );
    expect(await code(changed(ADMIN, "insert into sample values ('x', 'police.north')"))).toBe('42501');
    expect(await code(changed(SOUTH, "update sample set owning_agency = 'police.north'"))).toBe('42501');
    expect(await code(changed(NORTH, "update sample set owning_agency = 'police.north.county'"))).toBe(
      '42501',
    );
    expect(await changed(CARRIER, "update sample set note = 'answered'")).toBe(1);
    expect(await code(changed(CARRIER, "update sample set addressee = 'bank.z'"))).toBe('42501');
    expect(await code(changed(NORTH, "update sample_entry set note = 'other'"))).toBe('42501');
    expect(await code(changed(NORTH, 'delete from sample_entry'))).toBe('42501');
  });

  it('opens one case to a grant for its purpose and time, and nothing else', async () => {
    const open = (over: string): Promise<unknown> =>
      test.owner.query(`delete from access_grant; insert into access_grant (id, owning_agency, grantee, case_ref, actions,
        purposes, valid_from, valid_until, decided_by, reason) values ('g', 'police.north', 'police.south', 'case-n',
        '{case.read}', '{investigation}', now() - interval '2 h', now() + interval '1 h', 'p', 'r'); ${over}`);
    const why: Intent = { purpose: 'investigation', caseRef: 'case-n' };
    const seen = (intent: Intent = why): Promise<string[]> => ids(SOUTH, undefined, intent);
    await open('');
    expect(await seen()).toEqual(['n1', 's1']);
    expect(await seen({ purpose: 'triage', caseRef: null })).toEqual(['s1']);
    expect(await ids(STRANGER, undefined, why)).toEqual([]);
    await open("update access_grant set valid_until = now() - interval '1 s'");
    expect(await seen()).toEqual(['s1']);
    await open('update access_grant set revoked_at = now()');
    expect(await seen()).toEqual(['s1']);
    // Who grants a case must own what is granted; the grantee cannot widen its grant.
    await open("update access_grant set owning_agency = 'bank.z'");
    expect(await seen()).toEqual(['s1']);
    await open('');
    expect(await changed(SOUTH, "update access_grant set valid_until = now() + interval '9 y'")).toBe(0);
    const forged = `insert into access_grant (id, owning_agency, grantee, case_ref, actions, purposes, valid_from,
      valid_until, decided_by, reason) values ('f', 'police.north', 'police.south', 'case-c', '{x}', '{investigation}',
      now(), now() + interval '1 h', 'p', 'r')`;
    expect(await code(changed(SOUTH, forged))).toBe('42501');
    await test.owner.query('delete from access_grant');
  });

  it('shuts out a suspended agency and all under it', async () => {
    await test.owner.query("update agency set state = 'suspended' where id = 'police.north'");
    expect(await ids(NORTH)).toEqual([]);
    expect(await ids(COUNTY)).toEqual([]);
    expect(await code(changed(NORTH, "insert into sample values ('x', 'police.north')"))).toBe('42501');
    await test.owner.query("update agency set state = 'active' where id = 'police.north'");
    expect(await ids(COUNTY)).toEqual(['c1']);
  });

  it('tells by no conflict and no error what another holds', async () => {
    expect(
      await code(changed(SOUTH, "insert into sample values ('s2', 'police.south', null, null, '2')")),
    ).toBe('done');
    // Number 1 is with three agencies already: each sees a conflict with its own only.
    const conflict = await as(SOUTH, (client) =>
      client.query("insert into sample values ('s3', 'police.south', null, null, '1')"),
    ).catch((error: pg.DatabaseError) => error);
    expect(conflict).toMatchObject({ code: '23505' });
    expect((conflict as pg.DatabaseError).detail).toBeUndefined();
    const division = "select id from sample where 1 / (case when note = 'north' then 0 else 1 end) > 0";
    expect(await ids(SOUTH, division)).toEqual(['s1', 's2']);
    expect(
      await code(
        changed(
          SOUTH,
          "insert into sample values ('n1', 'police.south') on conflict (id) do update set note = 'taken'",
        ),
      ),
    ).toBe('42501');
  });

  it('believes no setting that it did not seal', async () => {
    const pretend = "select set_config('jingtong.agency', 'police.north', true)";
    await as(SOUTH, async (client) => {
      await client.query(pretend);
      expect((await client.query('select id from sample')).rows).toEqual([]);
      await client.query("select set_config('jingtong.agency', 'police.south', true)");
      expect((await client.query('select id from sample')).rowCount).toBeGreaterThan(0);
      await client.query("select set_config('jingtong.role', 'auditor', true)");
      expect((await client.query('select id from sample')).rows).toEqual([]);
    });
    expect(await code(changed(SOUTH, 'select key from subject_seal'))).toBe('42501');
    expect(
      await code(
        as(testSubject("x'; drop table sample; --"), (client) => client.query('select id from sample')),
      ),
    ).toBe('done');
    await expect(as(testSubject('police.north\u001fx'), async () => {})).rejects.toThrow('no id');
    await expect(as(testSubject(''), async () => {})).rejects.toThrow('empty');
    expect(await ids(NORTH)).toEqual(['c1', 'n1']);
  });

  it('carries no subject over on a pooled connection, even when a statement kept the settings', async () => {
    const kept = await as(NORTH, async (client) => {
      const { rows } = await client.query<{
        name: string;
        value: string;
      }>(`select name, current_setting(name, true) as value
        from unnest(array['jingtong.agency', 'jingtong.person', 'jingtong.role', 'jingtong.purpose',
          'jingtong.home_agency', 'jingtong.case', 'jingtong.seal']) name`);
      for (const { name, value } of rows)
        await client.query('select set_config($1, $2, false)', [name, value]);
      return rows;
    });
    expect(kept.find(({ name }) => name === 'jingtong.agency')?.value).toBe('police.north');
    const clients = await Promise.all([test.casework.app.connect(), test.casework.app.connect()]);
    for (const client of clients) expect((await client.query('select id from sample')).rows).toEqual([]);
    for (const client of clients) {
      await client.query('begin');
      for (const { name, value } of kept)
        await client.query('select set_config($1, $2, true)', [name, value]);
      expect((await client.query('select id from sample')).rows).toEqual([]);
      await client.query('rollback');
      client.release();
    }
    await expect(as(NORTH, () => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
    for (let turn = 0; turn < 4; turn += 1)
      expect((await test.casework.app.query('select id from sample')).rows).toEqual([]);
  });

  it('says so when a failed statement was swallowed', async () => {
    const lost = as(NORTH, async (client) => {
      await client.query('select 1 / 0').catch(() => {});
    });
    await expect(lost).rejects.toMatchObject({ code: 'transaction-lost' });
  });

  it('keeps sign-in and casework apart', async () => {
    const { gate } = test.casework;
    expect(await code(gate.query('select id from sample'))).toBe('42501');
    expect((await gate.query('select id from agency')).rowCount).toBe(AGENCIES.length);
  });
});

/** Tables with an owner whose rows one forgotten check would show. */
const UNPROTECTED = `
  select c.oid::regclass::text as name, c.relkind as kind from pg_class c join pg_attribute a on a.attrelid = c.oid
  where a.attname = 'owning_agency' and not a.attisdropped and c.relkind in ('r', 'p', 'm', 'f', 'v')
    and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and not case c.relkind when 'v' then coalesce('security_invoker=true' = any (c.reloptions), false)
      else c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy where polrelid = c.oid) end`;
const TELLING_INDEXES = `
  select i.indexrelid::regclass::text as name from pg_index i
  join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'owning_agency'
  where i.indisunique and i.indkey[0] <> a.attnum
    and not (i.indisprimary and i.indnkeyatts = 1)`;
const TOO_MUCH = `
  select table_name || ' ' || privilege_type as name from information_schema.role_table_grants
  where grantee in ('jingtong_app', 'jingtong_gate') and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'DELETE')`;
const LOOSE_DEFINERS = `
  select p.oid::regprocedure::text as name from pg_proc p
  where p.prosecdef and p.pronamespace = 'public'::regnamespace
    and not coalesce(array_to_string(p.proconfig, ',') like '%search_path=pg_catalog%pg_temp%', false)`;

describe.skipIf(missingPostgres())('every table of the migrations', () => {
  let test: TestCasework;
  beforeAll(async () => {
    test = await startTestCasework(1);
  });
  afterAll(() => test?.stop());
  const names = async (sql: string): Promise<string[]> =>
    (await test.owner.query<{ name: string }>(sql)).rows.map(({ name }) => name);

  it('with owning_agency has forced row security; the accounts have nothing that passes it', async () => {
    expect(await names(UNPROTECTED)).toEqual([]);
    expect(await names(TELLING_INDEXES)).toEqual([]);
    expect(await names(TOO_MUCH)).toEqual([]);
    expect(await names(LOOSE_DEFINERS)).toEqual([]);
  });

  it('would be found without', async () => {
    await test.owner.query(`create table careless (id text primary key, owning_agency text not null, number text unique);
      create view careless_view as select * from access_grant;
      create table half (id text primary key, owning_agency text not null);
      alter table half enable row level security; grant truncate on half to jingtong_app;
      create function loose() returns int language sql security definer as 'select 1'`);
    expect(await names(UNPROTECTED)).toEqual(expect.arrayContaining(['careless', 'careless_view', 'half']));
    expect(await names(TELLING_INDEXES)).toEqual(['careless_number_key']);
    expect(await names(TOO_MUCH)).toEqual(['half TRUNCATE']);
    expect(await names(LOOSE_DEFINERS)).toEqual(['loose()']);
  });
});
