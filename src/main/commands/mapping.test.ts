import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytesOf, gatewayCall, moCall } from '../../../test/kit/ber-encoder.ts';
import { runCli } from '../cli.ts';
import { EXIT } from '../exit-code.ts';

const EXAMPLES = new URL('../../../examples/mappings/', import.meta.url).pathname;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mapping-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await runCli(['mapping', ...args]);
  vi.restoreAllMocks();
  return { code, out, err };
}

test('the worked example reads its file', async () => {
  const { code, out } = await run(
    'check',
    `${EXAMPLES}softswitch.csv`,
    '--mapping',
    `${EXAMPLES}softswitch.yaml`,
    '--json',
  );
  expect(code).toBe(EXIT.done);
  const { calls, tally } = JSON.parse(out);
  expect(tally).toMatchObject({
    rows: 4,
    events: 3,
    mergedRows: 1,
    quarantined: 0,
    timezone: 'Asia/Shanghai',
  });
  expect(
    calls.map(({ event }: { event: { caller: { canonical: string }; outcome: string; talkMs: number } }) => [
      event.caller.canonical,
      event.outcome,
      event.talkMs,
    ]),
  ).toEqual([
    ['+8613800138001', 'answered', 90_000],
    ['+8613900139002', 'dead-number', 0],
    ['+8613700137003', 'no-answer', 0],
  ]);
});

test('a proposed mapping, looked at and completed, reads the file it was proposed from', async () => {
  const file = join(folder, 'export.csv');
  await writeFile(
    file,
    'caller;callee;begin;billsec\n13800138001;13700137003;03/02/2026 09:00;5\n13800138001;x\n',
  );
  const proposed = await run('new', file);
  expect(proposed.code).toBe(EXIT.done);
  expect(proposed.out).toContain('dateOrder: CHANGE-ME');
  const mapping = join(folder, 'export.yaml');
  await writeFile(mapping, proposed.out);
  const refused = await run('check', file, '--mapping', mapping);
  expect(refused.code).toBe(EXIT.failed);
  expect(refused.err).toContain('export.yaml:9: dateOrder');
  await writeFile(mapping, proposed.out.replace('CHANGE-ME', 'mdy'));
  const checked = await run('check', file, '--mapping', mapping, '--timezone', 'Asia/Shanghai');
  expect(checked.code).toBe(EXIT.doneWithQuarantine);
  expect(checked.out).toContain('2026-03-02T01:00:00.000Z  +8613800138001  +8613700137003  answered');
  expect(checked.out).toContain('2 rows = 1 calls + 0 duplicates + 1 quarantined + 0 merged + 0 dropped');
  expect(checked.out).toContain('line 3: field-count (2 columns, 4 expected)');
});

test('a file that is not there and a mapping that is not there are told as such', async () => {
  expect((await run('new', join(folder, 'none.csv'))).err).toContain('cannot read');
  const { code, err } = await run('check', 'x.csv', '--mapping', join(folder, 'none.yaml'));
  expect(code).toBe(EXIT.failed);
  expect(err).toContain('cannot read the mapping');
});

test('binary records have no columns to propose; a profile is checked like a mapping', async () => {
  const file = join(folder, 'made.ber');
  await writeFile(file, bytesOf(moCall(), Buffer.from('junk'), gatewayCall(3)));
  const refused = await run('new', file);
  expect(refused.code).not.toBe(EXIT.done);
  expect(refused.err).toContain('binary charging records');
  const profile = join(folder, 'own.yaml');
  await writeFile(
    profile,
    'version: 1\nname: own\nextends: 3gpp\nrecords:\n  moCallRecord: { use: count, reason: own-calls }\n',
  );
  const { code, out } = await run('check', file, '--mapping', profile, '--json');
  expect(code).toBe(EXIT.doneWithQuarantine);
  expect(JSON.parse(out)).toMatchObject({
    calls: [{ line: moCall().length + 4, event: { caller: { canonical: '+8613800138001' } } }],
    quarantined: [{ line: null, offset: moCall().length, reason: 'not-a-record' }],
    tally: { format: '3gpp-ber:own', rows: 3, events: 1, dropped: { 'own-calls': 1 } },
  });
  const shown = await run('check', file, '--mapping', profile);
  expect(shown.out).toContain(`byte ${moCall().length}: not-a-record`);
});
