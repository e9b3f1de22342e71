import { describe, expect, it } from 'vitest';
import { countryIndex } from '../../../domain/country.ts';
import { digitsKey, e164Key } from '../../../domain/number-key.ts';
import { codesBehindAreaCode } from './area-code.ts';

const code = (digits: string) => digitsKey('service-code', countryIndex('CN'), digits);

describe('a code behind an area code', () => {
  it.each([
    ['01012345', '12345'],
    ['0311110', '110'],
    ['02396110', '96110'],
  ])('%s may be %s', (dialled, short) => {
    expect(codesBehindAreaCode(code(dialled))).toContain(code(short));
  });

  it('keeps the country, and leaves other numbers alone', () => {
    expect(codesBehindAreaCode(digitsKey('service-code', countryIndex('GB'), '020999'))).toContain(
      digitsKey('service-code', countryIndex('GB'), '999'),
    );
    for (const key of [
      code('12345'),
      code('110'),
      e164Key('861012345'),
      digitsKey('local', 0, '01012345'),
      0,
    ])
      expect(codesBehindAreaCode(key)).toEqual([]);
  });
});
