import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryIndex } from './country.ts';
import { codeStartsWith, digitCount, e164StartsWith } from './key-prefix.ts';
import { digitsKey, e164Key, textKey } from './number-key.ts';

const e164 = fc.stringMatching(/^[1-9]\d{0,14}$/);
const code = fc.stringMatching(/^\d{1,11}$/);
const CN = countryIndex('CN');

describe('the beginning of a number', () => {
  it('is compared digit by digit, as text would be', () => {
    fc.assert(
      fc.property(e164, e164, fc.nat({ max: 14 }), (digits, other, length) => {
        for (const prefix of [digits.slice(0, length + 1), other])
          expect(e164StartsWith(e164Key(digits), Number(prefix), prefix.length)).toBe(
            digits.startsWith(prefix) ? 1 : 0,
          );
      }),
    );
  });

  it('of a code keeps leading zeros', () => {
    fc.assert(
      fc.property(code, code, fc.nat({ max: 10 }), (digits, other, length) => {
        for (const prefix of [digits.slice(0, length + 1), other])
          expect(
            codeStartsWith(digitsKey('service-code', CN, digits), Number(`1${prefix}`), prefix.length + 1),
          ).toBe(digits.startsWith(prefix) ? 1 : 0);
      }),
    );
  });

  it('is never that of another kind of number, and not known of hashed or missing ones', () => {
    expect(e164StartsWith(digitsKey('service-code', CN, '861390'), 86, 2)).toBe(0);
    expect(codeStartsWith(e164Key('95588000000'), 195, 3)).toBe(0);
    expect(codeStartsWith(digitsKey('local', CN, '95588'), 195, 3)).toBe(0);
    for (const key of [0, textKey('alphanumeric', '95588'), digitsKey('private', CN, '955880000000')]) {
      expect(e164StartsWith(key, 9, 1)).toBe(-1);
      expect(codeStartsWith(key, 19, 2)).toBe(-1);
    }
  });

  it('counts digits exactly at every power of ten', () => {
    for (let digits = 1; digits <= 15; digits += 1) {
      expect(digitCount(10 ** (digits - 1))).toBe(digits);
      expect(digitCount(10 ** digits - 1)).toBe(digits);
    }
  });
});
