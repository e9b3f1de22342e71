import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addTestAgency,
  startTestCasework,
  type TestCasework,
  testSubject,
} from '../../../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../../../test/kit/embedded-postgres-peer.ts';
import { DEADLY_STEPS, startLedgerWorker } from '../../../../../test/kit/ledger-worker.ts';
import {
  createAuditLedger,
  keepLedger,
  makeCheckpoint,
  noteSigner,
  readLedger,
  sequence,
  verifyAudit,
} from '../../../../access/ledger/index.ts';
import type { Subject } from '../../../../domain/subject.ts';
import type { AuditDraft } from '../../../../ports/ledger.ts';
import type { LedgerStore } from '../../../../ports/ledger-store.ts';
import { withSubject } from '../access/with-subject.ts';
import { postgresLedgerStore } from './postgres-ledger-store.ts';
import { writeAuditEntry } from './write-audit-entry.ts';

const LOG = noteSigner('log', 'centre.example/audit', Buffer.alloc(32, 7));
const ledger = createAuditLedger(writeAuditEntry, { now: () => Date.now() });

const draftOf = (subject: Subject, object: string, action = 'order.approve'): AuditDraft => ({
  who: { person: subject.person, role: subject.role, agency: subject.agency, home: subject.homeAgency },
  what: { action, kind: 'order', object, rev: 1 },
  why: { purpose: 'investigation', case: null, basis: null },
  outcome: 'done',
  reason: null,
});

