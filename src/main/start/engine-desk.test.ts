import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallAttempt } from '../../api/index.ts';
import { openPolicyArchive } from '../../traffic/record/index.ts';
import { openRecordedEngine, type RecordedEngine } from '../recorded-engine.ts';
import { noDatabase } from './database-keeper.ts';
import { type EngineDesk, engineDesk } from './engine-desk.ts';
import { journalLookup } from './journal-lookup.ts';
import { recallJournal } from './recall-journal.ts';

let folder: string;
let engine: RecordedEngine;
let desk: EngineDesk;

async function open(): Promise<void> {
  engine = await openRecordedEngine({ dataDir: folder, what: 'test' });
  desk = engineDesk({
    engine,
    lookup: journalLookup(folder),
    policyRefused: () => null,
    database: noDatabase,
    policyOf: (digest) => openPolicyArchive(folder).load(digest),
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jingtong-desk-'));
  await open();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const AT = Date.UTC(2026, 10, 25, 6);
const attempt = (eventId: string, more: Partial<CallAttempt> = {}): CallAttempt => ({
  eventId,
  source: 'api',
  caller: '95588',
  callee: '+8613900000001',
  country: null,
  trunk: 'international',
  at: AT,
  receivedAt: AT + 1_000,
  utcOffsetMin: null,
  outcome: 'no-answer',
  ringMs: 1_000,
  talkMs: 0,
  imei: null,
  cell: null,
  ...more,
});

describe('the desk of a running service', () => {
  it('judges, explains in both languages, and finds again what it said', async () => {
    const { judged, journalled, repeated } = desk.judge(attempt('e1'));
    await journalled;
    expect(repeated).toBe(false);
    expect(judged.verdict.signals.length).toBeGreaterThan(0);
    for (const signal of [...judged.verdict.signals, ...judged.verdict.composites]) {
      const words = desk.words(signal);
      expect(words?.title.zh).toMatch(/\S/);
      expect(words?.reason.en).toMatch(/\S/);
    }
    expect(await desk.find(judged.verdict.id)).toEqual(judged);
    expect(await desk.find('V999-00000000')).toBeNull();
  });

  it('answers a repetition no sooner than the first time, and counts it once', async () => {
    const seen: string[] = [];
    desk.watch(({ event }) => seen.push(event.id));
    const first = desk.judge(attempt('e1'));
    const second = desk.judge(attempt('e1'));
    expect(second).toMatchObject({ repeated: true, judged: first.judged });
    expect(second.journalled).toBe(first.journalled);
    expect(seen).toEqual(['e1']);
    expect(engine.recorded.journal().lastSeq).toBe(
      desk.status().journal.pending + engine.recorded.journal().writtenSeq,
    );
    await first.journalled;
  });

  it('knows events and verdicts again after a restart', async () => {
    const first = desk.judge(attempt('e1'));
    await first.journalled;
    await engine.close();
    await open();
    const { judged, repeated } = desk.judge(attempt('e1'));
    expect(repeated).toBe(true);
    expect(judged.verdict).toEqual(first.judged.verdict);
    expect(await desk.find(first.judged.verdict.id)).toEqual(first.judged);
  });

  it('takes the end of the journal back into its listing', async () => {
    for (let n = 1; n <= 20; n += 1) desk.judge(attempt(`e${n}`, { caller: `+861380000${1000 + n}` }));
    await engine.recorded.sync();
    const { lastSeq } = engine.recorded.journal();
    const recalled = await recallJournal(folder, lastSeq, 5);
    expect(recalled.map(({ event }) => event.id)).toEqual(['e16', 'e17', 'e18', 'e19', 'e20']);
    await engine.close();
    await open();
    desk.recall(recalled);
    const query = { measure: null, caller: null, limit: 3, before: null };
    const page = await desk.list(query);
    expect(page.calls.map(({ event }) => event.id)).toEqual(['e20', 'e19', 'e18']);
    const rest = await desk.list({ ...query, before: page.next });
    expect(rest.calls.map(({ event }) => event.id)).toEqual(['e17', 'e16']);
    const one = await desk.list({ ...query, caller: '138 0000 1018' });
    expect(one.calls.map(({ event }) => event.id)).toEqual(['e18']);
    expect((await desk.list({ ...query, caller: '???' })).calls).toEqual([]);
  });

  it('keeps what the simulated town knows beside its verdicts only', async () => {
    const truth = { fraud: true, role: 'spoofed-service-number' };
    const { judged } = desk.judgeSimulated(attempt('t1', { source: 'town' }), truth);
    expect(judged.truth).toEqual(truth);
    expect(desk.judge(attempt('e1')).judged.truth).toBeNull();
    expect(judged.verdict.signals).toEqual(desk.judge(attempt('e1')).judged.verdict.signals);
  });
});
