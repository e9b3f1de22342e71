import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { proposeMapping } from '../../src/traffic/normalise/index.ts';
import { mapping, openRecords, readRecords } from '../kit/read-call-records.ts';

const DESK = mapping(
  'version: 1\nname: desk\nheader: true\ncolumns: {caller: 主叫, callee: 被叫, start: 开始时间, talk: 通话时长}',
);
const HEADER = '主叫,被叫,开始时间,通话时长';
const ROWS = [
  '13800138001,13700137003,2026-03-02 09:00:00,5',
  '13800138001,13700137004,2026-03-02 09:01:00,70',
];
const SHEET = `${[HEADER, ...ROWS].join('\n')}\n`;
const callees = async (content: Uint8Array | string, given = {}) =>
  (await readRecords(content, { mapping: DESK, ...given })).events.map(({ callee }) => callee.canonical);
const BOTH = ['+8613700137003', '+8613700137004'];

describe('what offices do to a file', () => {
  test.each([
    ['tabs in UTF-16 with mark', iconv.encode(SHEET.replaceAll(',', '\t'), 'utf-16le', { addBOM: true })],
    ['GB18030', iconv.encode(SHEET, 'gb18030')],
    ['CR alone', SHEET.replaceAll('\n', '\r')],
    ['mark and sep=;', `\ufeffsep=;\r\n${SHEET.replaceAll(',', ';').replaceAll('\n', '\r\n')}`],
    ['a delimiter too many in the header and the rows', SHEET.replaceAll('\n', ',\n')],
    ['a delimiter too many in the rows', SHEET.replace(/(\d)\n/g, '$1,,\n')],
    ['a delimiter too many in the header', SHEET.replace('\n', ',\n')],
    ['a form feed and the end-of-file character', `${SHEET}\f\n\x1a`],
    ['empty rows of a sheet at the end', `${SHEET},,,\n , ,,\n   \n\n`],
    ['the header again before every row', ROWS.map((row) => `${HEADER}\n${row}\n`).join('')],
    ['title lines of a report', `通话清单\n导出时间：2026-03-03,操作员 7\n\n${SHEET}`],
    ['packed twice', gzipSync(gzipSync(SHEET))],
    ['no last line end', SHEET.trimEnd()],
  ])('%s: the same two calls', async (_, content) => {
    const { events, tally } = await readRecords(content, { mapping: DESK });
    expect(events.map(({ callee, talkMs }) => [callee.canonical, talkMs])).toEqual([
      [BOTH[0], 5000],
      [BOTH[1], 70_000],
    ]);
    expect(tally).toMatchObject({ rows: 2, quarantined: 0 });
  });

  test('columns that an upgrade adds or moves: rows are read by the header before them', async () => {
    const upgraded = `${HEADER}\n${ROWS[0]}\n基站,${HEADER}\nL1,${ROWS[1]}\n`;
    const { tally } = await readRecords(upgraded, { mapping: DESK });
    expect(await callees(upgraded)).toEqual(BOTH);
    expect(tally).toMatchObject({ rows: 2, headerLines: 2 });
    const gone = await readRecords(`${HEADER}\n${ROWS[0]}\n主叫,被叫,时间\n${ROWS[1]}\n`, { mapping: DESK });
    expect(gone.quarantined).toMatchObject([{ line: 3 }]);
  });

  test.each([
    ['a word', 'x'],
    ['delimiters', ','],
    ['zeroed blocks', '\0'],
    ['an open quote', '"x,'],
  ])('a line of many megabytes (%s) costs itself, not what follows', async (_, filling) => {
    const line = filling === '"x,' ? `"${'x,'.repeat(3 << 20)}` : filling.repeat(5 << 20);
    for (const lineEnd of ['\n', '\r\n']) {
      const content = [HEADER, ROWS[0], line, ROWS[1], ''].join(lineEnd);
      const { events, tally, quarantined } = await readRecords(content, { mapping: DESK });
      expect(events.map(({ callee }) => callee.canonical)).toEqual(BOTH);
      expect(tally).toMatchObject({ rows: 3, quarantined: 1, lines: 4 });
      expect(quarantined[0]).toMatchObject({ line: 3 });
    }
  });

  test('delimiters that nobody expects can be told', async () => {
    for (const delimiter of ['^', '~', '\x01']) {
      const own = mapping(
        `version: 1\nname: t\nheader: true\ndelimiter: ${JSON.stringify(delimiter)}\ncolumns: {caller: 主叫, callee: 被叫, start: 开始时间}`,
      );
      expect(await callees(SHEET.replaceAll(',', delimiter), { mapping: own })).toEqual(BOTH);
    }
    expect(() => mapping(`version: 1\nname: t\nheader: true\ndelimiter: ':'\ncolumns: {}`)).toThrow(
      'stands in no number or time',
    );
  });

  test('a header in an encoding that was taken for another is refused with a word about it', async () => {
    const refused = await openRecords(iconv.encode(SHEET.replace('开始时间', '開始時間'), 'big5'), {
      mapping: DESK,
    });
    expect(refused.ok ? '' : refused.detail).toContain('pass --encoding');
    const told = mapping(
      'version: 1\nname: t\nheader: true\nencoding: big5\ncolumns: {caller: 主叫, callee: 被叫, start: 開始時間}',
    );
    const content = iconv.encode(`主叫,被叫,開始時間\n${ROWS[0]!.replace(/,5$/, '')}\n`, 'big5');
    expect(await callees(content, { mapping: told })).toEqual([BOTH[0]]);
  });

  test('a row of sums is no call and no error', async () => {
    for (const sums of [
      '合计,,,75',
      ',总计,,75',
      'Total,2,,75',
      'Grand total,,,',
      '共 2 条记录',
      '(2 rows)',
      '2 rows selected.',
    ]) {
      const { events, tally } = await readRecords(`${SHEET}${sums}\n`, { mapping: DESK });
      expect([events.length, tally.dropped]).toEqual([2, { 'not-a-call': 1 }]);
    }
  });

  test('numbers as a spreadsheet keeps them are numbers; digits it lost are said to be lost', async () => {
    const forms = ['="13700137003"', '"=""13700137003"""', "'13700137003", ' 13700137003 ', '"13700137003"'];
    const content = forms
      .map((form, minute) => `13800138001,${form},2026-03-02 09:0${minute}:00,5\n`)
      .join('');
    expect(new Set(await callees(`${HEADER}\n${content}`))).toEqual(new Set([BOTH[0]]));
    const lost = await readRecords(`${HEADER}\n1.38001E+10,13700137003.0,2026-03-02 09:00:00,5\n`, {
      mapping: DESK,
    });
    expect(lost.events[0]).toMatchObject({ problems: ['number-written-by-spreadsheet'] });
    expect(lost.events[0]?.callee.candidates).toContain(BOTH[0]);
    expect(lost.tally.warnings.join()).toContain('1 calls have a number that a spreadsheet rewrote');
  });

  test('an id that many calls share is noticed', async () => {
    const byId = mapping(
      'version: 1\nname: t\nheader: false\ncolumns: {caller: 1, callee: 2, start: 3, id: 4}',
    );
    const rows = (count: number) =>
      Array.from({ length: count }, (_, at) => `1,1370013${7000 + at},${1_772_413_200 + at},switch-7\n`).join(
        '',
      );
    expect((await readRecords(rows(64), { mapping: byId })).tally.warnings).toEqual([]);
    const { tally } = await readRecords(rows(65), { mapping: byId });
    expect(tally.events).toBe(1);
    expect(tally.warnings.join()).toContain('1 calls have more than 64 rows each');
  });

  test('rows before a header in the middle are rows, not titles', async () => {
    const { events, tally } = await readRecords(`${ROWS[0]}\n${HEADER}\n${ROWS[1]}\n`, {
      mapping: mapping(
        'version: 1\nname: t\nheader: false\ncolumns: {caller: 1, callee: 2, start: 3, talk: 4}',
      ),
    });
    expect([events.length, tally.rows, tally.quarantined]).toEqual([2, 3, 1]);
  });

  test('what databases write for nothing is nothing, as an id as well', async () => {
    const withId = mapping(
      'version: 1\nname: t\nheader: true\ncolumns: {caller: a, callee: b, start: s, answer: w, talk: t, id: i, cell: c}',
    );
    for (const nothing of ['\\N', 'NULL', '(null)', '-', '0', '']) {
      const rows = [3, 4].map(
        (digit) => `13800138001,1370013700${digit},2026-03-02 09:00:00,NULL,\\N,${nothing},-\n`,
      );
      const { events } = await readRecords(`a,b,s,w,t,i,c\n${rows.join('')}`, { mapping: withId });
      expect(events.map(({ outcome, talkMs, cell }) => [outcome, talkMs, cell])).toEqual([
        ['no-answer', 0, null],
        ['no-answer', 0, null],
      ]);
    }
  });

  test('archives and workbooks are refused by what they are, not as unknown text', async () => {
    const heads = {
      'zip archive': 'PK\x03\x04\x14\x00\x06\x00',
      '.xls': '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
      bzip2: 'BZh91AY&SY',
      'xz archive': '\xfd7zXZ\x00',
    };
    for (const [words, head] of Object.entries(heads))
      for (const content of [Buffer.from(head, 'latin1'), gzipSync(Buffer.from(head, 'latin1'))]) {
        const refused = await openRecords(content);
        expect(refused).toMatchObject({ ok: false, reason: 'unsupported-format' });
        expect(refused.ok ? '' : refused.detail).toContain(words);
      }
  });
});

