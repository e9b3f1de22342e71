import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArchivableCall, CallArchive } from '../../../ports/call-archive.ts';
import { createArchiver, findJournalEnd, listSegments, openJournal } from '../../../traffic/record/index.ts';
import { LOUD_DECISION, QUIET_DECISION, testCall } from '../../../traffic/record/test-calls.ts';
import { openDuckdbArchive } from './duckdb-archive.ts';

const POLICY = { version: '1', digest: 'cd'.repeat(32) };
const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1, 23, 59, 0);

const archivable = (nth: number): ArchivableCall => {
  const event = testCall(nth, { at: START + nth * 1_000, ringMs: nth % 2 === 0 ? null : 100 });
  const decision = nth % 10 === 0 ? LOUD_DECISION : QUIET_DECISION;
  return {
    seq: nth + 1,
    event,
    verdict: { ...decision, id: `V${nth + 1}-00000000`, eventId: event.id, at: event.at, policy: POLICY },
  };
};
const range = (from: number, to: number): ArchivableCall[] =>
  Array.from({ length: to - from }, (_, place) => archivable(from + place));

describe('DuckDB archive', () => {
  let dir: string;
  let archive: CallArchive;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'archive-'));
    archive = await openDuckdbArchive(join(dir, 'archive'));
  });
  afterEach(async () => {
    await archive.close();
    rmSync(dir, { recursive: true });
  });
  const callerKey = archivable(0).event.caller.key;
  const all = { numberKey: callerKey, from: START - DAY, until: START + DAY, limit: 1_000 };

  it('keeps calls by day and finds those of a number in a period', async () => {
    expect(await archive.add(1, range(0, 500))).toBe(500);
    expect(readdirSync(join(dir, 'archive/calls')).sort()).toEqual(['day=2026-03-01', 'day=2026-03-02']);
    const expected = range(0, 500).filter(({ event }) => event.caller.key === callerKey);
    const found = await archive.callsOf(all);
    expect(found.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq));
    expect(found[0]).toMatchObject({
      verdictId: 'V1-00000000',
      at: START,
      caller: expected[0]!.event.caller.canonical,
      ringMs: null,
      talkMs: 60_000,
      measure: 'warn',
      score: 7.25,
    });
    const second = expected[1]!.event.at;
    expect(await archive.callsOf({ ...all, from: second, until: second + 1 })).toHaveLength(1);
    expect(await archive.callsOf({ ...all, party: 'callee' })).toEqual([]);
    expect(await archive.callsOf({ ...all, from: 0, until: 1 })).toEqual([]);
  });

  it('writes a part again under the same names and counts nothing twice', async () => {
    await archive.add(1, range(0, 200));
    await archive.add(201, range(200, 300));
    await archive.add(1, range(0, 200));
    expect((await archive.callsOf(all)).length).toBe(
      range(0, 300).filter(({ event }) => event.caller.key === callerKey).length,
    );
    expect([...archive.parts()]).toEqual([1, 201]);
  });

  it('forgets a part that was not finished when the process died', async () => {
    await archive.add(1, range(0, 100));
    await archive.close();
    rmSync(join(dir, 'archive/parts/000000000001.json'));
    mkdirSync(join(dir, 'archive/new'), { recursive: true });
    writeFileSync(join(dir, 'archive/new/2026-03-01-000000000001.parquet'), 'half');
    archive = await openDuckdbArchive(join(dir, 'archive'));
    expect(archive.parts().size).toBe(0);
    await archive.add(1, range(0, 100));
    expect((await archive.callsOf(all)).length).toBe(2);
  });

  it('takes texts that no database likes', async () => {
    const call = archivable(3);
    const caller = { ...call.event.caller, raw: "a\0b'\ud800" };
    await archive.add(1, [{ ...call, event: { ...call.event, caller } }]);
    expect(await archive.callsOf({ ...all, numberKey: caller.key })).toHaveLength(1);
  });

  it('is filled from closed journal files, each once', async () => {
    const dataDir = join(dir, 'data');
    const journal = openJournal({ dataDir, software: 'test', segmentBytes: 30_000 }, findJournalEnd(dataDir));
    journal.append({ kind: 'policy', policy: POLICY });
    for (let nth = 0; nth < 400; nth += 1)
      journal.append({
        kind: 'verdict',
        event: testCall(nth),
        decision: QUIET_DECISION,
        suspect: false,
        from: null,
      });
    await journal.close();
    const closed = listSegments(dataDir).slice(0, -1);
    expect(closed.length).toBeGreaterThan(3);
    const archiver = createArchiver({ dataDir, archive, everyMs: 5 });
    while (archiver.state().behind > 0) await sleep(5);
    await archiver.stop();
    expect([...archive.parts()]).toEqual(closed.map(({ first }) => first));
    const { at, caller } = testCall(0);
    const found = await archive.callsOf({ numberKey: caller.key, from: at, until: at + DAY, limit: 100 });
    expect(found.length).toBeGreaterThan(2);
    expect(found.length).toBe(new Set(found.map(({ seq }) => seq)).size);
  });
});
