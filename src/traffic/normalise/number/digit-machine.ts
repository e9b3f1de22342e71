import { type DigitPattern, type PatternNode, parseDigitPattern } from '../../../domain/digit-pattern.ts';

/**
 * Many digit patterns read at once, one table step a digit (a deterministic automaton by subset construction).
 * `next[state * 10 + digit]` is the following state, 0 when no pattern can match any more; `rules[accepts[state]]`
 * lists which patterns match the digits read so far, in the order they were given.
 */
export interface DigitMachine {
  readonly next: Int32Array;
  readonly accepts: Int32Array;
  readonly rules: readonly (readonly number[])[];
}

export const DEAD = 0;
export const START = 1;
const MAX_STATES = 200_000;

interface Automaton {
  /** Per state: edges by digit mask, and moves that need no digit. */
  readonly edges: { mask: number; to: number }[][];
  readonly silent: number[][];
  readonly accepted: (number | null)[];
}

/** Compiles patterns; each was checked when the plan was read, so a bad one is a bug. */
export function compileDigitMachine(patterns: readonly DigitPattern[]): DigitMachine {
  const automaton: Automaton = { edges: [], silent: [], accepted: [] };
  const starts = patterns.map((pattern, rule) => {
    const parsed = parseDigitPattern(pattern);
    if (!parsed.ok) throw new Error(parsed.detail);
    return link(automaton, parsed.value, addState(automaton, rule));
  });
  return determine(automaton, starts);
}

function addState(automaton: Automaton, accepted: number | null = null): number {
  automaton.edges.push([]);
  automaton.silent.push([]);
  return automaton.accepted.push(accepted) - 1;
}

/** Adds the states of `node` so that they end in `after`; returns the first. */
function link(automaton: Automaton, node: PatternNode, after: number): number {
  switch (node.kind) {
    case 'digit': {
      const state = addState(automaton);
      automaton.edges[state]!.push({ mask: node.digits, to: after });
      return state;
    }
    case 'sequence':
      return node.parts.reduceRight((then, part) => link(automaton, part, then), after);
    case 'either': {
      const state = addState(automaton);
      for (const option of node.options) automaton.silent[state]!.push(link(automaton, option, after));
      return state;
    }
    case 'repeat': {
      let then = after;
      for (let count = node.most; count > node.least; count -= 1) {
        const optional = addState(automaton);
        automaton.silent[optional]!.push(link(automaton, node.part, then), after);
        then = optional;
      }
      for (let count = node.least; count > 0; count -= 1) then = link(automaton, node.part, then);
      return then;
    }
  }
}

function closure(automaton: Automaton, from: Iterable<number>): number[] {
  const seen = new Set<number>();
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    open.push(...automaton.silent[state]!);
  }
  // States that only pass on silently do not tell two sets apart.
  return [...seen]
    .filter((state) => automaton.edges[state]!.length > 0 || automaton.accepted[state] !== null)
    .sort((one, other) => one - other);
}

function determine(automaton: Automaton, starts: readonly number[]): DigitMachine {
  const sets: number[][] = [[], closure(automaton, starts)];
  const known = new Map<string, number>([
    [sets[1]!.join(), START],
    ['', DEAD],
  ]);
  const next: number[] = new Array(10).fill(DEAD);
  for (let state = START; state < sets.length; state += 1) {
    for (let digit = 0; digit < 10; digit += 1) {
      const reached: number[] = [];
      for (const from of sets[state]!)
        for (const edge of automaton.edges[from]!) if (edge.mask & (1 << digit)) reached.push(edge.to);
      const set = reached.length === 0 ? [] : closure(automaton, reached);
      const key = set.join();
      let to = known.get(key);
      if (to === undefined) {
        to = sets.push(set) - 1;
        known.set(key, to);
        if (to > MAX_STATES) throw new Error(`numbering patterns need more than ${MAX_STATES} states`);
      }
      next.push(to);
    }
  }
  return { next: Int32Array.from(next), ...acceptance(automaton, sets) };
}

function acceptance(
  automaton: Automaton,
  sets: readonly number[][],
): Pick<DigitMachine, 'accepts' | 'rules'> {
  const rules: number[][] = [[]];
  const known = new Map<string, number>([['', 0]]);
  const accepts = Int32Array.from(sets, (set) => {
    const matched = [...new Set(set.flatMap((state) => automaton.accepted[state] ?? []))].sort(
      (a, b) => a - b,
    );
    const key = matched.join();
    const index = known.get(key) ?? rules.push(matched) - 1;
    known.set(key, index);
    return index;
  });
  return { accepts, rules };
}

/** Which patterns match the whole text; it must be ASCII digits. */
export function matchDigits(machine: DigitMachine, digits: string): readonly number[] {
  return machine.rules[matchSet(machine, digits)]!;
}

/** The same as an index into `rules`; 0 is the empty set. */
export function matchSet(machine: DigitMachine, digits: string): number {
  let state = START;
  for (let index = 0; index < digits.length && state !== DEAD; index += 1)
    state = machine.next[state * 10 + digits.charCodeAt(index) - 48]!;
  return machine.accepts[state]!;
}
