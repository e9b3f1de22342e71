import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallerSaw } from '../../src/main/conform/test-caller.ts';
import { placeCall } from '../../src/main/conform/test-caller.ts';
import { eventually, type RunningProcess, runJingtong, startJingtong } from '../kit/service-process.ts';

let folder: string;
const running: RunningProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jingtong-call-path-'));
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const CONFIG = `
listen: { sip: { udp: "127.0.0.1:0" } }
# A busy machine must not make the door shed.
site: { overload_ms: 30000, warm_up_calls: 200 }
peers:
  - { name: gateway, addresses: [127.0.0.1], trunk: international, time_limit_ms: 30000 }
`;

async function started(...more: string[]) {
  const file = join(folder, 'call-path.yaml');
  writeFileSync(file, CONFIG);
  const service = await startJingtong(
    join(folder, 'data'),
    '--no-town',
    '--call-path',
    file,
    ...(more.includes('--database') ? more : ['--database', 'none', ...more]),
  );
  running.push(service);
  const port = Number(/sip\/udp 127\.0\.0\.1:(\d+)/.exec(service.out())?.[1]);
  const ask = (caller: string): Promise<CallerSaw> =>
    placeCall(
      { host: '127.0.0.1', port: 0 },
      { caller, callee: '+8613800000001', via: { host: '127.0.0.1', port }, waitMs: 20_000 },
    );
  return { service, ask };
}
const figure = async (url: string, name: RegExp): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name.source} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
};
const FORGED = '+8695588';

describe('a service in the call path', () => {
  it('answers switches, shows their calls and counts them', async () => {
    const { service, ask } = await started();
    expect(await ask('+442079460000')).toMatchObject({ status: 404 });
    expect(await ask(FORGED)).toMatchObject({ status: 603 });
    const page = (await (await fetch(`${service.url}/v1/verdicts?limit=10`)).json()) as {
      verdicts: { measure: string; source: string }[];
    };
    expect(JSON.stringify(page)).toContain('peer:gateway');
    expect(
      await figure(service.url, /jingtong_call_path_answers_total\{peer="gateway",treatment="block"\}/),
    ).toBe(1);
  });

  it('goes on giving verdicts without its database and without its disk, and says so', async () => {
    const { service, ask } = await started('--database', 'postgres://nobody@127.0.0.1:9/none');
    expect(await ask(FORGED)).toMatchObject({ status: 603 });
    // From here on the system refuses every byte this process writes to a file.
    const filesOf = (bytes: string): void =>
      void execFileSync('prlimit', ['--pid', `${service.child.pid}`, `--fsize=${bytes}:unlimited`]);
    const writable = async (): Promise<boolean> => (await fetch(`${service.url}/readyz`)).status === 200;
    filesOf('1');
    await ask('+442079460001');
    await eventually(writable, (is) => !is);
    expect(await ask(FORGED)).toMatchObject({ status: 603 });
    expect(await ask('+442079460002')).toMatchObject({ status: 404 });
    filesOf('unlimited');
    await eventually(writable, (is) => is);
    expect(await ask(FORGED)).toMatchObject({ status: 603 });
    expect(
      await figure(service.url, /jingtong_call_path_answers_total\{peer="gateway",treatment="block"\}/),
    ).toBe(3);
  });

  it('takes a new policy while calls go on: none is lost, none waits', async () => {
    const policy = join(folder, 'policy');
    mkdirSync(join(policy, 'local.d', 'lists'), { recursive: true });
    const { service, ask } = await started('--policy', policy);
    const listed = '+442079460003';
    let swapped = false;
    const seen: (number | null)[] = [];
    const load = (async () => {
      for (let nth = 0; !swapped || nth < 40; nth += 1)
        seen.push((await ask(`+4420794601${(nth % 90) + 10}`)).status);
    })();
    expect(await ask(listed)).toMatchObject({ status: 404 });
    const entry = (number: string) =>
      `  - { number: "${number}", source: case 1, reason: { zh: 诈骗, en: fraud }, expires: "2099-01-01T00:00:00Z", measure: block, approvedBy: desk }\n`;
    const many = Array.from({ length: 20_000 }, (_, nth) => entry(`+4479460${String(nth).padStart(5, '0')}`));
    writeFileSync(
      join(policy, 'local.d', 'lists', 'deny.yaml'),
      `list: deny\nentries:\n${entry(listed)}${many.join('')}`,
    );
    await eventually(
      () => ask(listed),
      ({ status }) => status === 603,
    );
    swapped = true;
    await load;
    expect(new Set(seen)).toEqual(new Set([404]));
    expect(service.err()).not.toMatch(/"level":(50|60)/);
  });

  it('takes a changed file while it runs, and keeps the old one when the new one is wrong', async () => {
    const { service, ask } = await started();
    const file = join(folder, 'call-path.yaml');
    writeFileSync(join(folder, 'line.txt'), '+442079460000\n');
    const line = CONFIG.replace('trunk: international', 'trunk: private, allowed_callers_file: line.txt');
    writeFileSync(file, line.replace('private', 'orbital'));
    await eventually(
      () => figure(service.url, /jingtong_call_path_refused/),
      (value) => value === 1,
    );
    expect(service.err()).toMatch(/call-path\.yaml:6:\d+: .*write one of unknown, international/);
    expect(await ask(FORGED)).toMatchObject({ status: 603 });
    writeFileSync(file, line);
    await eventually(
      () => figure(service.url, /jingtong_call_path_refused/),
      (value) => value === 0,
    );
    expect(await ask('+442079460000')).toMatchObject({ status: 404 });
    expect(await ask('+442079460009')).toMatchObject({ status: 603 });
    // The list alone changes.
    writeFileSync(join(folder, 'line.txt'), '+442079460000\n+442079460010\n');
    await eventually(
      () => ask('+442079460010'),
      ({ status }) => status === 404,
    );
  });

  it('does not start with a wrong file, and says where it is wrong', async () => {
    const file = join(folder, 'call-path.yaml');
    writeFileSync(file, CONFIG.replace('trunk: international', 'trunk: orbital'));
    const refused = runJingtong([
      'start',
      '--port',
      '0',
      '--data',
      join(folder, 'data'),
      '--call-path',
      file,
    ]);
    running.push(refused);
    expect((await refused.ended).code).toBe(1);
    expect(refused.err()).toMatch(/call-path\.yaml:6:\d+: .*write one of unknown, international/);
  });
});
