import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { beforeAll, describe, expect, test } from 'vitest';
import { callColumns, readFacts } from '../../domain/call-columns.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { type CallFacts, factsOf } from '../../domain/call-facts.ts';
import { loadNumberingPlans } from '../../main/load-numbering-plans.ts';
import { loadRecordProfile } from '../../main/load-record-profile.ts';
import {
  createNumberNormaliser,
  type NumberNormaliser,
  parseMapping,
  SeenCalls,
} from '../normalise/index.ts';
import {
  type CallRecordFileOptions,
  type CallRecordTally,
  openCallRecordFile,
  type QuarantinedRecord,
} from './call-record-file.ts';

const CORPUS = new URL('../../../test/corpus/cdr/', import.meta.url).pathname;
const RECEIVED = Date.UTC(2026, 10, 25);
let normaliser: NumberNormaliser;

beforeAll(async () => {
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  normaliser = createNumberNormaliser(plans.value);
});

type Given = Partial<CallRecordFileOptions>;

function open(content: Uint8Array | string, given: Given = {}) {
  // Small and uneven chunks, so that every boundary falls somewhere.
  const bytes = Buffer.from(content);
  const chunks = function* () {
    for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 7 + 3) % 997)
      yield bytes.subarray(from, from + size);
  };
  return openCallRecordFile({
    from: { stream: Readable.from(chunks()), name: 'made.csv' },
    normaliser,
    country: 'CN',
    trunk: 'unknown',
    receivedAt: RECEIVED,
    source: 'test',
    timezone: 'Asia/Shanghai',
    profile: loadRecordProfile,
    ...given,
  });
}

interface Reading {
  readonly events: CallEvent[];
  readonly lines: number[];
  readonly tally: CallRecordTally;
  readonly quarantined: QuarantinedRecord[];
  readonly fault: string | null;
}

async function read(content: Uint8Array | string, given: Given = {}): Promise<Reading> {
  const quarantined: QuarantinedRecord[] = [];
  const file = await open(content, { ...given, onQuarantine: (record) => quarantined.push(record) });
  if (!file.ok) throw new Error(`${file.reason}: ${file.detail}`);
  const events: CallEvent[] = [];
  const lines: number[] = [];
  let fault: string | null = null;
  try {
    for await (const batch of file.value.events())
      for (const { event, line } of batch) {
        events.push(event);
        lines.push(line);
      }
  } catch (error) {
    fault = (error as { code: string }).code;
  }
  return { events, lines, tally: file.value.tally(), quarantined, fault };
}

async function readColumns(content: Uint8Array | string, given: Given = {}) {
  const file = await open(content, given);
  if (!file.ok) throw new Error(`${file.reason}: ${file.detail}`);
  const facts: CallFacts[] = [];
  const texts = new Map<number, string>();
  try {
    for await (const batch of file.value.columns(8)) {
      for (let row = 0; row < batch.columns.length; row += 1)
        facts.push({ ...readFacts(batch.columns, row, EMPTY) });
      for (const [key, text] of batch.texts) texts.set(key, text);
    }
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error;
  }
  return { facts, texts, tally: file.value.tally() };
}

const EMPTY = readFacts(callColumns(8), 0, {} as CallFacts);

function expectReconciled(tally: CallRecordTally): void {
  const dropped = Object.values(tally.dropped).reduce((sum, count) => sum + count, 0);
  expect(tally.events + tally.duplicates + tally.quarantined + tally.mergedRows + dropped).toBe(tally.rows);
}

/** A row as Asterisk writes it, 21 columns. */
function asterisk(
  given: Partial<
    Record<'src' | 'dst' | 'start' | 'answer' | 'end' | 'disposition' | 'id' | 'linked', string>
  > & { duration?: number; talk?: number; sequence?: number } = {},
): string {
  const id = given.id ?? '1772413200.1';
  const start = given.start ?? '2026-03-02 09:00:00';
  return `"","${given.src ?? '13800138001'}","${given.dst ?? '13700137003'}","ctx","""A"" <1>","PJSIP/a-1","PJSIP/b-1","Dial","x","${start}",${given.answer === undefined ? '' : `"${given.answer}"`},"${given.end ?? start}",${given.duration ?? 5},${given.talk ?? 0},"${given.disposition ?? 'NO ANSWER'}","DOCUMENTATION","${id}","","","${given.linked ?? id}",${given.sequence ?? 1}\n`;
}

