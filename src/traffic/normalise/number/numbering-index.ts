import type { NumberingPlan, NumberingPlans } from '../../../domain/numbering-plan.ts';
import { CallingCodes } from './calling-code.ts';
import { planChanges } from './eras.ts';
import { compileNationalForm, type NationalForm } from './national-form.ts';
import { compileServiceCodes, type ServiceCodes } from './service-codes.ts';

/** A country's plan, ready to read numbers written there. */
export interface CountryIndex {
  readonly plan: NumberingPlan;
  readonly form: NationalForm;
  readonly services: ServiceCodes;
}

/** All plans, compiled piece by piece as countries and calling codes are met. */
export class NumberingIndex {
  readonly plans: NumberingPlans;
  readonly callingCodes: CallingCodes;
  readonly changes: readonly number[];
  readonly #countries = new Map<string, CountryIndex | null>();

  constructor(plans: NumberingPlans) {
    this.plans = plans;
    this.callingCodes = new CallingCodes(plans);
    this.changes = planChanges(plans);
  }

  /** `null` for a country without a plan. */
  country(country: string): CountryIndex | null {
    const known = this.#countries.get(country);
    if (known !== undefined) return known;
    const plan = this.plans.plans.get(country);
    const index = plan
      ? { plan, form: compileNationalForm(plan), services: compileServiceCodes(plan) }
      : null;
    // Only countries with a plan are remembered: the set of keys must not grow with what callers ask.
    if (index !== null) this.#countries.set(country, index);
    return index;
  }

  /** The country that a mobile country code belongs to (E.212), `null` when no plan names it. */
  countryOfMobileCode(mobileCountryCode: string): string | null {
    for (const plan of this.plans.plans.values())
      if (plan.mobileCountryCodes.includes(mobileCountryCode)) return plan.country;
    return null;
  }
}