describe('durations', () => {
  const talk = async (unit: string, written: string) => {
    const own = mapping(
      `version: 1\nname: t\nheader: false\ndelimiter: ';'\ncolumns: {caller: 1, callee: 2, start: 3, talk: {column: 4, unit: ${unit}}}`,
    );
    const { events, quarantined } = await readRecords(`1;2;2026-03-02 09:00:00;${written}\n`, {
      mapping: own,
    });
    return quarantined[0]?.reason ?? events[0]?.talkMs;
  };
  test.each([
    ['s', '12,5', 12_500],
    ['s', '12.25', 12_250],
    ['s', '65秒', 65_000],
    ['s', '1,234', 'bad-duration'],
    ['s', '1:05', 'bad-duration'],
    ['min', '1,5', 90_000],
    ['min', '65秒', 'bad-duration'],
    ['ms', '1500', 1500],
    ['clock', '1:05', 65_000],
    ['clock', '01:02:03', 3_723_000],
    ['clock', '0:00:12.250', 12_250],
    ['clock', '1小时2分3秒', 3_723_000],
    ['clock', '2分3秒', 123_000],
    ['clock', '45秒', 45_000],
    ['clock', '65', 'bad-duration'],
  ] as const)('unit %s: %s', async (unit, written, want) => {
    expect(await talk(unit, written)).toBe(want);
  });
});

