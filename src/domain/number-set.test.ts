import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsKey, e164Key, NO_KEY, textKey, writeKey } from './number-key.ts';
import { SortedNumberSet } from './number-set.ts';

const CN = 50;
const GB = 82;
const code = (digits: string, country = CN) => digitsKey('service-code', country, digits);

describe('a set of numbers', () => {
  it('holds exact numbers, and with a prefix every longer one of its kind and country', () => {
    const set = new SortedNumberSet(
      [e164Key('8613800000001'), code('110'), e164Key('8613800000001'), NO_KEY],
      [e164Key('862360'), code('955')],
    );
    expect(set.size).toBe(4);
    for (const key of [
      e164Key('8613800000001'),
      e164Key('862360000001'),
      code('110'),
      code('95588'),
      code('955'),
    ])
      expect(set.has(key), String(key)).toBe(true);
    for (const key of [
      NO_KEY,
      e164Key('8613800000002'),
      e164Key('86236'),
      e164Key('955881234'),
      code('95'),
      code('1100'),
      code('95588', GB),
      digitsKey('service-number', CN, '95588'),
      textKey('alphanumeric', '95588'),
    ])
      expect(set.has(key), String(key)).toBe(false);
  });

  it('is empty of everything', () => {
    const set = new SortedNumberSet([]);
    expect(set.size).toBe(0);
    expect(set.has(e164Key('8613800000001'))).toBe(false);
    expect(set.has(NO_KEY)).toBe(false);
  });

  it('finds exact names and gives them no prefixes', () => {
    const name = textKey('alphanumeric', 'ExampleBK');
    const set = new SortedNumberSet([name], [name]);
    expect(set.size).toBe(1);
    expect(set.has(name)).toBe(true);
    expect(set.has(textKey('alphanumeric', 'EXAMPLEBK'))).toBe(false);
  });

  it('finds what a plain search over the written digits finds', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,6}$/);
    fc.assert(
      fc.property(
        fc.array(digits, { maxLength: 12 }),
        fc.array(digits, { maxLength: 8 }),
        fc.array(digits, { minLength: 20, maxLength: 40 }),
        fc.boolean(),
        (exact, prefixes, asked, isCode) => {
          const key = (text: string) => (isCode ? code(text) : e164Key(text));
          const set = new SortedNumberSet(exact.map(key), prefixes.map(key));
          for (const text of [...asked, ...exact, ...prefixes.map((prefix) => `${prefix}0`)])
            expect(set.has(key(text)), `${text} ${writeKey(key(text))}`).toBe(
              exact.includes(text) || prefixes.some((prefix) => text.startsWith(prefix)),
            );
        },
      ),
    );
  });
});
