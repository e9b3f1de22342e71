import { describe, expect, it } from 'vitest';
import { NO_KEY } from '../../src/domain/number-key.ts';
import type { NumberContext } from '../../src/traffic/normalise/index.ts';
import { inChina, JUNE_2026, normaliser } from './shipped-plans.ts';

const at = (country: string, trunk: NumberContext['trunk'] = 'unknown'): NumberContext => ({
  country,
  trunk,
  at: JUNE_2026,
});
const read = (text: string, context: NumberContext = inChina) => normaliser.normalise(text, context);

/** Text, country of the context, expected canonical form. */
const same = (rows: readonly (readonly [string, string, string])[]): void => {
  it.each(rows)('%s in %s is %s', (text, country, canonical) => {
    const number = read(text, at(country));
    expect([number.canonical, number.raw]).toEqual([canonical, text]);
    expect(['certain', 'likely']).toContain(number.confidence);
  });
};

describe('one line has one canonical form', () => {
  describe('with a country code', () =>
    same([
      ['+86 138 1234 5678', 'CN', '+8613812345678'],
      ['(+86)13812345678', 'US', '+8613812345678'],
      ['++8613812345678', 'CN', '+8613812345678'],
      ['0086-138-1234-5678', 'CN', '+8613812345678'],
      ['00 86 13812345678', 'GB', '+8613812345678'],
      ['011 86 13812345678', 'US', '+8613812345678'],
      ['0011 86 13812345678', 'AU', '+8613812345678'],
      ['00+8613812345678', 'CN', '+8613812345678'],
      ['+0086 13812345678', 'CN', '+8613812345678'],
      ['+011 86 13812345678', 'US', '+8613812345678'],
      ['8613812345678', 'CN', '+8613812345678'],
      ['447400123456', 'CN', '+447400123456'],
      ['+49 30 901820', 'CN', '+4930901820'],
    ]));

  describe('with a trunk prefix, where the plan has one', () =>
    same([
      ['013812345678', 'CN', '+8613812345678'],
      ['0138 1234 5678', 'CN', '+8613812345678'],
      ['023-6234-5678', 'CN', '+862362345678'],
      ['2362345678', 'CN', '+862362345678'],
      ['0755 8234 5678', 'CN', '+8675582345678'],
      ['(020) 7946 0958', 'GB', '+442079460958'],
      ['+44 (0)20 7946 0958', 'CN', '+442079460958'],
      ['+44 (0)1632 960001', 'GB', '+441632960001'],
      ['+41 (044) 668 18 00', 'CH', '+41446681800'],
      ['8 800 555 35 35', 'RU', '+78005553535'],
      ['+7 8 800 555 35 35', 'CN', '+78005553535'],
      ['1 (202) 555-0143', 'US', '+12025550143'],
      ['+1 1 202 555 0143', 'US', '+12025550143'],
      ['06 1234 5678', 'NL', '+31612345678'],
    ]));

  describe('and keeps a zero that belongs to the number', () =>
    same([
      ['+39 06 6982 1234', 'CN', '+390669821234'],
      ['06 6982 1234', 'IT', '+390669821234'],
      ['0039 06 6982 1234', 'CH', '+390669821234'],
    ]));

  it('gives one key to every form, in every list and on every leg', () => {
    const forms = [
      '07700 900123',
      '+447700900123',
      '00447700900123',
      '+44 (0) 7700 900 123',
      'tel:+44-7700-900123',
    ];
    expect(new Set(forms.map((form) => read(form, at('GB')).key))).toEqual(new Set([447700900123]));
  });

  it('reads numbers reserved for documentation like any other number', () => {
    expect(read('07700 900123', at('GB'))).toMatchObject({
      kind: 'e164',
      country: 'GB',
      confidence: 'likely',
    });
    expect(read('+12025550143')).toMatchObject({ kind: 'e164', country: 'US', confidence: 'certain' });
  });
});

describe('a plus where no country code follows', () => {
  it.each([
    ['+2025550143', 'US', 'EG', '+12025550143'],
    ['+13812345678', 'CN', 'US', '+8613812345678'],
    ['+07911123456', 'GB', 'GB', '+447911123456'],
  ])('%s in %s stays as written, ambiguous, of %s, with %s offered', (text, home, country, candidate) => {
    const number = read(text, at(home));
    expect(number).toMatchObject({
      canonical: text,
      country,
      confidence: 'ambiguous',
      candidates: [candidate],
    });
    expect(number.notes).toContain('plus-without-country-code');
    expect(number.validity).not.toBe('valid');
  });

  it('offers a short code that was given a plus, and does not become it', () => {
    expect(read('+10086')).toMatchObject({ kind: 'e164', confidence: 'ambiguous', candidates: ['10086'] });
  });

  it('takes nothing when there are two pluses around digits, or only a country code', () => {
    expect(read('00+1+12025550143')).toMatchObject({ kind: 'unparsable', candidates: ['+12025550143'] });
    expect(read('+86').notes).toEqual(['no-subscriber-digits']);
    expect(read('0043').kind).toBe('unparsable');
  });

  it('keeps a repeated country code as written', () => {
    expect(read('+86 86 13812345678')).toMatchObject({
      canonical: '+868613812345678',
      confidence: 'ambiguous',
      candidates: ['+8613812345678'],
    });
  });
});

