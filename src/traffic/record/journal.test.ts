import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findVerdict } from './find-verdict.ts';
import { type JournalOptions, openJournal } from './journal.ts';
import { type NewEntry, verdictOf } from './journal-entry.ts';
import { headPath } from './journal-head.ts';
import { findJournalEnd } from './open-journal.ts';
import { entryOf, readJournal } from './read-journal.ts';
import { listSegments } from './segment.ts';
import { LOUD_DECISION, QUIET_DECISION, testCall } from './test-calls.ts';
import { verifyJournal } from './verify-journal.ts';

const POLICY = { version: '2026.11.0', digest: 'ab'.repeat(32) };
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const verdict = (nth: number): NewEntry => ({
  kind: 'verdict',
  event: testCall(nth),
  decision: nth % 10 === 0 ? LOUD_DECISION : QUIET_DECISION,
  suspect: nth % 10 === 0,
  from: nth % 2 === 0 ? { file: '0123456789abcdef', nth } : null,
});

async function write(from: number, to: number, options: Partial<JournalOptions> = {}): Promise<void> {
  const end = findJournalEnd(dataDir);
  const journal = openJournal({ dataDir, software: 'test', ...options }, end);
  if (end.lastSeq === 0) {
    journal.append({ kind: 'start', software: 'test', settings: {} });
    journal.append({ kind: 'policy', policy: POLICY });
  }
  for (let nth = from; nth < to; nth += 1) {
    const { written } = journal.append(verdict(nth));
    if (nth % 37 === 0) await written;
  }
  await journal.close();
}

const lastSegment = (): string => listSegments(dataDir).at(-1)!.path;
const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const put = (path: string, changed: readonly string[]): void =>
  writeFileSync(path, `${changed.join('\n')}\n`);

