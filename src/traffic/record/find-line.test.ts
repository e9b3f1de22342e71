import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findLine } from './find-line.ts';
import { verdictAt, verdictUnder } from './find-verdict.ts';
import { openJournal } from './journal.ts';
import { findJournalEnd } from './open-journal.ts';
import { listSegments, segmentOf } from './segment.ts';
import { QUIET_DECISION, testCall } from './test-calls.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'find-line-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const STAMP = { version: '1', digest: 'ab'.repeat(16) };
const COUNT = 1_500;

/** Lines of very different length, in a few files. */
async function fill(): Promise<void> {
  const journal = openJournal({ dataDir, software: 'test', segmentBytes: 400_000 }, findJournalEnd(dataDir));
  journal.append({ kind: 'policy', policy: STAMP });
  for (let nth = 2; nth <= COUNT; nth += 1) {
    const event = testCall(nth, nth % 97 === 0 ? { cell: 'c'.repeat(30_000) } : {});
    journal.append({ kind: 'verdict', event, decision: QUIET_DECISION, suspect: false, from: null });
  }
  await journal.close();
}

it('finds every entry where reading in order finds it', async () => {
  await fill();
  expect(listSegments(dataDir).length).toBeGreaterThan(2);
  for (let seq = 1; seq <= COUNT; seq += 1)
    expect(findLine(segmentOf(listSegments(dataDir), seq)!, seq)?.body).toContain(`{"seq":${seq},`);
  for (const seq of [2, 97, 700, 701, COUNT])
    expect(verdictUnder(dataDir, seq, STAMP)).toEqual(verdictAt(dataDir, seq));
  expect(verdictUnder(dataDir, 1, STAMP)).toBeNull();
  expect(verdictUnder(dataDir, COUNT + 1, STAMP)).toBeNull();
});

it('gives no entry that was changed, and none from a torn end', async () => {
  await fill();
  const last = listSegments(dataDir).at(-1)!;
  const text = readFileSync(last.path, 'utf8');
  writeFileSync(last.path, text.replace(`"test-${COUNT - 1}"`, '"test-0"').slice(0, -5));
  expect(findLine(last, COUNT - 2)).not.toBeNull();
  expect(findLine(last, COUNT - 1)).toBeNull();
  expect(findLine(last, COUNT)).toBeNull();
});
