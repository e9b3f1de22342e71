import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verdictAnswer, type verdictPage } from '../../src/api/contract/index.ts';
import {
  eventually,
  postVerdicts,
  type RunningProcess,
  runJingtong,
  startJingtong,
} from '../kit/service-process.ts';

let folder: string;
const running: RunningProcess[] = [];
const start = async (...more: string[]) => {
  const service = await startJingtong(folder, ...more);
  running.push(service);
  return service;
};
const ALONE = ['--no-town', '--database', 'none'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jingtong-start-'));
  // PostgreSQL's own account must be able to enter, or its data would go elsewhere and stay there.
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const call = (n: number) => ({
  eventId: `call-${n}`,
  caller: `+861380000${String(n % 10_000).padStart(4, '0')}`,
  callee: `+861390000${String((n * 7) % 10_000).padStart(4, '0')}`,
  trunk: 'interconnect',
  at: '2026-11-25T14:03:00+08:00',
  outcome: 'no-answer',
  ringMs: 2_000,
  talkMs: 0,
});
const getJson = async <Answer>(url: string): Promise<Answer> => (await (await fetch(url)).json()) as Answer;

interface Readiness {
  readonly ready: boolean;
  readonly policy: { readonly digest: string; readonly refused: string | null };
  readonly database: { readonly state: string; readonly lag: number };
}
type Page = typeof verdictPage._output;

describe('jingtong start', () => {
  it('says where to look, judges, and stops in order when asked', async () => {
    const service = await start(...ALONE);
    expect(service.out()).toContain(`${service.url}/v1/verdicts`);
    const answer = verdictAnswer.parse(
      await (
        await postVerdicts(service.url, { caller: '95588', callee: '+8613900000001', trunk: 'international' })
      ).json(),
    );
    expect(answer.acknowledged).toBe(true);
    expect(answer.reasons.length).toBeGreaterThan(0);
    expect((await fetch(service.url)).headers.get('content-type')).toContain('text/html');
    expect(await getJson(`${service.url}/v1/verdicts/${answer.id}`)).toMatchObject({
      id: answer.id,
      measure: answer.measure,
    });
    const watching = await fetch(`${service.url}/v1/live`);
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.err()).toContain('stopped');
    await watching.body?.cancel().catch(() => undefined);
  });

  it('shows no full number and no password in its log', async () => {
    const service = await start(...ALONE, '--log-level', 'debug');
    await postVerdicts(service.url, call(1));
    await fetch(`${service.url}/v1/verdicts?caller=%2B8613800000001`);
    expect(service.err()).not.toMatch(/13800000001|13900000007/);
  });

  it('loses nothing acknowledged when it is killed at any moment, and the journal proves it', async () => {
    const acknowledged = new Map<string, unknown>();
    let sent = 0;
    for (let round = 0; round < 3; round += 1) {
      const service = await start(...ALONE);
      const post = async () => {
        for (;;) {
          const calls = Array.from({ length: 1 + (sent % 5) }, () => call(sent++));
          const answer = await postVerdicts(service.url, { calls });
          const { verdicts } = (await answer.json()) as { verdicts: { id: string; acknowledged: boolean }[] };
          for (const verdict of verdicts) if (verdict.acknowledged) acknowledged.set(verdict.id, verdict);
        }
      };
      const posting = Promise.allSettled([post(), post(), post()]);
      await eventually(
        async () => acknowledged.size,
        (size) => size > 200 * (round + 1),
      );
      await sleep(37 * round);
      service.child.kill('SIGKILL');
      await service.ended;
      await posting;
    }

    const service = await start(...ALONE);
    for (const [id, told] of acknowledged) {
      const { caller, callee, repeated, ...found } = verdictAnswer.parse(
        await (
          await fetch(`${service.url}/v1/verdicts/${id}`, { headers: { 'accept-language': 'en' } })
        ).json(),
      );
      expect(told).toMatchObject(found);
    }
    const [first] = acknowledged.values();
    const { eventId } = verdictAnswer.parse(first);
    const again = await postVerdicts(service.url, call(Number(eventId.slice(5))));
    expect(await again.json()).toEqual({ ...(first as object), repeated: true });

    service.child.kill('SIGTERM');
    await service.ended;
    for (const args of [['journal', 'verify'], ['replay']]) {
      const proof = runJingtong([...args, '--data', folder]);
      expect(await proof.ended, proof.out() + proof.err()).toMatchObject({ code: 0 });
    }
  });

  it('takes changed policy files while it runs and refuses broken ones with their line', async () => {
    const policy = join(folder, 'policy');
    mkdirSync(join(policy, 'local.d', 'lists'), { recursive: true });
    const list = join(policy, 'local.d', 'lists', 'deny.yaml');
    const service = await start(...ALONE, '--policy', policy);
    const ready = () => getJson<Readiness>(`${service.url}/readyz`);
    const before = await ready();

    writeFileSync(list, 'deny:\n  - number: [1, 2\n');
    service.child.kill('SIGHUP');
    const refused = await eventually(ready, (state) => state.policy.refused !== null);
    expect(refused.policy.refused).toMatch(/deny\.yaml:\d+/);
    expect(refused).toMatchObject({ ready: true, policy: { digest: before.policy.digest } });
    expect(service.err()).toContain('deny.yaml');
    expect((await postVerdicts(service.url, call(1))).status).toBe(200);

    rmSync(list);
    const settled = await eventually(ready, (state) => state.policy.refused === null);
    expect(settled.policy.digest).toBe(before.policy.digest);
  });

  it('goes on under the last policy when it is restarted over broken files', async () => {
    const policy = join(folder, 'policy');
    mkdirSync(join(policy, 'local.d', 'rules'), { recursive: true });
    const first = await start(...ALONE, '--policy', policy);
    first.child.kill('SIGTERM');
    await first.ended;
    writeFileSync(join(policy, 'local.d', 'rules', 'mine.yaml'), 'rules: [{\n');
    const second = await start(...ALONE, '--policy', policy);
    const { policy: state } = await getJson<Readiness>(`${second.url}/readyz`);
    expect(state.refused).toMatch(/mine\.yaml:\d+/);
  });

  it('lets the simulated town call, and marks its calls', async () => {
    // People sleep at night, and the town's clock is ours: so many that there is always somebody awake.
    const service = await start('--database', 'none', '--town-people', '100000');
    const page = await eventually(
      () => getJson<Page>(`${service.url}/v1/verdicts?limit=50`),
      ({ verdicts }) => verdicts.length === 50,
    );
    for (const verdict of page.verdicts) {
      expect(verdict.source).toBe('town');
      expect(verdict.simulated).toMatchObject({ fraud: expect.any(Boolean) });
    }
  });
});