describe('journal', () => {
  it('gives back what was appended, over segments and restarts', async () => {
    await write(0, 150, { segmentBytes: 20_000 });
    await write(150, 300, { segmentBytes: 20_000 });
    expect(listSegments(dataDir).length).toBeGreaterThan(3);
    const read = [...readJournal(dataDir)].flatMap((item) =>
      item.kind === 'record' ? [entryOf(item.record)] : [],
    );
    expect(read.map((entry) => entry.seq)).toEqual(Array.from({ length: 302 }, (_, index) => index + 1));
    expect(read.slice(2)).toEqual(
      Array.from({ length: 300 }, (_, nth) => ({ seq: nth + 3, ...verdict(nth) })),
    );
    expect(verifyJournal(dataDir)).toMatchObject({ entries: 302, verdicts: 300, lastSeq: 302, break: null });
  });

  it('is readable by its owner alone', async () => {
    await write(0, 3);
    expect(statSync(join(dataDir, 'journal')).mode & 0o777).toBe(0o700);
    expect(statSync(lastSegment()).mode & 0o777).toBe(0o600);
  });

  it('finds a verdict by its id, with the policy in force', async () => {
    await write(0, 100, { segmentBytes: 9_000 });
    const entry = { ...verdict(50), kind: 'verdict' } as Extract<NewEntry, { kind: 'verdict' }>;
    const expected = verdictOf(53, entry, POLICY);
    expect(expected.id).toMatch(/^V53-[0-9a-f]{8}$/);
    expect(findVerdict(dataDir, expected.id)).toEqual({ event: testCall(50), verdict: expected });
    expect(findVerdict(dataDir, 'V53-00000000')).toBeNull();
    expect(findVerdict(dataDir, 'V1-00000000')).toBeNull();
    expect(findVerdict(dataDir, 'V9999-00000000')).toBeNull();
    expect(findVerdict(dataDir, '53')).toBeNull();
  });

  it('cuts a torn tail at the last whole line, keeps a copy and goes on', async () => {
    await write(0, 20);
    appendFileSync(lastSegment(), '{"seq":23,"event":{"id":"half');
    expect(verifyJournal(dataDir).break).toMatchObject({ kind: 'torn', seq: 23 });
    const end = findJournalEnd(dataDir);
    expect(end.torn?.bytes).toBe(29);
    expect(statSync(end.torn!.keptAs).size).toBe(29);
    await write(20, 30);
    expect(verifyJournal(dataDir)).toMatchObject({ verdicts: 30, break: null });
  });

  it('drops a segment whose header never got whole', async () => {
    await write(0, 20);
    writeFileSync(join(dataDir, 'journal', '000000000023.ndjson'), '{"segm');
    await write(20, 25);
    expect(verifyJournal(dataDir)).toMatchObject({ verdicts: 25, break: null, segments: 1 });
  });

  it('cuts garbage after the last synced entry, as a power loss leaves it', async () => {
    await write(0, 20);
    appendFileSync(lastSegment(), `${'\0'.repeat(4096)}\n{"seq":24}\n`);
    await write(20, 21);
    expect(verifyJournal(dataDir)).toMatchObject({ verdicts: 21, break: null });
  });

  const spoil: readonly [string, (text: string[]) => string[], string, number][] = [
    ['an edited line', (text) => text.with(10, text[10]!.replace('"score":', '"score":1')), 'changed', 12],
    ['an edited quiet line', (text) => text.with(8, text[8]!.replace('+86138', '+86137')), 'changed', 8],
    ['a deleted line', (text) => text.toSpliced(7, 1), 'missing', 7],
    ['two lines exchanged', (text) => text.with(5, text[6]!).with(6, text[5]!), 'missing', 5],
    ['a repeated line', (text) => text.toSpliced(6, 0, text[5]!), 'missing', 6],
    ['an invented line', (text) => text.toSpliced(6, 0, '{"seq":6,"event":{}}'), 'unreadable', 6],
    ['a cut-off tail', (text) => text.slice(0, 15), 'missing', 15],
    ['an edited header', (text) => text.with(0, text[0]!.replace('"test"', '"best"')), 'changed', 1],
  ];
  it.each(spoil)('finds %s and refuses to write behind it', async (_name, change, kind, seq) => {
    await write(0, 20);
    const path = lastSegment();
    const text = lines(path);
    const changed = change(text);
    if (_name === 'an edited line') {
      const loud = text.findIndex((line) => line.includes('"measure"'));
      put(path, text.with(loud, text[loud]!.replace('"warn"', '"none"')));
      expect(verifyJournal(dataDir).break).toMatchObject({ kind: 'changed', seq: loud });
    } else {
      put(path, changed);
      expect(verifyJournal(dataDir).break).toMatchObject({ kind, seq });
    }
    if (_name !== 'an edited header') expect(() => findJournalEnd(dataDir)).toThrow(/journal/);
  });

  it('finds a missing segment at the start, in the middle and at the end', async () => {
    await write(0, 100, { segmentBytes: 9_000 });
    const segments = listSegments(dataDir);
    expect(segments.length).toBeGreaterThan(4);
    for (const place of [0, 2, segments.length - 1]) {
      const { path, first } = segments[place]!;
      const kept = readFileSync(path);
      unlinkSync(path);
      expect(verifyJournal(dataDir).break).toMatchObject({ kind: 'missing', seq: first });
      writeFileSync(path, kept);
    }
    expect(verifyJournal(dataDir).break).toBeNull();
  });

  it('finds a journal that was rewritten with good hashes of its own', async () => {
    await write(0, 20);
    const head = readFileSync(headPath(dataDir));
    rmSync(join(dataDir, 'journal'), { recursive: true });
    await write(1, 25);
    writeFileSync(headPath(dataDir), head);
    expect(verifyJournal(dataDir).break).toMatchObject({ kind: 'changed', seq: 22 });
  });

  it('waits for the disk itself when asked to', async () => {
    const journal = openJournal({ dataDir, software: 'test', sync: 'every-write' }, findJournalEnd(dataDir));
    const { seq, written } = journal.append(verdict(1));
    await written;
    expect(journal.state()).toMatchObject({ writtenSeq: seq, syncedSeq: seq, pendingBytes: 0 });
    await journal.close();
  });

  it('refuses, and adds nothing, when the disk takes nothing for long; loses nothing when it does again', async () => {
    await write(0, 5);
    const journal = openJournal(
      { dataDir, software: 'test', segmentBytes: 1, maxPendingBytes: 3_000 },
      findJournalEnd(dataDir),
    );
    const { path } = listSegments(dataDir)[0]!;
    // A folder where the next segment must go: no write can succeed until it is gone.
    const blocked = path.replace('000000000001', '000000000008');
    mkdirSync(blocked);
    let appended = 0;
    expect(() => {
      for (let nth = 5; nth < 50; nth += 1, appended += 1) journal.append(verdict(nth));
    }).toThrow(/cannot be written/);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(journal.state().stalled).toMatch(/EISDIR/);
    rmdirSync(blocked);
    await journal.sync();
    expect(journal.state().stalled).toBeNull();
    await journal.close();
    expect(verifyJournal(dataDir)).toMatchObject({ verdicts: 5 + appended, break: null });
  });

  it('adds nothing more once the disk has lost writes', async () => {
    const journal = openJournal({ dataDir, software: 'test', syncMs: 5 }, findJournalEnd(dataDir));
    // A folder where the head file must go stands for a disk whose sync fails.
    mkdirSync(headPath(dataDir));
    journal.append(verdict(1));
    while (journal.state().stalled === null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(() => journal.append(verdict(2))).toThrow(/lost writes/);
    await expect(journal.close()).rejects.toThrow(/lost writes/);
    rmSync(headPath(dataDir), { recursive: true });
    await write(2, 5);
    expect(verifyJournal(dataDir).verdicts).toBe(4);
  });

  it('reports a journal cut while no head is left only as shorter', async () => {
    await write(0, 20);
    unlinkSync(headPath(dataDir));
    const text = lines(lastSegment());
    put(lastSegment(), text.slice(0, 12));
    expect(verifyJournal(dataDir)).toMatchObject({ lastSeq: 11, break: null });
    truncateSync(lastSegment(), statSync(lastSegment()).size - 3);
    expect(verifyJournal(dataDir).break?.kind).toBe('torn');
  });
});
