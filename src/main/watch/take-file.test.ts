import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RecordedPipeline } from '../../traffic/pipeline/index.ts';
import { openRecordedEngine, type RecordedEngine } from '../recorded-engine.ts';
import { contentDigest } from './content-digest.ts';
import { takeFile } from './take-file.ts';

let dir: string;
let engine: RecordedEngine;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'take-'));
  engine = await openRecordedEngine({ dataDir: join(dir, 'data'), what: 'a test', maxNumbers: 2_000 });
});
afterEach(async () => {
  await engine.close();
  rmSync(dir, { recursive: true });
});

async function take(name: string, content: string, recorded: RecordedPipeline = engine.recorded) {
  const path = join(dir, name);
  writeFileSync(path, content);
  const { size, mtimeMs } = statSync(path);
  return takeFile({ name, path, size, mtimeMs }, await contentDigest(path), null, {
    dataDir: join(dir, 'data'),
    recorded,
    reading: { normaliser: engine.engine.normaliser, country: 'CN', trunk: 'unknown' },
    now: () => Date.UTC(2026, 2, 2),
    bar: () => ({ update() {}, finish() {} }),
    stopped: () => false,
  });
}

const document = (uuid: string, caller: string): string =>
  JSON.stringify({
    variables: {
      uuid,
      direction: 'inbound',
      start_epoch: '1772416800',
      answer_epoch: '0',
      end_epoch: '1772416810',
      hangup_cause: 'NO_ANSWER',
      billsec: '0',
      duration: '10',
    },
    callflow: [{ caller_profile: { caller_id_number: caller, destination_number: '13900000001' } }],
  });

it('counts a call with texts no call has, and goes on', async () => {
  const content = ['a', 'b', 'c']
    .map((uuid) => document(uuid, uuid === 'b' ? 'x'.repeat(40_000) : '13800000001'))
    .join('\n');
  const { outcome, totals } = await take('calls.json', content);
  expect(outcome).toBe('done');
  expect(totals).toMatchObject({ rows: 3, calls: 3, judged: 2, oversized: 1, known: 0 });
});

it('refuses a file that is no call record, with a copy and the reason', async () => {
  const { outcome, reason } = await take('song.csv', 'la la la\n');
  expect(outcome).toBe('refused');
  expect(reason).toContain('not a call-record format');
});