describe('digits without plus mean what the trunk says', () => {
  it.each([
    ['13812345678', 'subscriber', 'e164', '+8613812345678', 'certain'],
    ['13812345678', 'interconnect', 'e164', '+8613812345678', 'certain'],
    ['13812345678', 'international', 'e164', '+13812345678', 'ambiguous'],
    ['8613812345678', 'international', 'e164', '+8613812345678', 'certain'],
    ['12025550143', 'international', 'e164', '+12025550143', 'certain'],
    ['02362345678', 'international', 'local', '02362345678', 'ambiguous'],
    ['447400123456', 'international', 'e164', '+447400123456', 'certain'],
    ['447400123456', 'interconnect', 'e164', '+447400123456', 'certain'],
    ['447400123456', 'subscriber', 'local', '447400123456', 'ambiguous'],
    ['447400123456', 'private', 'local', '447400123456', 'ambiguous'],
    ['62345678', 'subscriber', 'local', '62345678', 'likely'],
    ['6234567', 'subscriber', 'local', '6234567', 'likely'],
    ['8001', 'private', 'private', '8001', 'likely'],
  ] as const)('%s on a trunk of kind %s is %s %s, %s', (text, trunk, kind, canonical, confidence) => {
    expect(read(text, at('CN', trunk))).toMatchObject({ kind, canonical, confidence });
  });

  it("offers another country's exit code and a carrier code only as candidates", () => {
    expect(read('011447400123456')).toMatchObject({ kind: 'local', candidates: ['+447400123456'] });
    expect(read('17951 13812345678')).toMatchObject({
      kind: 'local',
      canonical: '1795113812345678',
      candidates: ['+8613812345678'],
      notes: ['carrier-code'],
    });
    expect(read('12593-13812345678').candidates).toEqual(['+8613812345678']);
  });
});

describe('dates of the plan', () => {
  const when = (day: string): NumberContext => ({ ...inChina, at: Date.parse(`${day}T12:00:00+08:00`) });

  it.each([
    ['19812345678', '2017-07-31', 'not-in-table', 'likely'],
    ['19812345678', '2017-08-01', 'valid', 'certain'],
    ['19212345678', '2018-01-01', 'not-in-table', 'likely'],
    ['19212345678', '2026-01-01', 'valid', 'certain'],
  ])('%s on %s is %s', (text, day, validity, confidence) => {
    expect(read(text, when(day))).toMatchObject({
      kind: 'e164',
      canonical: `+86${text}`,
      validity,
      confidence,
    });
  });

  it('never calls a number impossible because the table does not have it', () => {
    expect(read('14212345678')).toMatchObject({ kind: 'e164', validity: 'not-in-table' });
    expect(read('+8614212345678').validity).toBe('not-in-table');
    expect(read('+86138123').validity).toBe('impossible');
  });
});

describe('texts that are no numbers any more', () => {
  it.each([
    ['4.47701E+11', 'spreadsheet-exponent', []],
    ['8,61381E+12', 'spreadsheet-exponent', []],
    ['13812345678.0', 'spreadsheet-decimal', ['+8613812345678']],
    ['-939392832', 'negative-number', []],
    ['10.0.0.1', 'network-address', []],
    ['2026-06-01', 'date', []],
    ['138\u000012345678', 'damaged-text', []],
    ['#'.repeat(300), 'too-long', []],
    ['9'.repeat(257), 'too-long', []],
  ])('%j is unparsable: %s', (text, note, candidates) => {
    expect(read(text)).toMatchObject({
      kind: 'unparsable',
      raw: text,
      canonical: text,
      key: NO_KEY,
      candidates,
    });
    expect(read(text).notes).toContain(note);
  });

  it('reads what a spreadsheet marked as text', () => {
    expect(read("'013812345678").canonical).toBe('+8613812345678');
    expect(read('="13812345678"')).toMatchObject({
      canonical: '+8613812345678',
      notes: ['spreadsheet-text-mark'],
    });
  });

  it('reads through padding, bidi controls and other scripts', () => {
    for (const text of [
      '13812345678\u0000\u0000',
      '\u202d13812345678\u202c',
      '１３８１２３４５６７８',
      '١٣٨١٢٣٤٥٦٧٨',
      '138–1234–5678',
    ])
      expect(read(text)).toMatchObject({ canonical: '+8613812345678', raw: text });
  });

  it('does not think about 100 kB of digits', () => {
    const bytes = new Uint8Array(100_000).fill(0x39);
    expect(normaliser.pack(bytes, 0, bytes.length, inChina)).toBe(NO_KEY);
  });
});
