import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { detectEncoding, knownEncoding } from './text-encoding.ts';

const row = (name: string) => `"","13800138001","13700137003","${name}","2026-03-02 09:00:00",5\n`;
const CHINESE = [
  '中国工商银行客服中心',
  '张伟',
  '王芳测试',
  '公安局反诈中心',
  '快递小哥',
  '四川省成都市武侯区',
];
const RUSSIAN = [
  'Иван Петров',
  'Служба безопасности банка',
  'отдел продаж',
  'Администратор',
  'привет, это проверка связи',
];

describe('encodings told apart by their letters', () => {
  const several = (words: readonly string[]) =>
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 20 });

  test.each([
    ['gb18030', CHINESE],
    ['koi8-r', RUSSIAN],
    ['windows-1251', RUSSIAN],
  ] as const)('%s', (encoding, words) => {
    fc.assert(
      fc.property(several(words), (names) => {
        const bytes = iconv.encode(names.map(row).join(''), encoding);
        expect(detectEncoding(bytes)).toEqual({ encoding, guessed: true, markBytes: 0 });
      }),
    );
  });

  test('UTF-8 is UTF-8, also when the sample ends inside a character', () => {
    fc.assert(
      fc.property(several([...CHINESE, ...RUSSIAN, 'plain']), fc.nat(3), (names, cut) => {
        const bytes = Buffer.from(names.map((name) => `${row(name)}${name}`).join(''));
        const detected = detectEncoding(bytes.subarray(0, bytes.length - cut));
        expect(detected).toEqual({ encoding: 'utf-8', guessed: false, markBytes: 0 });
      }),
    );
  });
});

test('a byte-order mark is believed before the caller, the caller before the look of the bytes', () => {
  expect(detectEncoding(Buffer.from([0xef, 0xbb, 0xbf, 65]), 'gb18030')).toMatchObject({
    encoding: 'utf-8',
    markBytes: 3,
  });
  expect(detectEncoding(iconv.encode('привет', 'koi8-r'), 'windows-1251')).toMatchObject({
    encoding: 'windows-1251',
  });
  expect(knownEncoding('gb18030')).toBe(true);
  expect(knownEncoding('klingon')).toBe(false);
});
