import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseMapping } from './mapping.ts';
import { proposeMapping } from './propose-mapping.ts';

const GOOD = 'version: 1\nname: t\nheader: true\ncolumns: {caller: a, callee: b, start: c}\n';
const bytes = (text: string) => new TextEncoder().encode(text);

test('the worked example is a mapping', () => {
  const path = new URL('../../../../examples/mappings/softswitch.yaml', import.meta.url).pathname;
  expect(parseMapping(readFileSync(path, 'utf8'), 'softswitch.yaml')).toMatchObject({
    ok: true,
    value: { columns: { caller: '主叫号码', talk: { column: '通话时长', unit: 'clock' } } },
  });
});

test.each([
  ['an unknown key', `${GOOD}colour: red\n`, 'x.yaml:1: mapping: '],
  [
    'a missing column',
    'version: 1\nname: t\nheader: true\ncolumns:\n  caller: a\n  callee: b\n',
    'x.yaml:5: columns.start',
  ],
  [
    'a column 0',
    'version: 1\nname: t\nheader: false\ncolumns:\n  callee: 2\n  caller: 0\n  start: 3\n',
    'x.yaml:6: columns.caller',
  ],
  ['a zone that is none', `${GOOD}timezone: Mars/Olympus\n`, 'x.yaml:5: timezone: no such time zone'],
  ['broken YAML', 'version: 1\nname: [t\nheader: true\n', 'x.yaml:3:1: '],
  ['another version', GOOD.replace('version: 1', 'version: 2'), 'x.yaml:1: version'],
])('%s is refused with its line', (_, yaml, where) => {
  const refused = parseMapping(yaml, 'x.yaml');
  expect(refused).toMatchObject({ ok: false, reason: 'bad-mapping' });
  expect(refused.ok ? '' : refused.detail).toContain(where);
});

test('a proposal is a mapping that finds the columns by their names', () => {
  const file =
    'Call-ID|Calling Number|Called Number|Setup Time|Answer Time|Release Time|Bill Seconds|Disposition\n' +
    'x-1000001|+8613800138001|+8613700137003|2026-03-25 09:00:00|2026-03-25 09:00:05|2026-03-25 09:01:05|60|ANSWERED\n' +
    'x-1000002|+8613800138001|+8613700137004|2026-03-25 09:02:00||2026-03-25 09:02:20|0|NO ANSWER\n';
  const proposed = parseMapping(proposeMapping(bytes(file), true, 'My Export.csv', 'utf-8'), 'p.yaml');
  expect(proposed).toMatchObject({
    ok: true,
    value: {
      name: 'my-export',
      delimiter: '|',
      header: true,
      dateOrder: 'ymd',
      columns: {
        caller: 'Calling Number',
        callee: 'Called Number',
        start: 'Setup Time',
        answer: 'Answer Time',
        end: 'Release Time',
        talk: { column: 'Bill Seconds', unit: 's' },
        id: 'Call-ID',
        outcome: { column: 'Disposition', reads: 'disposition' },
      },
    },
  });
});

test('what cannot be told stays open: a date order that fits several, a caller that is not there', () => {
  const ambiguous = proposeMapping(
    bytes('caller,start\n13800138001,02/03/2026 09:00\n'),
    true,
    'a.csv',
    'utf-8',
  );
  expect(ambiguous).toContain('dateOrder: CHANGE-ME');
  expect(ambiguous).toContain('callee: CHANGE-ME');
  expect(parseMapping(ambiguous, 'p.yaml').ok).toBe(false);
  const certain = proposeMapping(
    bytes('caller,start\n13800138001,25/03/2026 09:00\n'),
    true,
    'a.csv',
    'utf-8',
  );
  expect(certain).toContain('dateOrder: dmy');
});

test('without names the looks of the columns are used', () => {
  const file = '13800138001;13700137003;2026-03-02 09:00:00;2026-03-02 09:01:05;65\n'.repeat(3);
  expect(parseMapping(proposeMapping(bytes(file), true, 'b.csv', 'utf-8'), 'p.yaml')).toMatchObject({
    ok: true,
    value: {
      delimiter: ';',
      header: false,
      columns: { caller: 1, callee: 2, start: 3, end: 4, duration: { column: 5 } },
    },
  });
});