describe.skipIf(missingPostgres())('the ledger on PostgreSQL', () => {
  let test: TestCasework;
  let store: LedgerStore;
  const NORTH = testSubject('police.north');
  const SOUTH = testSubject('police.south');
  beforeAll(async () => {
    test = await startTestCasework(24);
    store = postgresLedgerStore(test.owner);
    await addTestAgency(test.owner, 'police.north', 'police');
    await addTestAgency(test.owner, 'police.south', 'police');
    await test.owner.query('create table act (object text primary key)');
    await test.owner.query('grant insert on act to jingtong_app');
  });
  afterAll(() => test?.stop());
  beforeEach(() => emptied(test));

  const act = (subject: Subject, object: string, draft = draftOf(subject, object)): Promise<string> =>
    withSubject(test.casework, subject, async (client) => {
      await client.query('insert into act values ($1)', [object]);
      return ledger.append(client, draft);
    });
  const verified = async () =>
    verifyAudit(
      readLedger(store),
      (await store.checkpoints()).map(({ note, size }) => ({ label: `${size}`, note, isOutside: false })),
      [LOG.key],
    );

  it('keeps act and entry both or neither', async () => {
    await act(NORTH, 'a1');
    await expect(act(NORTH, 'a1')).rejects.toThrow();
    await expect(act(NORTH, 'a2', draftOf(NORTH, '13800138000'))).rejects.toMatchObject({
      code: 'audit-entry-refused',
    });
    expect((await test.owner.query('select object from act')).rows).toEqual([{ object: 'a1' }]);
    expect(await sequence(store)).toEqual({ added: 1, size: 1 });
  });

  it('numbers what 50 writers commit without gaps, in the order of commits, each entry once', async () => {
    const done: string[][] = [];
    let isOver = false;
    const sequencers = [0, 1].map(async () => {
      while (!isOver) await sequence(store, 7);
    });
    // 50 at once on the 24 connections of a service, two sequencers beside them.
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        const own: string[] = [];
        for (let at = 0; at < 12; at += 1)
          own.push(await act(writer % 2 ? NORTH : SOUTH, `w${writer}-${at}`));
        done.push(own);
      }),
    ).finally(() => {
      isOver = true;
    });
    await Promise.all(sequencers);
    await sequence(store);
    const entries = await store.entries(0, 10_000);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 600 }, (_, at) => at));
    const places = new Map(entries.map(({ seq, entry }) => [JSON.parse(entry).id as string, seq]));
    expect(places.size).toBe(600);
    for (const own of done) {
      const seen = own.map((id) => places.get(id)!);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    }
    expect(await store.waiting()).toBe(0);
    await makeCheckpoint(store, LOG);
    expect(await verified()).toMatchObject({ outcome: 'intact', size: 600, signedUntil: 600, findings: [] });
  });

  it('loses no acknowledged entry and doubles none when a writer or a sequencer is killed', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      const child = startLedgerWorker(test.postgres.url, round % 2 === 0 ? 'write' : 'sequence', `k${round}`);
      const ended = collect(child, acknowledged);
      await Promise.all(Array.from({ length: 5 }, (_, at) => act(NORTH, `p${round}-${at}`)));
      await new Promise((wake) => setTimeout(wake, 150 + round * 37));
      child.kill('SIGKILL');
      await ended;
    }
    await sequence(store);
    const objects = (await store.entries(0, 1_000_000)).map(
      ({ entry }) => JSON.parse(entry).what.object as string,
    );
    expect(new Set(objects).size).toBe(objects.length);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((object) => !objects.includes(object))).toEqual([]);
    const acts = (await test.owner.query<{ object: string }>('select object from act')).rows;
    expect(acts.map(({ object }) => object).sort()).toEqual(objects.toSorted());
    await makeCheckpoint(store, LOG);
    expect(await verified()).toMatchObject({ outcome: 'intact', size: objects.length });
  });

  it.each(DEADLY_STEPS)(
    'keeps act and entry both or neither, once, when killed at the step "%s"',
    async (step) => {
      for (let at = 0; at < 5; at += 1) await act(NORTH, `before-${at}`);
      const acknowledged: string[] = [];
      const child = startLedgerWorker(test.postgres.url, `die-${step}`, 'dying');
      const signal = new Promise((resolve) => child.once('exit', (_, name) => resolve(name)));
      await collect(child, acknowledged);
      expect(await signal).toBe('SIGKILL');
      await act(NORTH, 'after');
      await sequence(store);
      const objects = (await store.entries(0, 100)).map(
        ({ entry }) => JSON.parse(entry).what.object as string,
      );
      const acts = (await test.owner.query<{ object: string }>('select object from act')).rows;
      expect(acts.map(({ object }) => object).sort()).toEqual(objects.toSorted());
      expect(objects.filter((object) => object.startsWith('before-')).length).toBe(5);
      expect(objects.at(-1)).toBe('after');
      if (['begun', 'acted', 'appended'].includes(step)) expect(objects).not.toContain('dying-0-0');
      if (step === 'committed') expect(objects).toContain('dying-0-0');
      await makeCheckpoint(store, LOG);
      expect(await verified()).toMatchObject({ outcome: 'intact', size: objects.length });
    },
  );

  it('shows an agency its own entries, an auditor all, the system administrator and nobody none', async () => {
    await act(NORTH, 'n1');
    await act(SOUTH, 's1');
    await sequence(store);
    const seenBy = (subject: Subject) =>
      withSubject(test.casework, subject, async (client) => {
        const { rows } = await client.query<{ object: string }>('select object from audit_entry order by 1');
        return rows.map(({ object }) => object);
      });
    expect(await seenBy(NORTH)).toEqual(['n1']);
    expect(await seenBy(SOUTH)).toEqual(['s1']);
    expect(await seenBy(testSubject('police.south', 'auditor'))).toEqual(['n1', 's1']);
    expect(await seenBy(testSubject('police.north', 'system-administrator'))).toEqual([]);
    expect((await test.casework.app.query('select * from audit_entry')).rows).toEqual([]);
    await expect(test.casework.gate.query('select * from audit_entry')).rejects.toThrow(/permission denied/);
  });

  it('lets nobody write for another, change, delete or read what waits', async () => {
    await act(NORTH, 'n1');
    await sequence(store);
    await act(NORTH, 'n2');
    await makeCheckpoint(store, LOG);
    const asNorth = (sql: string) => withSubject(test.casework, NORTH, (client) => client.query(sql));
    await expect(
      withSubject(test.casework, NORTH, (client) => ledger.append(client, draftOf(SOUTH, 'x'))),
    ).rejects.toThrow(/row-level security/);
    for (const sql of [
      `update audit_entry set entry = '{}'`,
      'delete from audit_entry',
      'select * from audit_pending',
      'delete from audit_pending',
      'select * from audit_tile',
      `insert into audit_entry (seq, entry) values (9, '{}')`,
    ])
      await expect(asNorth(sql), sql).rejects.toThrow(/permission denied/);
    for (const sql of [
      `update audit_entry set entry = '{}'`,
      'delete from audit_entry',
      'truncate audit_entry',
      'delete from audit_tile',
      'update audit_tile set hashes = sha256(hashes)',
      `update audit_checkpoint set note = ''`,
      `update audit_pending set entry = '{}'`,
    ])
      await expect(test.owner.query(sql), sql).rejects.toThrow(/append-only/);
  });

  it('takes nothing into the queue that would hold up the entries of others', async () => {
    const long = 'x'.repeat(3000);
    for (const entry of [
      'no json',
      '{}',
      `{"id":"${long}"}`,
      `{"id":"a","what":{"object":"${long}"}}`,
      '{"id":"a","what":{"object":"\\u0000"}}',
      `{"id":"a","fill":"${'x'.repeat(9000)}"}`,
    ])
      await expect(
        test.casework.gate.query('insert into audit_pending (entry) values ($1)', [entry]),
      ).rejects.toThrow();
    await test.casework.gate.query('insert into audit_pending (entry) values ($1)', ['{"id":"a","who":7}']);
    expect(await sequence(store)).toMatchObject({ added: 1 });
  });

  it('is kept while the service runs: numbered, signed, and a problem is told once', async () => {
    const problems: string[] = [];
    const keeper = keepLedger({
      store,
      signer: LOG,
      everyMs: 5,
      checkpointEveryMs: 5,
      onProblem: (message) => problems.push(message),
    });
    for (let at = 0; at < 20; at += 1) await act(NORTH, `k${at}`);
    while ((await store.checkpoints()).at(-1)?.size !== 20) await new Promise((wake) => setTimeout(wake, 5));
    await tampered(test, 'delete from audit_entry where seq = 19');
    while (keeper.problem() === null) await new Promise((wake) => setTimeout(wake, 5));
    await new Promise((wake) => setTimeout(wake, 60));
    await keeper.stop();
    // The damage may be met while signing first and while numbering afterwards; neither is told again each turn.
    expect(problems.length).toBe(new Set(problems).size);
    for (const problem of problems) expect(problem).toContain('jingtong audit verify');
  });

  it('builds on nothing that was changed', async () => {
    for (const object of ['a', 'b', 'c']) await act(NORTH, object);
    await sequence(store);
    await makeCheckpoint(store, LOG);
    await tampered(test, 'delete from audit_entry where seq = 2');
    await act(NORTH, 'd');
    await expect(sequence(store)).rejects.toMatchObject({ code: 'ledger-damaged' });
    expect(await verified()).toMatchObject({ outcome: 'altered', findings: [{ kind: 'missing', seq: 2 }] });
    await tampered(test, 'update audit_tile set hashes = substring(hashes for 64)');
    expect((await verified()).findings).toMatchObject([{ kind: 'shorter', seq: 2, checkpoint: 3 }]);
    await sequence(store);
    await expect(makeCheckpoint(store, LOG)).rejects.toMatchObject({ code: 'ledger-damaged' });
  });
});

async function emptied({ owner }: TestCasework): Promise<void> {
  await tampered({ owner }, 'truncate audit_entry, audit_tile, audit_checkpoint, audit_pending, act');
}

/** As whoever has the database in their hands. */
async function tampered({ owner }: Pick<TestCasework, 'owner'>, sql: string): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(sql);
  } finally {
    client.release(true);
  }
}

function collect(child: ChildProcess, into: string[]): Promise<void> {
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve) => {
    child.once('close', () => {
      into.push(...text.split('\n').slice(0, -1));
      resolve();
    });
  });
}