describe('a mapping is proposed', () => {
  const proposed = (content: string) => proposeMapping(Buffer.from(content), true, 'desk.csv', 'utf-8');

  test('for Chinese headers behind `sep=`, and time talked is talk', () => {
    const yaml = proposed(`sep=;\r\n${SHEET.replaceAll(',', ';').replace('70', '7,5')}`);
    expect(mapping(yaml)).toMatchObject({
      delimiter: ';',
      header: true,
      columns: { caller: '主叫', callee: '被叫', start: '开始时间', talk: { column: '通话时长', unit: 's' } },
    });
  });

  test('a duration alone is not taken for talk, and the proposal says why that matters', () => {
    const yaml = proposed('caller,callee,start,duration\n13800138001,13700137003,1772413200000000,0:12\n');
    expect(mapping(yaml).columns).toMatchObject({
      start: 'start',
      duration: { column: 'duration', unit: 'clock' },
    });
    expect(yaml).toContain('nothing says which calls were answered');
  });

  test('behind the title lines of a report', () => {
    const yaml = proposed(`通话清单\n导出时间,2026-03-03 10:00:00\n${SHEET}`);
    expect(mapping(yaml)).toMatchObject({ header: true, columns: { caller: '主叫', start: '开始时间' } });
  });

  test('names that begin with a figure are names; a repeated header is no value', () => {
    const header = 'caller,callee,start,3G小区';
    const row = '13800138001,13700137003,2026-03-02 09:00:00,LAC1-77';
    expect(proposed(`${header}\n${row}\n${header}\n${row}\n`)).toContain('header: true');
    expect(mapping(proposed(`${header}\n${row}\n${header}\n${row}\n`)).columns.start).toBe('start');
  });
});
