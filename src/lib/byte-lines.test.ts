import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteLines } from './byte-lines.ts';

const read = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('ByteLines', () => {
  it('writes texts, quotes, integers and hexadecimal', () => {
    const lines = new ByteLines(64);
    lines.text('a,').quoted('b').text(',').whole(0).text(',').whole(1_772_409_600).text(',').hex(0xdead_beef);
    expect(read(lines.take())).toBe('a,"b",0,1772409600,deadbeef');
    expect(lines.length).toBe(0);
    expect(read(lines.hexTail(0xdead_beef, 3).take())).toBe('eef');
  });

  it('writes every safe whole number as JavaScript does', () => {
    const lines = new ByteLines(64);
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(read(lines.whole(value).take())).toBe(String(value));
      }),
    );
  });

  it('is full from its size on and loses nothing', () => {
    const lines = new ByteLines(8);
    lines.text('1234567');
    expect(lines.isFull).toBe(false);
    lines.text('89');
    expect(lines.isFull).toBe(true);
    expect(read(lines.take())).toBe('123456789');
  });

  it('replaces what is not ASCII', () => {
    expect(read(new ByteLines(8).text('é中').take())).toBe('??');
  });
});