describe('the corpus', () => {
  const expected = JSON.parse(readFileSync(`${CORPUS}expected.json`, 'utf8')) as Record<
    string,
    Record<string, unknown> & { mapping?: string }
  >;

  test('every file of the corpus has its expected calls', () => {
    const files = readdirSync(CORPUS).filter((name) => !/\.(yaml|md)$|^expected/.test(name));
    expect(files.sort()).toEqual(Object.keys(expected).sort());
  });

  test.each(Object.entries(expected))('%s', async (name, { mapping, ...want }) => {
    const given: Given =
      mapping === undefined ? {} : { mapping: mappingOf(readFileSync(CORPUS + mapping, 'utf8')) };
    const content = readFileSync(CORPUS + name);
    const { events, lines, tally, quarantined } = await read(content, given);
    const got = {
      format: tally.format,
      rows: tally.rows,
      events: tally.events,
      duplicates: tally.duplicates,
      quarantined: quarantined.map(({ line, offset, column, reason }) =>
        offset === null ? `${line}:${column} ${reason}` : `byte ${offset} ${reason}`,
      ),
      mergedRows: tally.mergedRows,
      dropped: tally.dropped,
      lines: tally.lines,
      calls: events.map((event, index) =>
        [
          lines[index],
          new Date(event.at).toISOString(),
          event.caller.canonical,
          event.callee.canonical,
          event.outcome,
          event.ringMs,
          event.talkMs,
          ...event.problems,
        ].join(' '),
      ),
    };
    expect(got).toEqual(want);
    expectReconciled(tally);
    const columns = await readColumns(content, given);
    expect(columns.facts).toEqual(events.map(factsOf));
    expect(columns.tally).toEqual(tally);
    for (const { caller } of events)
      if (caller.kind === 'alphanumeric') expect(columns.texts.get(caller.key)).toBe(caller.canonical);
  });
});

function mappingOf(yaml: string) {
  const mapping = parseMapping(yaml, 'test.yaml');
  if (!mapping.ok) throw new Error(mapping.detail);
  return mapping.value;
}

