import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derAscii, derInteger, derObjectId, readDer } from './der-reader.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const whole = (hex: string) => ({ tag: 0, at: 0, start: 0, end: bytes(hex).length });

describe('DER', () => {
  it('reads elements side by side, short and long lengths', () => {
    const long = bytes(`0403 010203 0481 80 ${'00'.repeat(128)}`);
    expect(readDer(long)).toEqual([
      { tag: 4, at: 0, start: 2, end: 5 },
      { tag: 4, at: 5, start: 8, end: 136 },
    ]);
  });

  it.each([
    ['a length past the end', '3005 0101'],
    ['the indefinite form', '3080 0000'],
    ['a length that could be shorter', '3081 01 00'],
    ['a length with a leading zero octet', `0482 0080 ${'00'.repeat(128)}`],
    ['a high tag number', '1f81 0100'],
    ['a cut head', '30'],
    ['five length octets', '3085 0000000001 00'],
  ])('refuses %s', (_what, hex) => expect(readDer(bytes(hex))).toBeNull());

  it.each([
    ['2b06010505 07011a', '1.3.6.1.5.5.7.1.26'],
    ['551d13', '2.5.29.19'],
    ['8837', '2.999'],
  ])('reads the object identifier %s', (hex, text) => {
    const compact = hex.replaceAll(' ', '');
    expect(derObjectId(bytes(compact), whole(compact))).toBe(text);
  });

  it('refuses an identifier cut in an arc, with padding, or empty', () => {
    for (const hex of ['2b86', '2b8001', '']) expect(derObjectId(bytes(hex), whole(hex))).toBeNull();
  });

  it.each([
    ['00', 0],
    ['7f', 127],
    ['0080', 128],
    ['0186a0', 100_000],
    ['80', null],
    ['0001', null],
    ['', null],
    ['00ffffffffffffffff', null],
  ])('reads the integer %s as %s', (hex, value) => expect(derInteger(bytes(hex), whole(hex))).toBe(value));

  it('reads ASCII only', () => {
    expect(derAscii(bytes('313233'), whole('313233'))).toBe('123');
    expect(derAscii(bytes('31ff'), whole('31ff'))).toBeNull();
  });

  it('never reads outside what it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 50 }), (data, from) => {
        const start = Math.min(from, data.length);
        for (const element of readDer(data, start) ?? []) {
          expect(element.start).toBeGreaterThanOrEqual(start + 2);
          expect(element.end).toBeLessThanOrEqual(data.length);
          derObjectId(data, element);
          derInteger(data, element);
        }
      }),
    );
  });
});
