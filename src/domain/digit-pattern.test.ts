import { describe, expect, it } from 'vitest';
import { parseDigitPattern } from './digit-pattern.ts';

describe('parseDigitPattern', () => {
  it.each(['110', '1[3-9]x{9}', '(10|2x)[2-8]x{7}', 'x?', '4(00|1[0-35])x{7,8}', '((1|2)3){2}'])(
    'takes %s',
    (pattern) => {
      expect(parseDigitPattern(pattern).ok).toBe(true);
    },
  );

  it.each([
    ['', 'expected at least one digit at character 1'],
    ['12a', 'expected a digit, x, [ or ( at character 3'],
    ['1|', 'expected at least one digit at character 3'],
    ['(12', 'expected ) at character 4'],
    ['12)', 'expected a digit, x, [ or ( at character 3'],
    ['[a]', 'expected digits or ranges of digits, then ] at character 1'],
    ['x{9,8}', 'expected a repeat from low to high, at most 24 at character 2'],
    ['x{99}', 'expected a repeat from low to high, at most 24 at character 2'],
    ['x*', 'expected a digit, x, [ or ( at character 2'],
    ['(?=1)', 'expected a digit, x, [ or ( at character 2'],
  ])('refuses %j: %s', (pattern, problem) => {
    expect(parseDigitPattern(pattern)).toEqual({
      ok: false,
      reason: 'bad-pattern',
      detail: `"${pattern}": ${problem}`,
    });
  });

  it('ends on deep nesting instead of the stack', () => {
    expect(parseDigitPattern('('.repeat(100_000))).toMatchObject({ ok: false });
  });
});
