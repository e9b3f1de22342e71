import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DelimitedScanner, SCAN } from './delimited-scanner.ts';
import { fieldText } from './field-row.ts';

function scanAll(
  text: string,
  options: { delimiter?: string; insert?: boolean } = {},
): (string[] | string)[] {
  const bytes = new TextEncoder().encode(text);
  const scanner = new DelimitedScanner((options.delimiter ?? ',').charCodeAt(0), {
    insert: options.insert ?? false,
  });
  const records: (string[] | string)[] = [];
  for (let at = 0; at < bytes.length; at = scanner.next) {
    const found = scanner.scan(bytes, at, bytes.length, true);
    if (found === SCAN.more) throw new Error('more wanted though nothing follows');
    records.push(
      found === SCAN.bad
        ? scanner.fault
        : Array.from({ length: scanner.count }, (_, index) => fieldText(scanner, index)),
    );
  }
  return records;
}

describe('RFC 4180 and what is met in practice', () => {
  test.each([
    [
      'a,b\r\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a,b","c\nd","say ""hi"""\n', [['a,b', 'c\nd', 'say "hi"']]],
    [
      'a,\n,b\n,',
      [
        ['a', ''],
        ['', 'b'],
        ['', ''],
      ],
    ],
    ['"a", "b" ,c\n', [['a', 'b', 'c']]],
    ['""Li Si" <1>",x\n', [['"Li Si" <1>', 'x']]],
    ['a"b,c\n', [['a"b', 'c']]],
    [' a,b \n', [[' a', 'b ']]],
    [
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"open,a\nb,c\n', ['unterminated-quote', ['b', 'c']]],
  ] as const)('%j', (text, want) => {
    expect(scanAll(text)).toEqual(want);
  });

  test('an INSERT statement is what its brackets hold', () => {
    expect(
      scanAll('INSERT INTO cdr VALUES ("a (x), b","c", "d");\nINSERT INTO cdr VALUES ("","","");\n', {
        insert: true,
      }),
    ).toEqual([
      ['a (x), b', 'c', 'd'],
      ['', '', ''],
    ]);
  });

  test('limits: fields and record length', () => {
    expect(scanAll(`${','.repeat(600)}\na,b\n`)).toEqual(['too-many-fields', ['a', 'b']]);
    expect(scanAll(`"${'x'.repeat(70_000)}"\na,b\n`)).toEqual(['unterminated-quote', ['a', 'b']]);
    expect(scanAll(`${'x'.repeat(70_000)}\na,b\n`)).toEqual(['record-too-long', ['a', 'b']]);
  });
});

const field = fc.string({ unit: fc.constantFrom('a', '7', '"', ',', '\n', '\r', ' ', '中', ';') });

test('whatever is written with quotes is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), (records) => {
      const text = records
        .map((record) => record.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
        .join('\n');
      expect(scanAll(text)).toEqual(records);
    }),
  );
});

test('a record cut anywhere asks for more, and gives the same when more has come', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 5 }), fc.nat(200), (record, cut) => {
      const bytes = new TextEncoder().encode(
        `${record.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`,
      );
      const scanner = new DelimitedScanner(44);
      const part = Math.min(cut, bytes.length - 1);
      expect(scanner.scan(bytes, 0, part, false)).toBe(SCAN.more);
      expect(scanner.scan(bytes, 0, bytes.length, false)).toBe(SCAN.record);
      expect(Array.from({ length: scanner.count }, (_, index) => fieldText(scanner, index))).toEqual(record);
    }),
  );
});
