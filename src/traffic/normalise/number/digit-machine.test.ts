import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDigitMachine, matchDigits } from './digit-machine.ts';

/** The same language as a regular expression: the machine is checked against another implementation. */
const expression = (pattern: string): RegExp => new RegExp(`^(?:${pattern.replaceAll('x', '\\d')})$`);

const atoms = fc.constantFrom('1', '2', 'x', '[1-3]', '[02]', '3');
const patterns: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3 },
    atoms,
    fc.tuple(atoms, fc.constantFrom('', '?', '{2}', '{1,3}')).map(([atom, repeat]) => atom + repeat),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one})(${other})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})?1`),
  ),
})).pattern;

describe('a machine of many patterns', () => {
  it('names exactly the patterns that match, in their order', () => {
    fc.assert(
      fc.property(fc.array(patterns, { maxLength: 5 }), fc.stringMatching(/^[0-4]{0,7}$/), (list, digits) => {
        const expected = list.flatMap((pattern, rule) => (expression(pattern).test(digits) ? [rule] : []));
        expect(matchDigits(compileDigitMachine(list), digits)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('matches nothing without patterns', () => {
    expect(matchDigits(compileDigitMachine([]), '')).toEqual([]);
    expect(matchDigits(compileDigitMachine([]), '1')).toEqual([]);
  });

  it('refuses a pattern that was never checked', () => {
    expect(() => compileDigitMachine(['1('])).toThrow('expected');
  });
});