describe('text (kind K7)', () => {
  const rows =
    asterisk() + asterisk({ id: '1772413260.2', start: '2026-03-02 09:01:00', src: '13900139002' });
  const plain = async (content: Uint8Array | string, given: Given = {}) => {
    const { events, tally } = await read(content, given);
    expectReconciled(tally);
    return events.map(({ caller, at }) => `${caller.canonical} ${at}`);
  };

  test('marks, line ends, packings and encodings change nothing', async () => {
    const want = await plain(rows);
    expect(want).toHaveLength(2);
    const forms = {
      'UTF-8 mark': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(rows)]),
      'UTF-16LE with mark': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows, 'utf16le')]),
      'UTF-16LE without mark': Buffer.from(rows, 'utf16le'),
      'UTF-16BE with mark': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(rows, 'utf16le').swap16()]),
      'CR LF': rows.replaceAll('\n', '\r\n'),
      CR: rows.replaceAll('\n', '\r'),
      'no last line end': rows.trimEnd(),
      'blank lines': `\n\r\n${rows.replaceAll('\n', '\n\n')}\n`,
      gzip: gzipSync(rows),
      'gzip in two members': Buffer.concat([gzipSync(asterisk()), gzipSync(rows.slice(asterisk().length))]),
      zstd: zstdOf(rows),
    };
    for (const [name, content] of Object.entries(forms))
      expect([name, await plain(content)]).toEqual([name, want]);
  });

  test('delimiters are found, and `sep=` is believed', async () => {
    const mapping = mappingOf(
      'version: 1\nname: t\nheader: true\ncolumns: {caller: calling, callee: called, start: start, talk: billsec}',
    );
    const line = ['+8613800138001', '+8613700137003', '2026-03-02 09:00:00', '5'];
    for (const delimiter of [',', ';', '|', '\t']) {
      const content = `${[' Calling', 'CALLED ', 'Start', 'billsec'].join(delimiter)}\r\n${line.join(delimiter)}\r\n`;
      expect(await plain(content, { mapping })).toHaveLength(1);
      if (delimiter !== '\t')
        expect(await plain(`sep=${delimiter}\r\n${content}`, { mapping })).toHaveLength(1);
    }
  });

  test('columns in another order and more columns than needed are fine, a missing one rejects the file by name', async () => {
    const mapping = mappingOf(
      'version: 1\nname: t\nheader: true\ncolumns: {caller: calling, callee: called, start: start}',
    );
    expect(
      await plain('extra,start,called,calling\n1,2026-03-02 09:00:00,13700137003,13800138001\n', { mapping }),
    ).toEqual([`+8613800138001 ${Date.UTC(2026, 2, 2, 1)}`]);
    const missing = await open('calling,begin,called\n1,2,3\n', { mapping });
    expect(missing).toMatchObject({ ok: false, reason: 'missing-column' });
    expect(missing.ok ? '' : missing.detail).toContain('"start"');
  });

  test('a stray opening quote costs its own row, not the rows after it', async () => {
    const broken = asterisk().replace('"ctx"', '"ctx');
    const { tally, quarantined, events } = await read(
      asterisk({ id: '1.0' }) + broken.replace(/"/g, (quote, at) => (at > 40 ? '' : quote)) + rows,
    );
    expectReconciled(tally);
    expect(quarantined[0]).toMatchObject({ line: 2 });
    expect(events).toHaveLength(3);
  });

  test('an upload cut in the middle of a quoted field is quarantined with its line', async () => {
    const { tally, quarantined, events } = await read(rows + asterisk({ id: '1772413300.9' }).slice(0, 10));
    expectReconciled(tally);
    expect(events).toHaveLength(2);
    expect(quarantined).toMatchObject([{ file: 'made.csv', line: 3, reason: 'unterminated-quote' }]);
  });

  test('zeroed blocks after a crash are quarantined as what they are', async () => {
    const { quarantined, events } = await read(`${rows}${'\0'.repeat(512)}\n`);
    expect(events).toHaveLength(2);
    expect(quarantined).toMatchObject([{ line: 3, reason: 'nul-bytes' }]);
  });

  test('an archive cut short gives its rows and then a fault, an unfolding bomb stops', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => asterisk({ id: `1772413200.${index}` })).join('');
    const packed = gzipSync(many);
    const cut = await read(packed.subarray(0, packed.length - 200));
    expect(cut.fault).toBe('call-records-damaged');
    expect(cut.tally.complete).toBe(false);
    expect(cut.events.length).toBeGreaterThan(1000);
    expectReconciled(cut.tally);
    const bomb = await read(gzipSync(Buffer.concat([Buffer.from(rows), Buffer.alloc(70 << 20, 10)])));
    expect(bomb.fault).toBe('call-records-bomb');
    expectReconciled(bomb.tally);
  });

  test('zstd: several frames, cut short, damaged, and a bomb', async () => {
    const want = await plain(rows);
    const half = asterisk().length;
    expect(await plain(Buffer.concat([zstdOf(rows.slice(0, half)), zstdOf(rows.slice(half))]))).toEqual(want);
    const whole = zstdOf(rows);
    for (const cut of [5, 8, 50, 300, whole.length - 1]) {
      const reading = read(whole.subarray(0, cut), { format: 'asterisk-csv' });
      if (cut < 100) await expect(reading).rejects.toMatchObject({ code: 'call-records-damaged' });
      else {
        const { fault, tally } = await reading;
        expect([cut, fault]).toEqual([cut, 'call-records-damaged']);
        expectReconciled(tally);
      }
    }
    const bomb = await read(zstdBomb(rows, 70 << 20));
    expect(bomb.fault).toBe('call-records-bomb');
    expectReconciled(bomb.tally);
  });

  test('GB18030 and KOI8-R are recognised and can be told', async () => {
    const mapping = mappingOf(
      'version: 1\nname: t\nheader: false\ncolumns: {caller: 1, callee: 2, start: 3}',
    );
    const chinese = iconv.encode('中国银行客服,13700137003,2026-03-02 09:00:00\n', 'gb18030');
    expect((await read(chinese, { mapping })).events[0]?.caller.raw).toBe('中国银行客服');
    const russian = iconv.encode('Служба безопасности банка,13700137003,2026-03-02 09:00:00\n', 'koi8-r');
    const guessed = await read(russian, { mapping });
    expect(guessed.events[0]?.caller.raw).toBe('Служба безопасности банка');
    expect(guessed.tally.warnings.join()).toContain('koi8-r');
    const told = await read(iconv.encode('Банк,1,2026-03-02 09:00:00\n', 'windows-1251'), {
      mapping,
      encoding: 'windows-1251',
    });
    expect(told.events[0]?.caller.raw).toBe('Банк');
    expect(await open('x', { encoding: 'klingon' })).toMatchObject({ ok: false, reason: 'unknown-encoding' });
  });

  test('what is not known is refused with what was seen; what is known but not read, by its name', async () => {
    const refusals = {
      'name,age\nx,1\n': ['unknown-format', 'mapping new'],
      '{"a":1}': ['unknown-format', 'keys seen: a'],
      '"cdrRecordType","globalCallID_callManagerId","globalCallID_callId"\nINTEGER,INTEGER,INTEGER\n': [
        'missing-column',
        'dateTimeOrigination',
      ],
      '<?xml version="1.0"?><cdr></cdr>': ['unsupported-format', 'XML'],
      '\x30\x82\x01\x02\x80\x01\x01\x81\x03\x00\x00': ['unsupported-format', 'ASN.1'],
    };
    for (const [content, [reason, words]] of Object.entries(refusals)) {
      const refused = await open(content);
      expect(refused).toMatchObject({ ok: false, reason });
      expect(refused.ok ? '' : refused.detail).toContain(words);
    }
    const steering = await open(`a\u001b[2Jb,${'c'.repeat(60)}\n`);
    expect(steering.ok ? '' : steering.detail).toContain('a?[2Jb');
    const empty = await read('');
    expect(empty.tally).toMatchObject({ format: 'empty', rows: 0, events: 0, complete: true });
    expect(await open(rows, { format: 'nothing' })).toMatchObject({ ok: false, reason: 'unknown-format' });
    expect((await read(rows, { format: 'asterisk-csv' })).events).toHaveLength(2);
  });
});

