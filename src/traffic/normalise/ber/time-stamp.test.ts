import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeStamp } from '../../../../test/kit/ber-encoder.ts';
import { BAD_STAMP, readTimeStamp, writtenLocalTime } from './time-stamp.ts';

const read = (bytes: Uint8Array): number => readTimeStamp(bytes, 0, bytes.length);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('TimeStamp of TS 32.298', () => {
  test('round trip of every second of a century, in every offset', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1981, 0) / 1000, max: Date.UTC(2079, 0) / 1000 }),
        fc.integer({ min: -56, max: 56 }),
        (seconds, quarters) => {
          expect(read(timeStamp(seconds * 1000, quarters * 15))).toBe(seconds * 1000);
        },
      ),
    );
  });

  test('local time, the sign as a letter, the offset', () => {
    expect(read(hex('2603020900002b0800'))).toBe(Date.UTC(2026, 2, 2, 1));
    expect(read(hex('2603020900002d0330'))).toBe(Date.UTC(2026, 2, 2, 12, 30));
    expect(read(hex('9912312359592b0000'))).toBe(Date.UTC(1999, 11, 31, 23, 59, 59));
    expect(read(hex('2402290000002b0000'))).toBe(Date.UTC(2024, 1, 29));
  });

  test('nothing is no time, and neither is nonsense', () => {
    for (const none of ['', '000000000000000000', '0000000000002b0000', 'ffffffffffffffffff', '000000000000'])
      expect(read(hex(none))).toBeNaN();
    for (const bad of [
      '2613020900002b0800', // month 13
      '2602300900002b0800', // 30 February
      '2602290900002b0800', // no leap year
      '2603022400002b0800', // hour 24
      '2603020960002b0800', // minute 60
      '2603020900002c0800', // no sign
      '2603020900002b1500', // offset
      '26030a0900002b0800', // no digit
      'a603020900002b0800',
      '260302090000', // without offset
      '2603020900002b080000',
    ])
      expect(read(hex(bad))).toBe(BAD_STAMP);
  });

  test('any octets are a time, none or bad', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => void read(bytes)));
  });

  test('local times of vendors, with and without century', () => {
    expect(writtenLocalTime(hex('20260302090000'), 0, 7)).toBe('2026-03-02 09:00:00');
    expect(writtenLocalTime(hex('260302090000'), 0, 6)).toBe('2026-03-02 09:00:00');
    expect(writtenLocalTime(hex('26030a090000'), 0, 6)).toBeNull();
    expect(writtenLocalTime(hex('2603'), 0, 2)).toBeNull();
  });
});
