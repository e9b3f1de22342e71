import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestCasework, type TestCasework } from '../../../test/kit/casework-database.ts';
import { missingPostgres } from '../../../test/kit/embedded-postgres-peer.ts';
import { startEmbeddedPostgres } from '../../platform/embedded/index.ts';
import { connectDatabase } from '../../platform/shared/index.ts';
import { runCli } from '../cli.ts';

/** What a command prints with --json. */
interface Said {
  readonly agency: { readonly path: readonly string[] };
  readonly appointment: string;
  readonly id: string;
  readonly token: string;
}

describe.skipIf(missingPostgres())('jingtong admin', () => {
  let test: TestCasework;
  let data: string;
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'admin-'));
    test = await startTestCasework(1);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await test?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  /** Runs a command line; `input` is what comes on stdin. */
  async function admin(
    args: string,
    input?: string,
    place: readonly string[] = ['--database', test.postgres.url, '--data', data],
  ): Promise<{ code: number; out: string; err: string; json: () => Said }> {
    const said = { out: '', err: '' };
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.out += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.err += String(text);
      return true;
    });
    if (input !== undefined)
      vi.spyOn(process, 'stdin', 'get').mockReturnValue(
        Readable.from([Buffer.from(input)]) as unknown as typeof process.stdin,
      );
    const code = await runCli(['admin', ...args.split(' '), ...place]);
    vi.restoreAllMocks();
    return { code, ...said, json: () => JSON.parse(said.out) };
  }
  const count = async (table: string): Promise<number> =>
    Number((await test.owner.query(`select count(*) from ${table}`)).rows[0].count);

  it('sets up agencies, people, roles, a secondment and a key', async () => {
    const first = 'init --agency centre.cq --kind centre --name C --login root1';
    expect((await admin(`${first} --dry-run`)).code).toBe(0);
    expect(await count('agency')).toBe(0);
    expect(existsSync(join(data, 'access.key'))).toBe(false);
    const made = await admin(`${first} --json`);
    expect(made.json()).toMatchObject({
      agency: 'centre.cq',
      login: 'root1',
      password: expect.stringMatching(/.{18}/),
    });
    expect(statSync(join(data, 'access.key')).mode & 0o777).toBe(0o600);
    expect(await admin(first)).toMatchObject({ code: 1, err: expect.stringContaining('[admin-done]') });

    expect((await admin('agency add police.cq --kind police --name P')).code).toBe(0);
    expect(
      (await admin('agency add police.cq.a --kind police --name A --parent police.cq --json')).json().agency
        .path,
    ).toEqual(['police.cq', 'police.cq.a']);
    expect((await admin('agency add carrier.x --kind carrier --name X --parent police.cq')).err).toContain(
      'of one kind',
    );
    expect((await admin('agency add Carrier_X --kind carrier --name X')).err).toContain('is no code');
    expect((await admin('agency add carrier.x --kind carrier --name X')).code).toBe(0);
    expect((await admin('agency list')).out).toContain('\n  police.cq.a  police  A');

    expect((await admin('person add lina --name Lina --agency carrier.x')).out).toContain('shown once');
    expect((await admin('person add LINA --name Lina --agency carrier.x')).err).toContain('is taken');
    expect((await admin('role grant lina case-officer --reason r')).err).toContain('is no role at');
    expect((await admin('role grant lina handler --reason r --dry-run')).out).toContain('dry run');
    expect((await admin('role grant lina handler --reason r')).code).toBe(0);
    expect(
      (await admin('second lina --to centre.cq --role handler --until 2199-01-01 --reason r')).err,
    ).toContain('at most a year');
    const until = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
    const sent = await admin(`second lina --to centre.cq --role handler --until ${until} --reason r --json`);
    expect(sent.json()).toMatchObject({ agency: 'centre.cq', homeAgency: 'carrier.x' });
    expect((await admin('role list lina')).out).toContain('seconded');
    expect((await admin(`role revoke ${sent.json().appointment} --dry-run`)).code).toBe(0);
    expect((await admin(`role revoke ${sent.json().appointment}`)).code).toBe(0);
    expect((await admin(`role revoke ${sent.json().appointment}`)).code).toBe(1);

    const key = await admin(
      'key create --agency carrier.x --role handler --name n --scope leg.answer --json',
    );
    const { id, token } = key.json();
    expect(token).toMatch(/^jtk_/);
    expect(
      (await admin('key create --agency carrier.x --role handler --name n --scope order.approve')).err,
    ).toContain('scope');
    expect((await admin('key list carrier.x')).out).toContain(id);
    expect((await admin('key list carrier.x --json')).out).not.toContain(token.slice(17));
    expect((await admin(`key revoke ${id}`)).code).toBe(0);
    expect((await admin(`key revoke ${id}`)).code).toBe(1);
    expect((await admin('session revoke lina')).out).toContain('0 sessions');
    expect((await admin('person disable lina')).code).toBe(0);
  });

  it('refuses weak passwords, and says none of them', async () => {
    for (const weak of ['Password123456', 'kurz!9', 'zhangwei198801']) {
      const refused = await admin('person add zhangwei --name Z --agency police.cq --password-stdin', weak);
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('[password-weak]') });
      expect(refused.err + refused.out).not.toContain(weak);
    }
    const strong = 'seven green kettles sing';
    const done = await admin(
      'person add zhangwei --name Z --agency police.cq --password-stdin',
      `${strong}\n`,
    );
    expect(done).toMatchObject({ code: 0 });
    expect(done.err + done.out).not.toContain(strong);
  });

  it('works beside a running service and leaves its server running', async () => {
    const home = mkdtempSync(join(tmpdir(), 'admin-beside-'));
    chmodSync(home, 0o755);
    const server = await startEmbeddedPostgres(join(home, 'postgres'));
    try {
      const beside = ['--data', home];
      expect((await admin('agency add bank.z --kind bank --name Z', undefined, beside)).code).toBe(0);
      expect((await admin('agency list', undefined, beside)).out).toContain('bank.z');
      const pool = connectDatabase(server.url, 1);
      expect((await pool.query('select id from agency')).rows).toEqual([{ id: 'bank.z' }]);
      await pool.end();
    } finally {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('tells wrong usage from a refusal', async () => {
    expect((await admin('role grant zhangwei emperor --reason r')).code).toBe(2);
    expect((await admin('role grant zhangwei system --reason r')).code).toBe(2);
    expect((await admin('agency add x --kind court --name X')).code).toBe(2);
    expect((await admin('role grant nobody auditor --reason r')).code).toBe(1);
    expect((await admin('init --help')).out).toContain('Examples:');
  });
});
