import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BodyReader, ChunkedBody, LengthBody } from './request-body.ts';

/** Feeds pieces until the body ends; returns what was left over. */
function feed(reader: BodyReader, pieces: readonly Buffer[]): Buffer {
  const left: Buffer[] = [];
  for (const piece of pieces) left.push(piece.subarray(reader.feed(piece)));
  return Buffer.concat(left);
}

const cuts = (text: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return sorted.slice(1).map((end, nth) => text.subarray(sorted[nth], end));
};

describe('a body in chunks', () => {
  it('is the same however the network cuts it, and leaves the next request alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (chunks, places) => {
          const next = 'GET / HTTP/1.1\r\n';
          const wire = Buffer.concat([
            ...chunks.map((chunk) =>
              Buffer.concat([
                Buffer.from(`${chunk.length.toString(16)};x="y"\r\n`),
                chunk,
                Buffer.from('\r\n'),
              ]),
            ),
            Buffer.from(`0\r\nTrailer: a\r\n\r\n${next}`),
          ]);
          const reader = new ChunkedBody(1_000);
          const left = feed(reader, cuts(wire, places));
          expect(reader.state).toBe('whole');
          expect(reader.body().equals(Buffer.concat(chunks))).toBe(true);
          expect(left.toString()).toBe(next);
        },
      ),
    );
  });

  it.each([
    ['no size', '\r\n'],
    ['a size that is no number', 'g\r\n'],
    ['a negative size', '-1\r\n'],
    ['a size with 0x', '0x5\r\nhello\r\n'],
    ['a bare LF', '5\nhello'],
    ['data longer than its size', '3\r\nhello\r\n'],
    ['a size of nine digits', '000000005\r\nhello\r\n'],
    ['an endless extension', `5;${'x'.repeat(2_000)}`],
  ])('refuses %s', (_what, text) => {
    const reader = new ChunkedBody(1_000);
    reader.feed(Buffer.from(text));
    expect(reader.state).toBe('malformed');
  });

  it.each([
    ['one chunk over the limit', 'fffffff\r\n'],
    ['many that are together', '200\r\n'.concat('x'.repeat(512), '\r\n200\r\n')],
  ])('stops at %s', (_what, text) => {
    const reader = new ChunkedBody(1_000);
    reader.feed(Buffer.from(text));
    expect(reader.state).toBe('too-large');
  });
});

describe('a body of known length', () => {
  it('takes its bytes and no more', () => {
    const reader = new LengthBody(5, 10);
    expect(feed(reader, [Buffer.from('he'), Buffer.from('lloGET')]).toString()).toBe('GET');
    expect(reader.body().toString()).toBe('hello');
  });

  it('is refused before it comes when it is too long', () => {
    expect(new LengthBody(11, 10).state).toBe('too-large');
  });
});
