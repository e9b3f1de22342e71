import { countryIndex } from '../../../domain/country.ts';
import type { NumberingPlan, NumberingPlans } from '../../../domain/numbering-plan.ts';
import type { NumberType } from '../../../domain/telephone-number.ts';
import { compileDigitMachine, type DigitMachine, matchSet } from './digit-machine.ts';
import { inForce } from './eras.ts';

/** What a national significant number is, by the plans that share its calling code. */
export interface Judgement {
  readonly country: string;
  readonly countryIndex: number;
  readonly type: NumberType;
  /** True when a range in force holds the number and the plan's shape allows it. */
  readonly valid: boolean;
  /** True when the digits after the calling code complete a withheld word typed on a keypad. */
  readonly keypad: boolean;
  readonly plan: NumberingPlan;
}

interface Rule {
  readonly plan: NumberingPlan;
  readonly what: 'keypad' | 'leading' | 'shape' | 'range';
  readonly type: NumberType;
  readonly from: number | null;
  readonly until: number | null;
}

/** One calling code with the plans that share it, the main one first. Compiled on first use. */
export interface CallingCode {
  readonly code: string;
  readonly plans: readonly NumberingPlan[];
  readonly machine: DigitMachine;
  /** Judgement of a number whose digits end in the machine's rule set `set`, at a time. */
  judgeSet(set: number, at: number): Judgement;
  judge(national: string, at: number): Judgement;
}

const ALWAYS = { from: null, until: null };

export function compileCallingCode(
  code: string,
  plans: readonly NumberingPlan[],
  keypadWords: ReadonlySet<string>,
): CallingCode {
  const main = plans[0]!;
  const patterns: string[] = [];
  const rules: Rule[] = [];
  const add = (pattern: string, rule: Rule): void => {
    patterns.push(pattern);
    rules.push(rule);
  };
  for (const word of keypadWords) {
    const rest = word.startsWith(code) ? word.slice(code.length) : '';
    for (const digits of [word, rest])
      if (digits) add(digits, { plan: main, what: 'keypad', type: 'unknown', ...ALWAYS });
  }
  for (const plan of plans) {
    if (plan.leading !== null)
      add(`(${plan.leading})x{0,15}`, { plan, what: 'leading', type: 'unknown', ...ALWAYS });
    add(plan.shape, { plan, what: 'shape', type: 'unknown', ...ALWAYS });
    for (const range of plan.ranges) add(range.pattern, { plan, what: 'range', ...range });
  }
  const machine = compileDigitMachine(patterns);
  const judgeSet = rememberedSets(main, rules, machine.rules);
  return {
    code,
    plans,
    machine,
    judgeSet,
    judge: (national, at) => judgeSet(matchSet(machine, national), at),
  };
}

/** Rule sets without dates are judged once. */
function rememberedSets(
  main: NumberingPlan,
  rules: readonly Rule[],
  sets: readonly (readonly number[])[],
): (set: number, at: number) => Judgement {
  const undated = sets.map((set) =>
    set.every((rule) => rules[rule]!.from === null && rules[rule]!.until === null),
  );
  const known: (Judgement | undefined)[] = [];
  const judgeNow = (set: number, at: number): Judgement =>
    judgement(
      main,
      sets[set]!.map((rule) => rules[rule]!).filter((rule) => inForce(rule, at)),
    );
  return (set, at) => {
    if (!undated[set]) return judgeNow(set, at);
    known[set] ??= judgeNow(set, at);
    return known[set];
  };
}

/** The country is the first that claims the number by leading digits or by a range; without any, the main one. */
function judgement(main: NumberingPlan, rules: readonly Rule[]): Judgement {
  const shaped = new Set(rules.filter((rule) => rule.what === 'shape').map((rule) => rule.plan));
  const inRange = rules.filter((rule) => rule.what === 'range' && shaped.has(rule.plan));
  const plan = rules.find((rule) => rule.what === 'leading' || inRange.includes(rule))?.plan ?? main;
  const ranges = inRange.filter((rule) => rule.plan === plan);
  const types = new Set(ranges.map((rule) => rule.type));
  const both = types.has('fixed') && types.has('mobile');
  return {
    country: plan.country,
    countryIndex: countryIndex(plan.country),
    type: both ? 'fixed-or-mobile' : (ranges[0]?.type ?? 'unknown'),
    valid: ranges.length > 0,
    keypad: rules.some((rule) => rule.what === 'keypad'),
    plan,
  };
}

/** Finds calling codes; compiles each when it is first asked for. */
export class CallingCodes {
  readonly #plans = new Map<string, NumberingPlan[]>();
  readonly #compiled = new Map<string, CallingCode>();
  readonly #keypadWords: ReadonlySet<string>;

  constructor(plans: NumberingPlans) {
    this.#keypadWords = plans.withheld.keypadWords;
    for (const plan of plans.plans.values()) {
      const shared = this.#plans.get(plan.callingCode) ?? [];
      if (plan.main) shared.unshift(plan);
      else shared.push(plan);
      this.#plans.set(plan.callingCode, shared);
    }
  }

  get(code: string): CallingCode | null {
    const compiled = this.#compiled.get(code);
    if (compiled) return compiled;
    const plans = this.#plans.get(code);
    if (!plans) return null;
    const fresh = compileCallingCode(code, plans, this.#keypadWords);
    this.#compiled.set(code, fresh);
    return fresh;
  }

  /** The calling code that digits begin with; no code is the beginning of another (ITU-T E.164). */
  of(digits: string): CallingCode | null {
    for (let length = 1; length <= 3 && length <= digits.length; length += 1) {
      const found = this.get(digits.slice(0, length));
      if (found) return found;
    }
    return null;
  }
}