/** One zstd frame of raw blocks (RFC 8878 §3.1.1.2). */
function zstdOf(text: string): Buffer {
  const content = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let from = 0; from < content.length; from += 100) {
    const block = content.subarray(from, from + 100);
    const header = (block.length << 3) | (from + 100 >= content.length ? 1 : 0);
    blocks.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), block);
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...blocks]);
}

/** The rows, then blocks of one repeated byte (RLE blocks of 128 KiB in four bytes each). */
function zstdBomb(text: string, size: number): Buffer {
  const content = Buffer.from(text);
  const raw = Buffer.from([(content.length << 3) & 255, content.length >> 5, 0]);
  const blocks: Buffer[] = [];
  for (let made = 0; made < size; made += 1 << 17) {
    const header = ((1 << 17) << 3) | 2;
    blocks.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16, 10]));
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), raw, content, ...blocks]);
}

describe('files', () => {
  test('a path is read as a stream is, with progress in bytes of the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cdr-'));
    try {
      const path = join(folder, 'Master.csv.gz');
      const packed = gzipSync(asterisk().repeat(2));
      await writeFile(path, packed);
      const progress: (number | null)[][] = [];
      const { tally } = await read('', {
        from: { path },
        onProgress: (done, total) => progress.push([done, total]),
      });
      expect(tally).toMatchObject({
        path,
        compression: 'gzip',
        rows: 2,
        events: 1,
        duplicates: 1,
        complete: true,
      });
      expect(progress.at(-1)).toEqual([packed.length, packed.length]);
      await expect(read('', { from: { path: folder } })).rejects.toMatchObject({
        code: 'call-records-unreadable',
      });
      await expect(read('', { from: { path: `${path}.none` } })).rejects.toMatchObject({
        code: 'call-records-unreadable',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a file is read once', async () => {
    const file = await open(asterisk());
    if (!file.ok) throw new Error(file.detail);
    for await (const _ of file.value.events());
    await expect(file.value.columns()[Symbol.asyncIterator]().next()).rejects.toThrow('read once');
  });
});

