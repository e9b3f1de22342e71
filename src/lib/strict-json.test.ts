import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

describe('JSON with one reading', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text, 8)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it.each([
    ['twice in one object', '{"iat":1,"iat":2}'],
    ['twice, once escaped', '{"iat":1,"\\u0069at":2}'],
    ['twice with space before the colon', '{"iat" :1,"iat"\n:2}'],
    ['inside an array', '[{"a":1},{"b":1,"b":1}]'],
    ['after a string with a quote and a brace', '{"a":"\\"{","a":1}'],
  ])('refuses a name %s', (_what, text) =>
    expect(parseStrictJson(text, 8)).toEqual({ ok: false, reason: 'duplicate-key' }),
  );

  it('takes one name in two objects, and a value that looks like a name', () => {
    expect(parseStrictJson('{"a":{"b":1},"c":{"b":2}}', 8).ok).toBe(true);
    expect(parseStrictJson('{"a":"b","b":"a"}', 8).ok).toBe(true);
  });

  it('refuses depth before it parses', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseStrictJson(deep(8), 8).ok).toBe(true);
    expect(parseStrictJson(deep(9), 8)).toEqual({ ok: false, reason: 'too-deep' });
    expect(parseStrictJson('['.repeat(1_000_000), 8)).toEqual({ ok: false, reason: 'too-deep' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseStrictJson(text, 4)));
    for (const text of ['', '"', '"\\', '{', '{"a"', 'NaN', '01', '{"a":1,}'])
      expect(parseStrictJson(text, 4)).toEqual({ ok: false, reason: 'not-json' });
  });
});
