import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { address, bcd, directoryNumber, tbcd } from '../../../../test/kit/ber-encoder.ts';
import type { FieldType } from './field-type.ts';
import { natureWord, planWord } from './nature-of-address.ts';
import { writeBcd, writeTbcd } from './semi-octets.ts';
import { NUMBER_ROOM, presentationOf, writeNumber } from './written-number.ts';

const digit = fc.constantFrom(...'0123456789*#abc');
const digits = fc.string({ unit: digit, minLength: 1, maxLength: 30 });
const room = Buffer.alloc(NUMBER_ROOM);

function written(
  type: FieldType,
  bytes: Uint8Array,
  prefixes: Parameters<typeof writeNumber>[6] = [],
): string {
  return room.toString('latin1', 0, writeNumber(type, bytes, 0, bytes.length, room, 0, prefixes));
}

describe('digits in semi-octets (kind O-19)', () => {
  test('the same digits in both orders', () => {
    expect(Buffer.from(tbcd('44770090012')).toString('hex')).toBe('44770009 10f2'.replace(' ', ''));
    expect(Buffer.from(bcd('44770090012')).toString('hex')).toBe('44770090012f');
    expect(written('tbcd', tbcd('44770090012'))).toBe('44770090012');
    expect(written('bcd', bcd('44770090012'))).toBe('44770090012');
  });

  test('round trip in both orders, with all keys', () => {
    fc.assert(
      fc.property(digits, (text) => {
        expect(written('tbcd', tbcd(text))).toBe(text);
        expect(written('bcd', bcd(text))).toBe(text);
      }),
    );
  });

  test('the filler ends them wherever it stands; nothing is made of nothing', () => {
    expect(written('tbcd', Buffer.from('21ffff', 'hex'))).toBe('12');
    expect(written('tbcd', Buffer.from('f121', 'hex'))).toBe('1');
    expect(written('bcd', Buffer.from('1ff2', 'hex'))).toBe('1');
    for (const type of ['tbcd', 'bcd', 'address', 'number', 'digits'] as const)
      for (const hex of ['', 'ff', 'ffff']) expect(written(type, Buffer.from(hex, 'hex'))).toBe('');
    expect(written('address', Buffer.from('91', 'hex'))).toBe('');
    expect(written('number', Buffer.from('1180', 'hex'))).toBe('');
  });

  test('a number too long is cut, never written past its room', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom<FieldType>('tbcd', 'bcd', 'address', 'number', 'digits'),
        (bytes, type) => {
          const into = Buffer.alloc(NUMBER_ROOM + 4, 1);
          const behind = writeNumber(type, bytes, 0, bytes.length, into, 0, [
            { starts: '1', length: 10, prefix: '0000' },
          ]);
          expect(behind).toBeLessThanOrEqual(NUMBER_ROOM);
          expect(into.subarray(NUMBER_ROOM)).toEqual(Buffer.alloc(4, 1));
        },
      ),
    );
    for (const write of [writeTbcd, writeBcd]) expect(write(new Uint8Array(3), 0, 3, room, 5)).toBe(11);
  });
});

describe('the octet before an address', () => {
  test('round trip: only an international number of the telephone plan gets a plus', () => {
    fc.assert(
      fc.property(digits, fc.nat(7), fc.nat(15), (text, nature, plan) => {
        const plus = nature === 1 && plan <= 1 ? '+' : '';
        expect(written('address', address(text, nature, plan))).toBe(plus + text);
        expect(written('number', directoryNumber(text, nature, undefined, plan))).toBe(plus + text);
        for (const presentation of [0, 1, 2, 3]) {
          const bytes = directoryNumber(text, nature, presentation, plan);
          expect(written('number', bytes)).toBe(plus + text);
          expect(presentationOf(bytes, 0, bytes.length)).toBe(presentation);
        }
      }),
    );
    const bare = directoryNumber('123');
    expect(presentationOf(bare, 0, bare.length)).toBe(0);
  });

  test('type 101 is a name in messages and reserved elsewhere', () => {
    expect(natureWord(0xd0, true)).toBe('alphanumeric');
    expect(natureWord(0xd0)).toBe('reserved');
    expect([0x91, 0xa1, 0x80, 0xb1, 0xc1, 0xe1].map((octet) => natureWord(octet))).toEqual([
      'international',
      'national',
      'unknown',
      'network-specific',
      'subscriber',
      'abbreviated',
    ]);
    expect([0x91, 0x99, 0x88, 0x8f].map((octet) => planWord(octet))).toEqual([
      'telephone',
      'private',
      'national',
      'reserved',
    ]);
  });

  test('a national number gets the trunk prefix that a profile gives it', () => {
    const prefixes = [{ starts: '10', length: 10, prefix: '0' }];
    expect(written('number', directoryNumber('1065551234', 2), prefixes)).toBe('01065551234');
    expect(written('number', directoryNumber('1065551234', 0), prefixes)).toBe('1065551234');
    expect(written('number', directoryNumber('13800138000', 2), prefixes)).toBe('13800138000');
    expect(written('number', directoryNumber('10086', 2), prefixes)).toBe('10086');
  });

  test('digits in ASCII end at filler', () => {
    expect(written('digits', Buffer.from('+8613800138000\0\0'))).toBe('+8613800138000');
  });
});