describe('jingtong start refuses', () => {
  it('a port that is taken, and says what to do', async () => {
    const service = await start(...ALONE);
    const port = new URL(service.url).port;
    const other = mkdtempSync(join(tmpdir(), 'jingtong-start-'));
    const second = runJingtong(['start', ...ALONE, '--data', other, '--port', port]);
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.err()).toContain(`port ${port} on 127.0.0.1 is used by another program`);
    expect(second.err()).toContain('--port');
    rmSync(other, { recursive: true, force: true });
  });

  it('a data folder that another process uses', async () => {
    await start(...ALONE);
    const second = runJingtong(['start', ...ALONE, '--data', folder, '--port', '0']);
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.err()).toContain('is in use by "jingtong start"');
  });

  it('to listen beyond this machine without a token', async () => {
    const open = runJingtong(['start', ...ALONE, '--data', folder, '--port', '0', '--host', '0.0.0.0']);
    expect(await open.ended).toMatchObject({ code: 1 });
    expect(open.err()).toContain('--token-file');

    const token = join(folder, 'token');
    writeFileSync(token, 'a-token-long-enough-1\n', { mode: 0o600 });
    const service = await start(...ALONE, '--host', '0.0.0.0', '--token-file', token);
    const url = service.url.replace('0.0.0.0', '127.0.0.1');
    expect((await postVerdicts(url, call(1))).status).toBe(401);
    const authorization = `Bearer ${readFileSync(token, 'utf8').trim()}`;
    expect((await postVerdicts(url, call(1), { authorization })).status).toBe(200);
    expect(service.err()).not.toContain('a-token-long-enough');
  });

  it('wrong options, with usage', async () => {
    const wrong = runJingtong(['start', '--port', '99999']);
    expect(await wrong.ended).toMatchObject({ code: 2 });
    expect(wrong.err()).toContain('--port');
  });
});

describe('the embedded database', () => {
  it('starts beside the calls, follows the journal, and does so again after a kill', async () => {
    const ready = (url: string) =>
      eventually(
        () => getJson<Readiness>(`${url}/readyz`),
        ({ database }) => database.state === 'ready' && database.lag === 0,
        60_000,
      );
    const spoofed = { eventId: 'spoofed', caller: '95588', callee: '+8613900000001', trunk: 'international' };
    const first = await start('--no-town');
    const answer = verdictAnswer.parse(await (await postVerdicts(first.url, spoofed)).json());
    expect(answer.measure).not.toBe('none');
    for (let batch = 0; batch < 11; batch += 1)
      await postVerdicts(first.url, {
        calls: Array.from({ length: 100 }, (_, place) => call(batch * 100 + place)),
      });
    await ready(first.url);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await start('--no-town');
    await ready(second.url);
    // No longer in memory: only the database can list it.
    const page = await getJson<Page>(`${second.url}/v1/verdicts?measure=${answer.measure}&caller=95588`);
    expect(page.verdicts.map(({ id }) => id)).toEqual([answer.id]);
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
  });
});
