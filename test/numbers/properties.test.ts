import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf } from '../../src/domain/call-facts.ts';
import { keyKind, NO_KEY, writeKey } from '../../src/domain/number-key.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';
import { TRUNK_KINDS } from '../../src/domain/trunk.ts';
import type { NumberContext } from '../../src/traffic/normalise/index.ts';
import { JUNE_2026, normaliser, shippedPlans } from './shipped-plans.ts';
import { sampleDigits, seededRandom, takes } from './written-numbers.ts';

const { plans } = await shippedPlans();
const countries = [...plans.keys()].filter((country) => country.length === 2);

const contexts: fc.Arbitrary<NumberContext> = fc.record({
  country: fc.oneof(fc.constantFrom('CN', 'US', 'GB', 'IT', 'RU', 'BR'), fc.constantFrom(...countries, 'ZZ')),
  trunk: fc.constantFrom(...TRUNK_KINDS),
  at: fc.constantFrom(Date.UTC(2010, 0, 1), Date.UTC(2018, 0, 1), JUNE_2026),
});

/** A number that some range of some plan holds, as E.164 digits, and the country it belongs to. */
const goodNumbers = fc
  .record({ country: fc.constantFrom(...countries), seed: fc.nat() })
  .map(({ country, seed }) => {
    const plan = plans.get(country)!;
    const random = seededRandom(seed);
    const range = plan.ranges[random(plan.ranges.length)]!;
    return { country, plan, national: sampleDigits(range.pattern, random) };
  })
  // Generated ranges reach beyond the shape of their plan here and there; only what both take is valid.
  .filter(({ plan, national }) => takes(plan.shape, national));

const writtenGood = fc
  .tuple(goodNumbers, fc.constantFrom('+', '', '00', '011', 'trunk', 'tel:+', '+ '))
  .map(([{ plan, national }, form]) =>
    form === 'trunk' ? plan.trunkPrefix + national : `${form}${plan.callingCode}${national}`,
  );

const pieces = [
  ...'0123456789',
  ...[
    '+',
    '00',
    '86',
    '1',
    '+86',
    '13812345678',
    '95588',
    '010',
    '110',
    '*',
    '#',
    '(',
    ')',
    '-',
    '.',
    ' ',
    '/',
  ],
  ...[
    ';ext=',
    'x',
    '转',
    ',',
    ';',
    '=',
    '@',
    ':',
    '<',
    '>',
    '"',
    "'",
    'tel:',
    'sip:',
    'urn:service:sos',
    '%31',
    '%',
  ],
  ...[
    ';phone-context=',
    '+44',
    'pbx.example',
    ';isub=',
    ';rn=',
    'anonymous',
    '匿名',
    'E+11',
    '４',
    '٣',
    '＋',
    'e',
  ],
  ...['\u0000', '\u202e', '\u200b', '\ud800', '\ufeff', '\t', '\n', '－', '\u00a0', 'Ⅷ', '²'],
];
const scraps = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));
const texts = fc.oneof(
  { weight: 3, arbitrary: scraps },
  { weight: 2, arbitrary: writtenGood },
  fc.string({ unit: 'binary' }),
);

/** What makes two readings the same number; raw text, notes and extension belong to the writing. */
const identity = (number: TelephoneNumber) => ({
  kind: number.kind,
  canonical: number.canonical,
  key: number.key,
  country: number.country,
  type: number.type,
  validity: number.validity,
  confidence: number.confidence,
});

/** Bytes cannot hold a lone surrogate; encoding makes it U+FFFD. */
const wellFormed = (text: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));

const many = { numRuns: Number(process.env.NUMBER_RUNS ?? 4_000) };

