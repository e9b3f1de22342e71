import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryOf, type IntakeEntry, readJournal, verifyJournal } from '../../src/traffic/record/index.ts';
import { runJingtong, startJingtong } from '../kit/jingtong-process.ts';

let dir: string;
let inbox: string;
let data: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'watch-'));
  inbox = join(dir, 'in');
  data = join(dir, 'data');
  mkdirSync(inbox);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const two = (value: number): string => String(value).padStart(2, '0');

/** One row as a switch writes it: 18 columns, local time. */
function row(nth: number, day = 1): string {
  const time = `2026-03-${two(day)} ${two(9 + Math.floor(nth / 3600))}:${two(Math.floor(nth / 60) % 60)}:${two(nth % 60)}`;
  const src = `1380000${String(nth % 53).padStart(4, '0')}`;
  const dst = `1390000${String((nth * 7) % 997).padStart(4, '0')}`;
  return `"","${src}","${dst}","from-trunk","${src}","SIP/a-${nth}","SIP/b-${nth}","Dial","SIP/b","${time}","${time}","${time}",30,20,"ANSWERED","DOCUMENTATION","${day}.${nth}",""`;
}
const rows = (from: number, to: number, day?: number): string =>
  Array.from({ length: to - from }, (_, place) => `${row(from + place, day)}\n`).join('');
const watchArgs = (...more: string[]): string[] => [
  'watch',
  inbox,
  '--data',
  data,
  '--timezone',
  'Asia/Shanghai',
  '--max-numbers',
  '20000',
  ...more,
];
const once = (...more: string[]): string[] => watchArgs('--once', '--settle', '0', ...more);

/** Event ids by how often they stand in the journal, and the steps of files. */
function journalled(): { ids: Map<string, number>; order: string[]; steps: IntakeEntry[] } {
  const ids = new Map<string, number>();
  const order: string[] = [];
  const steps: IntakeEntry[] = [];
  for (const item of readJournal(data)) {
    if (item.kind !== 'record') continue;
    const entry = entryOf(item.record);
    if (entry.kind === 'intake') steps.push(entry);
    if (entry.kind !== 'verdict') continue;
    ids.set(entry.event.id, (ids.get(entry.event.id) ?? 0) + 1);
    order.push(entry.event.source);
  }
  return { ids, order, steps };
}

const journalBytes = (): number => {
  const folder = join(data, 'journal');
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
};

