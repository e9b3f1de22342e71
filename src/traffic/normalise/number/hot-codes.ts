import { classOf, type NumberClass } from '../../../domain/call-facts.ts';
import type { CallingCode } from './calling-code.ts';
import { DEAD, type DigitMachine, START } from './digit-machine.ts';
import type { CountryIndex, NumberingIndex } from './numbering-index.ts';
import { e164 } from './reading.ts';

/** A calling code with the answer for every rule set precomputed for one era of the plans. */
export interface HotCode {
  /** The calling code as a number and its count of digits. */
  readonly value: number;
  readonly length: number;
  readonly next: Int32Array;
  readonly accepts: Int32Array;
  /** By rule set: the class of a number there, `COLD` when it needs a closer look. */
  readonly classes: Int32Array;
}

/** No class of a valid number: leave the number to `normalise`. */
export const COLD = 0;

export function heat(code: CallingCode, at: number): HotCode {
  const { machine } = code;
  const classes = Int32Array.from(machine.rules, (_, set): NumberClass => {
    const judged = code.judgeSet(set, at);
    if (!judged.valid || judged.keypad) return COLD;
    // Only the class of this reading is used; the digits do not matter for it.
    const reading = e164(code.code, '0', judged);
    return classOf({ ...reading, raw: '', extension: null });
  });
  return {
    value: Number(code.code),
    length: code.code.length,
    next: machine.next,
    accepts: machine.accepts,
    classes,
  };
}

/** Numbers are told apart by this many leading digits before the plain path is taken. */
const PREFIX_DIGITS = 3;

/** How digits written at home without plus are read when the plan has them: as they are, or behind a trunk digit. */
export const PREFIX = { cold: 0, plain: 1, behindTrunk: 2 } as const;

/**
 * By the first three digits. `cold` wherever a service code or an exit code could begin like that, or a trunk prefix
 * is more than one fixed digit: those numbers need all the rules.
 */
export function plainPrefixes(index: NumberingIndex, home: CountryIndex): Uint8Array {
  const table = new Uint8Array(10 ** PREFIX_DIGITS);
  const { plan, form, services } = home;
  if (plan.trunkRule !== null || plan.trunkPrefix.length > 1) return table;
  if (index.callingCodes.get(plan.callingCode) === null) return table;
  for (let prefix = 0; prefix < table.length; prefix += 1) {
    const digits = String(prefix).padStart(PREFIX_DIGITS, '0');
    if (digits.startsWith('00') || touches(services.machine, digits) || touches(form.exits, digits)) continue;
    const behindTrunk = plan.trunkPrefix !== '' && digits.startsWith(plan.trunkPrefix);
    if (behindTrunk && touches(form.shape, digits)) continue;
    table[prefix] = behindTrunk ? PREFIX.behindTrunk : PREFIX.plain;
  }
  return table;
}

/** True when the machine accepts a beginning of the digits or could accept something that goes on behind them. */
function touches(machine: DigitMachine, digits: string): boolean {
  let state = START;
  for (let index = 0; index < digits.length; index += 1) {
    state = machine.next[state * 10 + digits.charCodeAt(index) - 48]!;
    if (state === DEAD) return false;
    if (machine.accepts[state] !== 0) return true;
  }
  return true;
}
