import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from './base64url.ts';
import { identityValues, readIdentity } from './identity-header.ts';
import { decodeToken } from './passport-token.ts';

describe('Identity header values', () => {
  it('are told apart at commas outside quotes and brackets', () => {
    expect(
      identityValues(['a;info=<https://x.example/a,b>, b;x="c,d"', ' a;info=<https://x.example/a,b> ']),
    ).toEqual(['a;info=<https://x.example/a,b>', 'b;x="c,d"']);
  });

  it('never throw, whatever they hold', () => {
    const odd = fc.string({
      unit: fc.constantFrom('"', '<', '>', ';', ',', '\\', '=', 'a', '.', ' ', '\r\n '),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(odd, fc.string({ unit: 'binary' }))), (values) => {
        for (const text of identityValues(values)) {
          const read = readIdentity(text);
          if (read.ok) decodeToken(read.value.token);
        }
      }),
    );
  });

  it('without brackets or with quotes name the same address', () => {
    for (const info of [
      '<https://x.example/c>',
      'https://x.example/c',
      '"https://x.example/c"',
      '"<https://x.example/c>"',
    ])
      expect(readIdentity(`a.b.c;info=${info}`)).toMatchObject({ value: { info: 'https://x.example/c' } });
    for (const info of ['<https://x.example/ c>', '', '<>'])
      expect(readIdentity(`a.b.c;info=${info}`)).toMatchObject({ ok: false });
  });
});

describe('base64url', () => {
  it('has one text for some bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(Buffer.from(decodeBase64url(text)!).equals(bytes)).toBe(true);
      }),
    );
    for (const text of ['YQ==', 'YR', 'a', 'ab cd', 'ab+/', 'é'] as const)
      expect(decodeBase64url(text)).toBeNull();
  });
});
