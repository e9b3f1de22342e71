import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryIndex } from '../../../domain/country.ts';
import { digitsKey, e164Key } from '../../../domain/number-key.ts';
import { type Indexed, listIndex } from './list-index.ts';

/** The index beside the plainest one: text compared entry by entry. */
interface Written {
  readonly code: boolean;
  readonly digits: string;
  readonly prefix: boolean;
  readonly expiresAt: number;
}

const CN = countryIndex('CN');
const keyOf = (code: boolean, digits: string) =>
  code ? digitsKey('service-code', CN, digits) : e164Key(digits);

const written: fc.Arbitrary<Written> = fc.record({
  code: fc.boolean(),
  digits: fc.stringMatching(/^[1-3]{1,7}$/),
  prefix: fc.boolean(),
  expiresAt: fc.constantFrom(10, 20, Number.POSITIVE_INFINITY),
});

function entry(one: Written): Indexed<Written> {
  const { code, digits, prefix, expiresAt } = one;
  const key = keyOf(code, digits);
  const length = code ? digits.length + 1 : digits.length;
  return {
    item: one,
    expiresAt,
    reach: prefix ? { match: 'prefix', sample: key, digits: length, covers: 1 } : { match: 'exact', key },
  };
}

describe('the list index', () => {
  it('finds what a plain search finds, exact entries first and then from long to short', () => {
    fc.assert(
      fc.property(
        fc.array(written, { maxLength: 30 }),
        written,
        fc.constantFrom(5, 10, 15, 25),
        (list, asked, at) => {
          const index = listIndex(list.map(entry));
          const key = keyOf(asked.code, asked.digits);
          const found: Written[] = [];
          index.visit(key, at, (item) => {
            found.push(item);
            return false;
          });
          const plain = list.filter(
            (one) =>
              one.code === asked.code &&
              one.expiresAt > at &&
              (one.prefix ? asked.digits.startsWith(one.digits) : asked.digits === one.digits),
          );
          expect(new Set(found)).toEqual(new Set(plain));
          expect(found).toHaveLength(plain.length);
          const rank = ({ prefix, digits }: Written) => (prefix ? digits.length : 99);
          expect(found.map(rank)).toEqual(found.map(rank).sort((one, other) => other - one));
          if (plain.length > 0) expect(index.mayHold(key)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('stops at the first entry that is taken, and knows nothing of a number that is not there', () => {
    const one = { code: false, digits: '123', prefix: false, expiresAt: Number.POSITIVE_INFINITY };
    const index = listIndex([entry(one), entry({ ...one, prefix: true })]);
    let visits = 0;
    index.visit(e164Key('123'), 0, () => {
      visits += 1;
      return true;
    });
    expect(visits).toBe(1);
    index.visit(0, 0, () => {
      throw new Error('no key, no entry');
    });
    expect(listIndex([]).mayHold(e164Key('123'))).toBe(false);
  });
});
