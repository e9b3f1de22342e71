import type { NumberingPlan } from '../../../domain/numbering-plan.ts';
import { compileDigitMachine, DEAD, type DigitMachine, matchDigits, START } from './digit-machine.ts';

/** How national numbers are written at home: with or without trunk prefix, after an exit code. */
export interface NationalForm {
  readonly plan: NumberingPlan;
  readonly exits: DigitMachine;
  readonly shape: DigitMachine;
  /** True when the digits look like a national significant number, allocated or not. */
  hasShape(national: string): boolean;
  /** The national significant number of dialled digits; the digits themselves when no trunk prefix stands before it. */
  strip(digits: string): string;
  /** The digits behind an exit code of this country, `null` when there is none. */
  behindExitCode(digits: string): string | null;
  /** The digits behind a carrier-selection code, `null` when there is none. */
  behindCarrierCode(digits: string): string | null;
}

export function compileNationalForm(plan: NumberingPlan): NationalForm {
  const shape = compileDigitMachine([plan.shape]);
  const exits = compileDigitMachine(plan.exitCodes);
  const carriers = compileDigitMachine(plan.carrierCodes);
  const trunk = trunkExpression(plan);
  const hasShape = (national: string): boolean =>
    plan.lengths.includes(national.length) && matchDigits(shape, national).length > 0;
  return {
    plan,
    exits,
    shape,
    hasShape,
    strip(digits) {
      if (trunk === null) return digits;
      if (plan.trunkRule === null && !digits.startsWith(plan.trunkPrefix)) return digits;
      const stripped = digits.replace(trunk.pattern, trunk.replacement);
      // A number whose own first digits look like the prefix keeps them.
      return hasShape(digits) && !hasShape(stripped) ? digits : stripped;
    },
    behindExitCode: (digits) => behind(exits, digits),
    behindCarrierCode: (digits) => behind(carriers, digits),
  };
}

interface TrunkExpression {
  readonly pattern: RegExp;
  readonly replacement: (...matched: (string | undefined)[]) => string;
}

function trunkExpression(plan: NumberingPlan): TrunkExpression | null {
  const rule = plan.trunkRule;
  if (rule === null) {
    if (plan.trunkPrefix === '') return null;
    return { pattern: new RegExp(`^${plan.trunkPrefix}`), replacement: () => '' };
  }
  return {
    pattern: new RegExp(`^(?:${rule.pattern})`),
    // The replacement applies only when its last group took part in the match; otherwise what matched is dropped.
    replacement: (...matched) => {
      const groups = matched.slice(
        1,
        matched.findIndex((part, index) => index > 0 && typeof part === 'number'),
      );
      if (rule.replace === null || groups.at(-1) === undefined) return '';
      return rule.replace.replace(/\$(\d)/g, (_, group: string) => matched[Number(group)] ?? '');
    },
  };
}

/** Digits after the shortest code of the machine that the text begins with; `null` when nothing follows it. */
function behind(codes: DigitMachine, digits: string): string | null {
  let state = START;
  for (let index = 0; index < digits.length - 1; index += 1) {
    state = codes.next[state * 10 + digits.charCodeAt(index) - 48]!;
    if (state === DEAD) return null;
    if (codes.accepts[state] !== 0) return digits.slice(index + 1);
  }
  return null;
}
