import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsKey, e164Key, keyCountryIndex, keyKind, NO_KEY, textKey, writeKey } from './number-key.ts';

test('an E.164 key writes back as the same number', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9][0-9]{0,14}$/), (digits) => {
      expect(writeKey(e164Key(digits))).toBe(`+${digits}`);
    }),
  );
});

test('a national key keeps kind, country and leading zeros, and differs from every E.164 key', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('service-code', 'service-number', 'local', 'private'),
      fc.nat(252),
      fc.stringMatching(/^[0-9]{1,11}$/),
      (kind, country, digits) => {
        const key = digitsKey(kind, country, digits);
        expect(keyKind(key)).toBe(kind);
        expect(keyCountryIndex(key)).toBe(country);
        expect(writeKey(key)).toBe(digits);
        expect(Number.isSafeInteger(key)).toBe(true);
      },
    ),
  );
});

test('no key and text keys have no digits to write', () => {
  expect(writeKey(NO_KEY)).toBeNull();
  expect(writeKey(textKey('alphanumeric', 'EXAMPLEBK'))).toBeNull();
  expect(textKey('alphanumeric', 'ExampleBK')).not.toBe(textKey('alphanumeric', 'EXAMPLEBK'));
});
