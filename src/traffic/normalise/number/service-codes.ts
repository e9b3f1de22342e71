import type { NumberingPlan, ServiceCode } from '../../../domain/numbering-plan.ts';
import { compileDigitMachine, type DigitMachine, matchDigits } from './digit-machine.ts';
import { inForce } from './eras.ts';

/** A country's short codes and service numbers, alone or behind an area code. */
export interface ServiceCodes {
  readonly machine: DigitMachine;
  find(digits: string, at: number): ServiceCode | null;
  /** A code behind an area code, with or without trunk prefix: `010 12345`, `02396110`. */
  findBehindArea(digits: string, at: number): ServiceCode | null;
}

export function compileServiceCodes(plan: NumberingPlan): ServiceCodes {
  const { serviceCodes, trunkPrefix } = plan;
  const machine = compileDigitMachine(serviceCodes.map((code) => code.pattern));
  const areas = plan.areaCodes.length === 0 ? null : compileDigitMachine(plan.areaCodes);
  const find = (digits: string, at: number): ServiceCode | null => {
    for (const rule of matchDigits(machine, digits))
      if (inForce(serviceCodes[rule]!, at)) return serviceCodes[rule]!;
    return null;
  };
  return {
    machine,
    find,
    findBehindArea(digits, at) {
      if (areas === null) return null;
      const rest =
        trunkPrefix !== '' && digits.startsWith(trunkPrefix) ? digits.slice(trunkPrefix.length) : digits;
      for (let length = 2; length <= 4 && length < rest.length; length += 1) {
        if (matchDigits(areas, rest.slice(0, length)).length === 0) continue;
        const code = find(rest.slice(length), at);
        // A service number (400) has no local form.
        if (code?.kind === 'service-code') return code;
      }
      return null;
    },
  };
}
