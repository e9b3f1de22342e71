import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { expect, it } from 'vitest';
import { type AgreementCase, agreementCase, SIXTY_COUNTRIES } from './agreement-cases.ts';
import { DISAGREEMENT_CLASSES, type Disagreement, type LibraryReading } from './disagreements.ts';
import { JUNE_2026, normaliser, shippedPlans } from './shipped-plans.ts';
import { seededRandom } from './written-numbers.ts';

const PER_COUNTRY = 1700;
const SEED = 20260601;

/** The library's word for each of our types; several of theirs are one of ours. */
const TYPES: Readonly<Record<string, string>> = {
  FIXED_LINE: 'fixed',
  MOBILE: 'mobile',
  FIXED_LINE_OR_MOBILE: 'fixed-or-mobile',
  TOLL_FREE: 'toll-free',
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'shared-cost',
  VOIP: 'voip',
  PERSONAL_NUMBER: 'personal',
  PAGER: 'pager',
  UAN: 'service',
  VOICEMAIL: 'service',
};

const { plans } = await shippedPlans();

function readByLibrary({ text, country }: AgreementCase): LibraryReading | null {
  const parsed = parsePhoneNumberFromString(text, country as CountryCode);
  if (parsed === undefined) return null;
  return {
    number: parsed.number,
    country: parsed.country ?? null,
    valid: parsed.isValid(),
    possible: parsed.isPossible(),
    type: TYPES[parsed.getType() ?? ''] ?? null,
  };
}

function agree({ ours, library }: Disagreement): boolean {
  if (library === null || ours.kind !== 'e164') return library === null && ours.kind !== 'e164';
  if (library.number !== ours.canonical || library.valid !== (ours.validity === 'valid')) return false;
  if (library.valid) return library.country === ours.country && library.type === ours.type;
  return library.possible === (ours.validity !== 'impossible');
}

it('agrees with libphonenumber-js/max on 100,000 numbers of 60 countries, or differs for a listed reason', () => {
  const random = seededRandom(SEED);
  const counts = new Map<string, number>(DISAGREEMENT_CLASSES.map(({ id }) => [id, 0]));
  const unexplained: string[] = [];
  let total = 0;
  let agreed = 0;
  let validAgreed = 0;
  for (const country of SIXTY_COUNTRIES) {
    const plan = plans.get(country)!;
    for (let turn = 0; turn < PER_COUNTRY; turn += 1) {
      const one = agreementCase(plan, random);
      const ours = normaliser.normalise(one.text, { country, trunk: 'unknown', at: JUNE_2026 });
      const found: Disagreement = { case: one, plan, ours, library: readByLibrary(one) };
      total += 1;
      if (agree(found)) {
        agreed += 1;
        if (found.library?.valid) validAgreed += 1;
        continue;
      }
      const known = DISAGREEMENT_CLASSES.find((candidate) => candidate.fits(found));
      if (known) counts.set(known.id, counts.get(known.id)! + 1);
      else
        unexplained.push(
          `${country} ${one.text}: ${JSON.stringify(found.library)} / ${JSON.stringify(ours)}`,
        );
    }
  }
  console.log(
    [
      `${total} numbers, ${agreed} agree (${validAgreed} of them valid)`,
      ...[...counts].map(([id, count]) => `${count} ${id}`),
    ].join('\n'),
  );
  expect(new Set(SIXTY_COUNTRIES).size).toBe(60);
  expect(total).toBeGreaterThanOrEqual(100_000);
  expect(unexplained.slice(0, 20)).toEqual([]);
  // A class that explains nothing any more must go.
  expect([...counts].filter(([, count]) => count === 0)).toEqual([]);
});