describe('meaning (kind K8)', () => {
  test('unanswered rows are kept as attempts, an answer is what the switch calls one', async () => {
    const { events } = await read(
      asterisk({ id: '1.1', duration: 1 }) +
        asterisk({
          id: '1.2',
          answer: '2026-03-02 09:00:03',
          duration: 3,
          talk: 0,
          disposition: 'ANSWERED',
        }) +
        asterisk({ id: '1.3', answer: '2026-03-02 09:00:00', duration: 60, talk: 60 }) +
        asterisk({ id: '1.4', disposition: 'CONGESTION', duration: 0 }),
    );
    expect(
      events.map(({ outcome, ringMs, talkMs, problems }) => [outcome, ringMs, talkMs, ...problems]),
    ).toEqual([
      ['no-answer', 1000, 0],
      ['answered', 3000, 0],
      ['no-answer', 60_000, 0, 'answer-contradicts-disposition'],
      ['failed', 0, 0],
    ]);
  });

  test('a mapped file is answered as its columns can tell, and times nobody explains stay unknown', async () => {
    const told = async (columns: string, line: string) => {
      const mapping = mappingOf(
        `version: 1\nname: t\nheader: false\ncolumns: {caller: 1, callee: 2, start: 3, ${columns}}`,
      );
      const { events } = await read(`13800138001,13700137003,2026-03-02 09:00:00,${line}\n`, { mapping });
      return events.map(({ outcome, ringMs, talkMs }) => [outcome, ringMs, talkMs])[0];
    };
    const cause = 'outcome: {column: 5, reads: q850}';
    expect(await told(`talk: 4, ${cause}`, '12,16')).toEqual(['answered', null, 12_000]);
    expect(await told(`talk: 4, ${cause}`, '0,16')).toEqual(['cancelled', null, 0]);
    expect(await told(`answer: 4, ${cause}`, ',31')).toEqual(['failed', null, 0]);
    expect(await told('answer: 4', '')).toEqual(['no-answer', null, 0]);
    expect(await told('duration: 4', '30')).toEqual(['unknown', null, null]);
    expect(await told('outcome: {column: 4, reads: sip}, duration: 5', '404,2')).toEqual([
      'dead-number',
      2000,
      0,
    ]);
    expect(
      await told('outcome: {column: 4, reads: values, values: {"1": answered}}, ring: 5, talk: 6', '1,7,0'),
    ).toEqual(['answered', 7000, 0]);
  });

  test('negative and absurd durations are flagged and never invented', async () => {
    const { events } = await read(
      asterisk({ id: '1.1', answer: '2026-03-02 09:00:03', disposition: 'ANSWERED', duration: 5, talk: -3 }) +
        asterisk({
          id: '1.2',
          answer: '2026-03-02 09:00:03',
          disposition: 'ANSWERED',
          duration: 99_999_999,
          talk: 99_999_990,
        }),
    );
    expect(events.map(({ ringMs, talkMs, problems }) => [ringMs, talkMs, ...problems])).toEqual([
      [null, null, 'negative-duration'],
      [9000, null, 'absurd-duration'],
    ]);
  });

  test('a record from the future is flagged', async () => {
    const { events, tally } = await read(asterisk({ start: '2027-01-01 00:00:00' }));
    expect(events[0]?.problems).toEqual(['future-time']);
    expect(tally.problems).toEqual({ 'future-time': 1 });
  });

  test('the ambiguous hour takes the first reading unless the unique id decides; the skipped one is flagged', async () => {
    const london = { timezone: 'Europe/London' };
    const first = Date.UTC(2025, 9, 26, 0, 30);
    const fold = { start: '2025-10-26 01:30:00', disposition: 'BUSY' };
    const { events } = await read(
      asterisk({ ...fold, id: 'no-epoch-a' }) +
        asterisk({ ...fold, id: `${first / 1000}.1` }) +
        asterisk({ ...fold, id: `${first / 1000 + 3600}.2` }) +
        asterisk({ start: '2025-03-30 01:30:00', id: 'no-epoch-b' }),
      london,
    );
    expect(events.map(({ at, utcOffsetMin, problems }) => [at - first, utcOffsetMin, ...problems])).toEqual([
      [0, 60, 'ambiguous-local-time'],
      [0, 60],
      [3_600_000, 0],
      [Date.UTC(2025, 2, 30, 1, 30) - first, 60, 'nonexistent-local-time'],
    ]);
  });

  test('a call across the change lasts what the switch measured', async () => {
    const { events } = await read(
      asterisk({
        start: '2025-10-26 01:58:00',
        answer: '2025-10-26 01:58:10',
        end: '2025-10-26 01:03:10',
        duration: 310,
        talk: 300,
        disposition: 'ANSWERED',
        id: 'x.1',
      }),
      { timezone: 'Europe/London' },
    );
    expect(events[0]).toMatchObject({ ringMs: 10_000, talkMs: 300_000 });
  });

  test('a wrong zone is told by the unique ids, a missing one is said to be missing', async () => {
    const rows = Array.from({ length: 20 }, (_, index) =>
      asterisk({ id: `${Date.UTC(2026, 2, 2, 1, 0, 0) / 1000}.${index}` }),
    ).join('');
    expect((await read(rows)).tally.warnings).toEqual([]);
    const { warnings } = (await read(rows, { timezone: undefined })).tally;
    expect(warnings[0]).toContain('no time zone was given');
    expect(warnings[1]).toContain('+08:00');
    expect(await open(rows, { timezone: 'Mars/Olympus' })).toMatchObject({
      ok: false,
      reason: 'unknown-timezone',
    });
  });

  test('the same file twice in one run counts once, a late row is counted as late', async () => {
    const seen = new SeenCalls();
    const rows = asterisk({ id: '1.1' }) + asterisk({ id: '1.2' });
    expect((await read(rows, { seen })).tally).toMatchObject({ events: 2, duplicates: 0 });
    const again = await read(rows + asterisk({ id: '1.1', sequence: 9, end: '2026-03-02 09:09:09' }), {
      seen,
    });
    expect(again.tally).toMatchObject({ rows: 3, events: 0, duplicates: 2, mergedRows: 1, lateRows: 1 });
  });

  test('two switches that use the same ids are kept apart when they are named', async () => {
    const seen = new SeenCalls();
    const rows = asterisk({ id: '1.1' });
    const first = await read(rows, { seen, idScope: 'north' });
    const second = await read(rows, { seen, idScope: 'south' });
    expect([first.events[0]?.id, second.events[0]?.id]).toEqual(['north:1.1', 'south:1.1']);
  });

  test('digits lost in a spreadsheet are flagged and never filled up', async () => {
    const rows = asterisk({ src: '8.6138E+12' });
    const { events, tally } = await read(rows);
    expect(events[0]?.problems).toEqual(['number-written-by-spreadsheet']);
    expect(events[0]?.caller).toMatchObject({ raw: '8.6138E+12' });
    expect(events[0]?.caller.kind).not.toBe('e164');
    expect((await readColumns(rows)).tally).toEqual(tally);
  });

  test('rows of one call meet while no more calls than the hold allows began between them', async () => {
    const between = (count: number) =>
      Array.from({ length: count }, (_, index) => asterisk({ id: `2.${index}` })).join('');
    const leg = asterisk({
      id: '1.2',
      linked: '1.1',
      answer: '2026-03-02 09:00:09',
      disposition: 'ANSWERED',
      duration: 19,
      talk: 10,
    });
    const near = await read(asterisk({ id: '1.1' }) + between(5000) + leg);
    expect(near.events.find(({ id }) => id.endsWith(':1.1'))).toMatchObject({
      outcome: 'answered',
      talkMs: 10_000,
    });
    const far = await read(asterisk({ id: '1.1' }) + between(20_000) + leg);
    expect(far.tally).toMatchObject({ events: 20_001, mergedRows: 1, lateRows: 1 });
    expect(far.events[0]).toMatchObject({ outcome: 'no-answer' });
  });

  test('a BYE that comes in an earlier file does not swallow its call', async () => {
    const seen = new SeenCalls();
    const head = 'method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,dst_user\n';
    const bye = await read(`${head}BYE,a,b,c1,200,OK,2026-03-02 09:01:00,,\n`, { seen });
    expect(bye.tally).toMatchObject({ rows: 1, events: 0, dropped: { 'no-attempt': 1 } });
    const invite = await read(`${head}INVITE,a,b,c1,200,OK,2026-03-02 09:00:00,13800138001,13700137003\n`, {
      seen,
    });
    expect(invite.tally).toMatchObject({ rows: 1, events: 1 });
  });
});

