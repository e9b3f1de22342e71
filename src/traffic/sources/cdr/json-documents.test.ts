import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NEXT } from './delimited-records.ts';
import { streamReader } from './file-reader.ts';
import { JsonDocuments } from './json-documents.ts';

async function documents(text: string): Promise<string[]> {
  const bytes = Buffer.from(text);
  const chunks = function* () {
    for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
  };
  const reader = new JsonDocuments(streamReader(Readable.from(chunks())));
  const found: string[] = [];
  for (;;) {
    const next = reader.next();
    if (next === NEXT.more) {
      if (!(await reader.fill())) return found;
    } else found.push(`${reader.line} ${next === NEXT.record ? 'ok' : 'bad'} ${reader.text.trim()}`);
  }
}

test.each([
  ['{"a":1}', ['1 ok {"a":1}']],
  ['{"a":1}\n{"b":"}"}\n', ['1 ok {"a":1}', '2 ok {"b":"}"}']],
  ['[{"a":{"b":"\\""}},\n {"c":2}]', ['1 ok {"a":{"b":"\\""}}', '2 ok {"c":2}']],
  ['{"a":1}{"b":2}', ['1 ok {"a":1}', '1 ok {"b":2}']],
  ['cdr=%7B%7D\nZXhhbXBsZQ==\n', ['1 ok cdr=%7B%7D', '2 ok ZXhhbXBsZQ==']],
  ['{"a":\n1,\n', ['1 bad {"a":\n1,']],
  ['{"a":"x\n{"b":2}\n', ['1 bad {"a":"x', '2 ok {"b":2}']],
] as const)('%j', async (text, want) => {
  expect(await documents(text)).toEqual(want);
});

test('objects written one after the other are found again, however they are laid out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('\n', '', ',\n', '  '),
      fc.constantFrom(0, 2),
      async (objects, between, indent) => {
        const text = objects.map((object) => JSON.stringify(object, null, indent)).join(between);
        const found = await documents(text);
        expect(found.map((line) => JSON.parse(line.replace(/^\d+ ok /, '')))).toEqual(
          JSON.parse(JSON.stringify(objects)),
        );
      },
    ),
    { numRuns: 100 },
  );
});
