import type { NumberingPlan } from '../../src/domain/numbering-plan.ts';
import { type Random, sampleDigits, someDigits } from './written-numbers.ts';

/** A text to be read by both, as somebody in `country` would write it. */
export interface AgreementCase {
  readonly country: string;
  readonly form: 'plus' | 'exit' | 'trunk' | 'bare' | 'code-without-plus';
  readonly text: string;
}

const FORMS: readonly AgreementCase['form'][] = [
  'plus',
  'plus',
  'exit',
  'trunk',
  'bare',
  'code-without-plus',
];

/** The sixty countries of the comparison: every region, shared calling codes, odd trunk prefixes, no trunk prefix. */
export const SIXTY_COUNTRIES: readonly string[] = (
  'CN US GB IT FR DE ES PT NL BE CH AT SE NO FI DK PL CZ HU RO GR TR RU KZ UA BY IL SA AE IN PK BD LK TH VN MY SG ' +
  'ID PH JP KR TW HK MO MM KH LA AU NZ ZA NG KE EG MA CA MX BR AR CL CO'
).split(' ');

/** One case: the digits are of a range, of the plan's general shape, of a possible length, or of any length; or a service code. */
export function agreementCase(plan: NumberingPlan, random: Random): AgreementCase {
  const form = FORMS[random(FORMS.length)]!;
  return { country: plan.country, form, text: written(plan, nationalDigits(plan, random), form) };
}

function nationalDigits(plan: NumberingPlan, random: Random): string {
  const codes = plan.serviceCodes;
  if (codes.length > 10 && random(6) === 0) return sampleDigits(codes[random(codes.length)]!.pattern, random);
  switch (random(5)) {
    case 0:
    case 1:
      return sampleDigits(plan.ranges[random(plan.ranges.length)]!.pattern, random);
    case 2:
      return sampleDigits(plan.shape, random);
    case 3:
      return someDigits(plan.lengths[random(plan.lengths.length)]!, random);
    default:
      return someDigits(3 + random(12), random);
  }
}

function written(plan: NumberingPlan, national: string, form: AgreementCase['form']): string {
  switch (form) {
    case 'plus':
      return `+${plan.callingCode}${national}`;
    case 'exit':
      return `${/^\d+$/.test(plan.exitCodes[0] ?? '') ? plan.exitCodes[0] : '00'}${plan.callingCode}${national}`;
    case 'trunk':
      return plan.trunkPrefix + national;
    case 'bare':
      return national;
    case 'code-without-plus':
      return plan.callingCode + national;
  }
}