describe('whatever comes', () => {
  const row = asterisk({ answer: '2026-03-02 09:00:03', disposition: 'ANSWERED', talk: 2 });

  test('a file cut at any byte reconciles, and both readings tell the same', async () => {
    const whole = asterisk({ id: '1.1' }) + row;
    for (let length = 0; length <= whole.length; length += 1) {
      const cut = whole.slice(0, length);
      const file = await open(cut);
      if (!file.ok) continue;
      await file.value.close();
      const { events, tally } = await read(cut);
      expectReconciled(tally);
      expect((await readColumns(cut)).facts).toEqual(events.map(factsOf));
    }
  });

  test('every file of the corpus reconciles wherever it is cut, and both readings tell the same', async () => {
    for (const name of readdirSync(CORPUS).filter((each) => !/\.(yaml|md)$|^expected/.test(each))) {
      const content = readFileSync(CORPUS + name);
      const mapping = name.startsWith('softswitch')
        ? mappingOf(readFileSync(`${CORPUS}softswitch.yaml`, 'utf8'))
        : undefined;
      for (let part = 1; part < 16; part += 1) {
        const cut = content.subarray(0, Math.floor((content.length * part) / 16) + part);
        const file = await open(cut, { mapping });
        if (!file.ok) continue;
        await file.value.close();
        const { events, tally } = await read(cut, { mapping });
        expectReconciled(tally);
        expect((await readColumns(cut, { mapping })).facts).toEqual(events.map(factsOf));
      }
    }
  });

  test('arbitrary bytes are read or refused, never a crash, and reconcile', async () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        ',',
        '\n',
        '\r',
        '\0',
        ' ',
        'x',
        '\ufeff',
        '{',
        '}',
        'cdr=',
        row,
        row.slice(0, 50),
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 30 }),
        fc.constantFrom(
          'asterisk-csv',
          'freeswitch-csv-example',
          'freeswitch-csv-sql',
          'freeswitch-json',
          'cucm',
          '3gpp-ber',
          undefined,
        ),
        async (parts, format) => {
          const content = parts.join('');
          const file = await open(content, { format });
          if (!file.ok) return;
          await file.value.close();
          const { events, tally } = await read(content, { format });
          expectReconciled(tally);
          const columns = await readColumns(content, { format });
          expect(columns.facts).toEqual(events.map(factsOf));
          expect(columns.tally).toEqual(tally);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['asterisk-21-ring-group.csv', /\n(?="",)/, 0],
    ['freeswitch-example.csv', /\n/, 0],
    ['freeswitch-json-legs.ndjson', /\n/, 0],
    ['kamailio-acc-header.csv', /\n/, 1],
    ['kamailio-acc-flatstore.txt', /\n/, 0],
  ])('rows of %s in any order give the same calls', async (name, between, headers) => {
    const lines = readFileSync(CORPUS + name, 'utf8')
      .trimEnd()
      .split(between);
    const head = lines.splice(0, headers).map((line) => `${line}\n`);
    const format = name.endsWith('.txt') ? 'kamailio-acc' : undefined;
    const calls = async (rows: string[]) => {
      const { events, tally } = await read(
        `${head.join('')}${rows.map((row) => row.trimEnd()).join('\n')}\n`,
        { format },
      );
      expectReconciled(tally);
      return events
        .map(({ id, at, caller, callee, outcome, ringMs, talkMs }) =>
          [id, at, caller.canonical, callee.canonical, outcome, ringMs, talkMs].join(' '),
        )
        .sort();
    };
    const want = await calls(lines);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
        expect(await calls(shuffled)).toEqual(want);
      }),
      { numRuns: 40 },
    );
  });
});
