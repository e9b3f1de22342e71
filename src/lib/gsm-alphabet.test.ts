import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packSeptets, unpackSeptets } from './gsm-alphabet.ts';

test('a name as an address of a message (3GPP TS 23.040 §9.1.2.5), letter case kept', () => {
  const bytes = Buffer.from('456cb0096516854b', 'hex');
  expect(unpackSeptets(bytes, 0, bytes.length, Math.floor((16 * 4) / 7))).toBe('EXAMPLEBK');
  const lower = packSeptets('ExampleBk');
  expect(unpackSeptets(lower.bytes, 0, lower.bytes.length, lower.count)).toBe('ExampleBk');
});

test('round trip of the whole alphabet with its extension', () => {
  const letters = fc.constantFrom(...'@£$¥èΔ_ΩÆß 09AZaz§¿à\n\r^{}\\[~]|€');
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 40 }), (text) => {
      const { bytes, count } = packSeptets(text);
      expect(unpackSeptets(bytes, 0, bytes.length, count)).toBe(text);
    }),
  );
});

test('what the alphabet or the bytes do not have', () => {
  const { bytes, count } = packSeptets('银a');
  expect(unpackSeptets(bytes, 0, bytes.length, count)).toBe('?a');
  expect(unpackSeptets(new Uint8Array(0), 0, 0, 5)).toBe('');
  expect(unpackSeptets(Uint8Array.of(27), 0, 1, 1)).toBe(' ');
});
