import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { element, field, type LengthForm, sequence } from '../../../test/kit/ber-encoder.ts';
import { BER, BerElement } from './ber-element.ts';

const contents = fc.uint8Array({ maxLength: 300 });

describe('a BER element (X.690 §8.1)', () => {
  test('is read back as it was written: any tag, any form of length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x80, 0xa0, 0x40, 0xe0, 0x20),
        fc.nat(2_097_151),
        contents,
        fc.constantFrom<LengthForm>('short', 2, 3, 4),
        (form, tag, inside, length) => {
          const bytes = element(form, tag, inside, length);
          const read = new BerElement();
          expect(read.read(bytes, 0, bytes.length)).toBe(BER.ok);
          expect(read).toMatchObject({ form, tag, end: bytes.length, next: bytes.length });
          expect(bytes.subarray(read.start, read.end)).toEqual(Buffer.from(inside));
          for (let limit = 0; limit < bytes.length; limit += 1 + (limit >> 4))
            expect(read.read(bytes, 0, limit)).toBe(BER.more);
        },
      ),
    );
  });

  test('of indefinite length ends where its contents say, however they nest', () => {
    const inner = element(0xa0, 3, field(1, new Uint8Array(4)), 'indefinite');
    const bytes = element(0xa0, 5, sequence(inner, inner), 'indefinite');
    const nested = element(0xa0, 6, Buffer.concat([bytes, inner]), 'indefinite');
    const read = new BerElement();
    expect(read.read(nested, 0, nested.length)).toBe(BER.ok);
    expect(read).toMatchObject({ tag: 6, start: 2, end: nested.length - 2, next: nested.length });
    for (let limit = 0; limit < nested.length; limit += 1) expect(read.read(nested, 0, limit)).toBe(BER.more);
  });

  test('is refused: a primitive one without length, a tag or length of too many octets, nesting without end', () => {
    const read = new BerElement();
    for (const hex of ['8080', 'bfffffffff7f00', '8089ffffffffffffffffff'])
      expect(read.read(Buffer.from(hex, 'hex'), 0, hex.length / 2)).toBe(BER.bad);
    const bomb = Buffer.from('a080'.repeat(1000), 'hex');
    expect(read.read(bomb, 0, bomb.length)).toBe(BER.bad);
    const endless = Buffer.concat([
      Buffer.from('a080', 'hex'),
      Buffer.alloc(40_000, Buffer.from('800101', 'hex')),
    ]);
    expect(read.read(endless, 0, endless.length)).toBe(BER.bad);
  });

  test('never reads past the bytes it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, limit) => {
        const read = new BerElement();
        const end = Math.min(limit, bytes.length);
        if (read.read(bytes, 0, end) !== BER.ok) return;
        expect(read.next).toBeLessThanOrEqual(end);
        expect(read.start).toBeLessThanOrEqual(read.end);
      }),
    );
  });
});
