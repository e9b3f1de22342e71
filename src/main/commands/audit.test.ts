import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestCasework, type TestCasework } from '../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../test/kit/embedded-postgres-peer.ts';
import { createAuditLedger } from '../../access/ledger/index.ts';
import { writeAuditEntry } from '../../platform/shared/index.ts';
import { runCli } from '../cli.ts';
import { EXIT } from '../exit-code.ts';

const ORIGIN = 'centre.example/audit';

describe.skipIf(missingPostgres())('jingtong audit', () => {
  let test: TestCasework;
  let folder: string;
  beforeAll(async () => {
    test = await startTestCasework();
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const path = (name: string): string => join(folder, name);
  const ledger = createAuditLedger(writeAuditEntry, { now: () => Date.now() });

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text);
      return true;
    });
    const code = await runCli(['audit', ...args]);
    vi.restoreAllMocks();
    return { code, out, err };
  }
  const onDatabase = (...args: string[]) => run(...args, '--database', test.postgres.url);
  const saved = async (name: string, ran: Promise<{ code: number; out: string }>): Promise<string> => {
    const { code, out } = await ran;
    expect(code).toBe(EXIT.done);
    writeFileSync(path(name), out);
    return out;
  };
  const act = (object: string): Promise<string> =>
    ledger.append(test.owner, {
      who: { person: 'clock', role: 'system', agency: null, home: null },
      what: { action: 'order.expire', kind: 'order', object, rev: 2 },
      why: { purpose: null, case: null, basis: null },
      outcome: 'done',
      reason: null,
    });
  const KEYS = () => ['--key', path('log.pub'), '--key', path('witness.pub')];

  it('takes a log from the first key to a proof that is believed elsewhere', async () => {
    await saved('log.pub', run('key', '--name', ORIGIN, '--out', path('log.key')));
    await saved(
      'witness.pub',
      run('key', '--name', 'regulator.example/w', '--witness', '--out', path('witness.key')),
    );
    const ids: string[] = [];
    for (let at = 0; at < 300; at += 1) ids.push(await act(`o${at}`));
    await saved('one.checkpoint', onDatabase('checkpoint', '--key-file', path('log.key')));
    await saved('request', onDatabase('checkpoint', '--since', '0'));
    const asWitness = [
      '--key-file',
      path('witness.key'),
      '--state',
      path('state'),
      '--log-key',
      path('log.pub'),
    ];
    await saved('line', run('cosign', path('request'), ...asWitness));
    expect(await onDatabase('checkpoint', '--add', path('line'), ...KEYS())).toMatchObject({
      code: EXIT.done,
    });
    const verified = await onDatabase('verify', '--json', ...KEYS());
    expect(JSON.parse(verified.out)).toMatchObject({
      outcome: 'intact',
      size: 300,
      signedUntil: 300,
      witnessedUntil: 300,
      findings: [],
    });
    expect((await onDatabase('verify', '--lang', 'zh', ...KEYS())).out).toContain('完好');
    await saved('proof', onDatabase('prove', ids[123]!));
    const proven = await run('verify', '--proof', path('proof'), '--lang', 'en', ...KEYS());
    expect(proven).toMatchObject({ code: EXIT.done });
    expect(proven.out).toContain('"object":"o123"');
    writeFileSync(path('forged'), readFileSync(path('proof'), 'utf8').replace('o123', 'o124'));
    expect(await run('verify', '--proof', path('forged'), ...KEYS())).toMatchObject({ code: EXIT.failed });
    await saved('export', onDatabase('export'));
    expect(await run('verify', '--export', path('export'), ...KEYS())).toMatchObject({ code: EXIT.done });
    await act('o300');
    await saved('two.checkpoint', onDatabase('checkpoint', '--key-file', path('log.key'), '--since', '300'));
    await saved('line', run('cosign', path('two.checkpoint'), ...asWitness));
    const stale = await run('cosign', path('request'), ...asWitness);
    expect(stale).toMatchObject({ code: EXIT.failed });
    expect(stale.err).toContain('shorter');
  });

  it('refuses a private key that others may read, or that is of the other kind', async () => {
    chmodSync(path('log.key'), 0o644);
    const open = await onDatabase('checkpoint', '--key-file', path('log.key'));
    expect(open).toMatchObject({ code: EXIT.failed });
    expect(open.err).toContain('chmod 600');
    chmodSync(path('log.key'), 0o600);
    expect((await onDatabase('checkpoint', '--key-file', path('witness.key'))).err).toContain('not of a log');
    expect((await run('key', '--name', 'x', '--out', path('log.key'))).code).toBe(EXIT.failed);
    expect((await run('key', '--name', 'x y', '--out', path('new'))).code).toBe(EXIT.usage);
  });

  it('names the row that was edited in the database, and tells a log rewritten whole by a checkpoint kept elsewhere', async () => {
    const client = await test.owner.connect();
    await client.query('set session_replication_role = replica');
    await client.query(`update audit_entry set entry = replace(entry, 'o77', 'o78') where seq = 77`);
    const edited = await onDatabase('verify', '--lang', 'en', ...KEYS());
    expect(edited).toMatchObject({ code: EXIT.failed });
    expect(edited.out).toContain('entry 77 was edited');
    await client.query('truncate audit_entry, audit_tile, audit_checkpoint');
    client.release(true);
    for (let at = 0; at < 300; at += 1) await act(`forged${at}`);
    await onDatabase('checkpoint', '--key-file', path('log.key'));
    expect(await onDatabase('verify', '--key', path('log.pub'))).toMatchObject({ code: EXIT.done });
    const told = await onDatabase(
      'verify',
      '--key',
      path('log.pub'),
      '--checkpoint',
      path('one.checkpoint'),
      '--json',
    );
    expect(told.code).toBe(EXIT.failed);
    expect(JSON.parse(told.out).findings).toMatchObject([{ kind: 'fork', seq: 300 }]);
    const stripped = await onDatabase('verify', ...KEYS(), '--checkpoint', path('one.checkpoint'), '--json');
    expect(JSON.parse(stripped.out).findings).toContainEqual(
      expect.objectContaining({ kind: 'checkpoint', reason: 'signature-missing' }),
    );
  });
});
