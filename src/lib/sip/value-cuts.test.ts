import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMA, SEMICOLON } from './byte-class.ts';
import { parameterNamed, parametersOf, spells, unquoted } from './parameters.ts';
import { commaValues, MAX_LIST_VALUES, nextSeparator, type Span } from './value-cuts.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const cut = (text: string): string[] => {
  const bytes = bytesOf(text);
  return commaValues(bytes, 0, bytes.length).map(({ start, end }) => bytes.toString('latin1', start, end));
};

describe('the values of a comma list', () => {
  it.each([
    ['a, b ,c', ['a', 'b', 'c']],
    ['"a, b" <c,d>, e', ['"a, b" <c,d>', 'e']],
    ['"\\"," x', ['"\\"," x']],
    ['a,\r\n b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"open, b', ['"open', 'b']],
    ['<open, b', ['<open', 'b']],
    ['<a "b>, c', ['<a "b>', 'c']],
    ['"a\\", b', ['"a\\"', 'b']],
  ])('%j', (text, values) => {
    expect(cut(text)).toEqual(values);
  });

  it('are what was joined, whatever sound values they are', () => {
    const part = fc.constantFrom('a', '"q, \\" ;<"', '<u,v;w>', 'x y', '"" <sip:a>');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 10 }),
        fc.constantFrom(',', ' , ', ',\r\n '),
        (parts, comma) => {
          expect(cut(parts.join(comma))).toEqual(parts);
        },
      ),
    );
  });

  it('are at most 64', () => {
    expect(cut(Array(100).fill('a').join(','))).toHaveLength(MAX_LIST_VALUES);
  });

  it('never reach beyond the value they stand in', () => {
    const bytes = bytesOf('a, "b\r\nX: c", <d\r\nY: e>');
    expect(nextSeparator(bytes, 2, 5, COMMA)).toBe(5);
  });
});

describe('parameters', () => {
  const text = 'x ; A=1;flag ; b = "q;\\"=" ;a=2;;c=<u;v>; d=';
  const bytes = bytesOf(text);
  const shown = (span: Span | null): string | null => span && bytes.toString('latin1', span.start, span.end);

  it('come in order, flags and empty values told apart', () => {
    expect(
      parametersOf(bytes, 0, bytes.length).map(({ name, value }) => [shown(name), shown(value)]),
    ).toEqual([
      ['A', '1'],
      ['flag', null],
      ['b', '"q;\\"="'],
      ['a', '2'],
      ['c', '<u;v>'],
      ['d', ''],
    ]);
  });

  it('are found by name in any case, the first of two', () => {
    const value = (name: string) => shown(parameterNamed(bytes, 0, bytes.length, name)?.value ?? null);
    expect([value('a'), value('b'), value('flag'), value('none')]).toEqual(['1', '"q;\\"="', null, null]);
    const quoted = parameterNamed(bytes, 0, bytes.length, 'b')!.value!;
    expect(shown(unquoted(bytes, quoted))).toBe('q;\\"=');
  });

  it('names compare letter by letter: @ is no small `', () => {
    expect(spells(bytesOf('`'), { start: 0, end: 1 }, '@')).toBe(false);
    expect(spells(bytesOf('TaG'), { start: 0, end: 3 }, 'tag')).toBe(true);
  });

  it('a semicolon in an address is none of the header', () => {
    const address = bytesOf('<sip:a;b@c>;d');
    expect(nextSeparator(address, 0, address.length, SEMICOLON)).toBe(11);
  });
});