describe('every text', () => {
  it('is kept, and its canonical form is the same number', () => {
    fc.assert(
      fc.property(texts, contexts, (raw, context) => {
        const number = normaliser.normalise(raw, context);
        expect(number.raw).toBe(raw);
        const again = normaliser.normalise(number.canonical, context);
        expect(identity(again)).toEqual(identity(number));
        expect(again.extension).toBe(number.kind === 'unparsable' ? number.extension : null);
      }),
      many,
    );
  });

  it('has the same key and class when packed from bytes', () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(texts, contexts, (raw, context) => {
        const text = wellFormed(raw);
        const bytes = encoder.encode(`,${text},`);
        for (let round = 0; round < 2; round += 1) {
          const key = normaliser.pack(bytes, 1, bytes.length - 1, context);
          const packedClass = normaliser.packedClass;
          const number = normaliser.normalise(text, context);
          expect([key, packedClass]).toEqual([number.key, classOf(number)]);
        }
      }),
      many,
    );
  });

  it('has the same key when its bytes are no text at all', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ min: 0x28, max: 0x3b, maxLength: 20 }),
      fc
        .integer({ min: 250, max: 800 })
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    );
    fc.assert(
      fc.property(anyBytes, contexts, (bytes, context) => {
        const key = normaliser.pack(bytes, 0, bytes.length, context);
        const packedClass = normaliser.packedClass;
        const number = normaliser.normalise(decoder.decode(bytes), context);
        expect([key, packedClass]).toEqual([number.key, classOf(number)]);
      }),
      many,
    );
  });

  it('has a key exactly when it names a line, and exact keys write the canonical digits', () => {
    fc.assert(
      fc.property(texts, contexts, (raw, context) => {
        const { kind, key, canonical } = normaliser.normalise(raw, context);
        expect(key === NO_KEY).toBe(kind === 'withheld' || kind === 'unparsable');
        if (key === NO_KEY) return;
        const written = writeKey(key);
        if (written !== null) expect(canonical.replace(/;phone-context=.*/, '')).toBe(written);
        else expect(['alphanumeric', 'long-local', 'long-private']).toContain(keyKind(key));
      }),
      many,
    );
  });

  it('gets no digits that were not written, unless a country code or trunk prefix says why', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?\d{1,20}$/), contexts, (raw, context) => {
        const { kind, canonical, country } = normaliser.normalise(raw, context);
        if (kind === 'withheld' || kind === 'unparsable') return;
        const digits = canonical.replace(/;phone-context=.*/, '').replace('+', '');
        const written = raw.replace('+', '');
        const plan = country === null ? undefined : plans.get(country);
        if (written.includes(digits) || plan?.trunkRule) return;
        const trunk = plan?.trunkPrefix ?? '';
        const atHome = digits.startsWith(plan?.callingCode ?? '?')
          ? digits.slice(plan!.callingCode.length)
          : digits.slice(trunk.length);
        expect(written.endsWith(atHome)).toBe(true);
      }),
      many,
    );
  });
});

describe('the plans kept by hand', () => {
  it('have every range inside their shape and their lengths', () => {
    const plan = plans.get('CN')!;
    const random = seededRandom(1);
    for (const { pattern } of plan.ranges) {
      for (let turn = 0; turn < 500; turn += 1) {
        const national = sampleDigits(pattern, random);
        expect([national, takes(plan.shape, national), plan.lengths.includes(national.length)]).toEqual([
          national,
          true,
          true,
        ]);
      }
    }
  });
});

describe('a number that a range holds', () => {
  it('is valid, certain and of its country behind a plus, from wherever it is read', () => {
    fc.assert(
      fc.property(goodNumbers, contexts, ({ plan, national }, context) => {
        const now = { ...context, at: JUNE_2026 };
        const digits = plan.callingCode + national;
        const number = normaliser.normalise(`+${digits}`, now);
        if (number.kind === 'withheld' || digits.length > 15) return;
        expect([number.validity, number.confidence, number.canonical]).toEqual([
          'valid',
          'certain',
          `+${digits}`,
        ]);
        expect(plans.get(number.country!)?.callingCode).toBe(plan.callingCode);
      }),
      many,
    );
  });

  it('is never called impossible when it is only missing from the table', () => {
    fc.assert(
      fc.property(goodNumbers, fc.nat(9), fc.nat(), contexts, ({ plan, national }, digit, place, context) => {
        const at = place % national.length;
        const changed = national.slice(0, at) + digit + national.slice(at + 1);
        const number = normaliser.normalise(`+${plan.callingCode}${changed}`, context);
        if (number.kind !== 'e164' || !number.canonical.endsWith(changed)) return;
        const owner = plans.get(number.country!)!;
        expect(number.validity === 'impossible').toBe(
          !owner.lengths.includes(changed.length) && number.validity !== 'valid',
        );
      }),
      many,
    );
  });
});