describe('jingtong watch', () => {
  it('judges every call exactly once, killed again and again at any moment', async () => {
    writeFileSync(join(inbox, 'monday.csv'), `${rows(0, 3_000)}not,a,row\n`);
    writeFileSync(join(inbox, 'tuesday.csv'), rows(0, 3_000, 2));
    // Half of this export was already in Monday's.
    writeFileSync(join(inbox, 'export.csv'), rows(2_000, 4_000));
    copyFileSync(join(inbox, 'monday.csv'), join(inbox, 'monday-sent-twice.csv'));
    writeFileSync(join(inbox, 'picture.csv'), 'GIF89a, and nothing like a call record\n');
    let kills = 0;
    let seed = 7;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let code: number | null = null;
    for (let round = 0; round < 40; round += 1) {
      const { child, ended } = startJingtong(once());
      const over = { done: false };
      void ended.then(() => {
        over.done = true;
      });
      if (kills < 12) {
        const target = journalBytes() + random() * 500_000;
        const patience = round % 4 === 3 ? random() * 900 : 20_000;
        for (let waited = 0; !over.done && journalBytes() < target && waited < patience; waited += 2)
          await sleep(2);
        if (!over.done) {
          child.kill('SIGKILL');
          kills += 1;
        }
      }
      const end = await ended;
      if (end.signal === null) {
        expect(end.stderr).not.toContain('bug');
        code = end.code;
        break;
      }
    }
    expect(kills).toBeGreaterThan(4);
    expect(code).toBe(3);
    const { ids, steps } = journalled();
    expect(ids.size).toBe(7_000);
    expect([...ids.values()].every((times) => times === 1)).toBe(true);
    expect(verifyJournal(data)).toMatchObject({ verdicts: 7_000, break: null });
    const ends = steps.filter(({ step }) => step === 'end');
    expect(ends).toHaveLength(3);
    for (const { totals } of ends) {
      const { rows: read = 0, calls = 0, duplicates = 0, merged = 0, quarantined = 0, dropped = 0 } = totals;
      expect(calls + duplicates + merged + quarantined + dropped).toBe(read);
      expect((totals.judged ?? 0) + (totals.known ?? 0)).toBe(calls);
    }
    expect(ends.reduce((sum, { totals }) => sum + (totals.judged ?? 0), 0)).toBe(7_000);
    expect(ends.reduce((sum, { totals }) => sum + (totals.quarantined ?? 0), 0)).toBe(1);
    expect(steps.filter(({ step }) => step === 'duplicate')).toHaveLength(1);
    expect(steps.filter(({ step }) => step === 'refused').map(({ name }) => name)).toEqual(['picture.csv']);
    const replay = await runJingtong('replay', '--data', data, '--json');
    expect(JSON.parse(replay.stdout)).toMatchObject({ equal: 7_000, different: 0, break: null });
    const again = await runJingtong(...once());
    expect(again).toMatchObject({ code: 0, stdout: '' });
    expect(verifyJournal(data).verdicts).toBe(7_000);
  }, 240_000);

  it('takes files in the order of their first calls, and explains a verdict', async () => {
    writeFileSync(join(inbox, 'a-later.csv'), rows(0, 20, 3));
    writeFileSync(join(inbox, 'b-earlier.csv'), rows(0, 20, 2));
    expect((await runJingtong(...once())).code).toBe(0);
    const { order, ids } = journalled();
    expect(order.slice(0, 20).every((source) => source === 'watch:b-earlier.csv')).toBe(true);
    expect(ids.size).toBe(40);
    const { sealedId } = firstVerdict();
    const told = await runJingtong('explain', sealedId, '--data', data, '--lang', 'en');
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('no rule fired');
    expect(told.stdout).not.toContain('13800000000');
    const full = await runJingtong('explain', sealedId, '--data', data, '--lang', 'zh', '--unmasked');
    expect(full.stdout).toContain('+8613800000000');
    expect((await runJingtong('explain', 'V3-00000000', '--data', data)).code).toBe(1);
    expect((await runJingtong('explain', 'nonsense', '--data', data)).code).toBe(2);
  });

  it('reads the new part of a file that grew, and a new file under an old name', async () => {
    const master = join(inbox, 'Master.csv');
    writeFileSync(master, rows(0, 100));
    await runJingtong(...once());
    appendFileSync(master, rows(100, 150));
    const grown = await runJingtong(...once('--json'));
    expect(JSON.parse(grown.stdout)).toMatchObject({
      note: 'grown',
      totals: { calls: 150, judged: 50, known: 100 },
    });
    writeFileSync(master, rows(500, 530) + row(531).replaceAll('13800000001', 'x'.repeat(40_000)));
    const rotated = await runJingtong(...once('--json'));
    expect(JSON.parse(rotated.stdout)).toMatchObject({
      note: null,
      totals: { rows: 31, calls: 30, judged: 30, quarantined: 1 },
    });
    expect(verifyJournal(data).verdicts).toBe(180);
  });

  it('waits until a file is complete, takes it then, and ends in order on SIGTERM', async () => {
    const { child, ended } = startJingtong(watchArgs('--settle', '1', '--json'));
    const growing = join(inbox, 'growing.csv');
    for (let part = 0; part < 8; part += 1) {
      appendFileSync(growing, rows(part * 10, part * 10 + 10));
      await sleep(200);
    }
    writeFileSync(join(inbox, 'coming.csv.part'), rows(900, 910));
    while (!existsSync(join(data, 'journal')) || journalled().steps.every(({ step }) => step !== 'end'))
      await sleep(50);
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'growing.csv',
      outcome: 'done',
      totals: { calls: 80, judged: 80 },
    });
  });

  it('goes by a marker file and a pattern when told to', async () => {
    writeFileSync(join(inbox, 'one.csv'), rows(0, 10));
    writeFileSync(join(inbox, 'two.csv'), rows(10, 20));
    writeFileSync(join(inbox, 'one.csv.done'), '');
    writeFileSync(join(inbox, 'other.txt'), rows(20, 30));
    writeFileSync(join(inbox, 'other.txt.done'), '');
    const { child, ended } = startJingtong(
      watchArgs('--done', '.done', '--glob', '*.csv', '--json', '--interval', '0.1'),
    );
    while (!existsSync(join(data, 'journal')) || journalled().steps.every(({ step }) => step !== 'end'))
      await sleep(50);
    child.kill('SIGINT');
    const { stdout } = await ended;
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { name: string }).name),
    ).toEqual(['one.csv']);
  });

  it('refuses a data folder in use by name', async () => {
    const { child, ended } = startJingtong(watchArgs());
    while (!existsSync(join(data, 'lock'))) await sleep(20);
    const second = await runJingtong(...once());
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/in use by "jingtong watch" \(process \d+\)/);
    child.kill('SIGTERM');
    await ended;
  });
});

function firstVerdict(): { sealedId: string } {
  const text = readFileSync(join(data, 'journal/000000000001.ndjson'), 'utf8');
  const line = text.split('\n').find((one) => one.includes('"event"'))!;
  const seq = (JSON.parse(line) as { seq: number }).seq;
  for (const item of readJournal(data))
    if (item.kind === 'record' && item.record.seq === seq) {
      const entry = entryOf(item.record);
      if (entry.kind === 'verdict') return { sealedId: `V${seq}-${sha8(entry.event.id)}` };
    }
  throw new Error('no verdict');
}

function sha8(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
