import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatMembers } from './flat-json.ts';

const pairs = (text: string): Record<string, string> | null => {
  const members = flatMembers(text);
  if (members === null) return null;
  const found: Record<string, string> = {};
  for (let at = 0; at < members.length; at += 2)
    Object.defineProperty(found, members[at]!, { value: members[at + 1]!, enumerable: true });
  return found;
};

describe('an object of plain texts', () => {
  it.each([
    ['{"caller":"+441632960001","callee":"1"}', { caller: '+441632960001', callee: '1' }],
    [' {\n"a" :\t"b" , "c":"" }\r\n', { a: 'b', c: '' }],
    ['{"名":"张三"}', { 名: '张三' }],
  ])('%j is read', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  it.each([
    '',
    '{}',
    '[]',
    '{"a":1}',
    '{"a":"\\u0041"}',
    '{"a":"b"',
    '{"a":"b",}',
    '{"a":"b"}x',
    '{"a":"b" "c":"d"}',
    '{"a":{}}',
    '{"a":"1","a":"2"}',
    "{'a':'b'}",
    '{"a":"b\nc"}',
    '{a:"b"}',
    '{"a""b"}',
  ])('%j is left to the general reader', (text) => {
    expect(flatMembers(text)).toBeNull();
  });

  it('is never read otherwise than JSON.parse reads it', () => {
    const texts = fc.oneof(
      fc.dictionary(fc.string(), fc.string()).map((object) => JSON.stringify(object)),
      fc
        .array(fc.constantFrom('{', '}', '"', ':', ',', 'a', ' ', '\\', '\n', '"a"', '"b"'), {
          maxLength: 14,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = pairs(text);
        if (read !== null) expect(Object.entries(JSON.parse(text) as object)).toEqual(Object.entries(read));
      }),
      { numRuns: 2_000 },
    );
  });
});
