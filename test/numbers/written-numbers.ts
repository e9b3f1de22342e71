import type { PatternNode } from '../../src/domain/digit-pattern.ts';
import { parseDigitPattern } from '../../src/domain/digit-pattern.ts';

/** A source of numbers below a bound, seeded, so that a run can be repeated. */
export type Random = (below: number) => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Digits that a pattern takes, chosen at every turn by the random source. */
export function sampleDigits(pattern: string, random: Random): string {
  const parsed = parseDigitPattern(pattern);
  if (!parsed.ok) throw new Error(parsed.detail);
  return sample(parsed.value, random);
}

function sample(node: PatternNode, random: Random): string {
  switch (node.kind) {
    case 'digit': {
      const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => node.digits & (1 << digit));
      return String(digits[random(digits.length)]);
    }
    case 'sequence':
      return node.parts.map((part) => sample(part, random)).join('');
    case 'either':
      return sample(node.options[random(node.options.length)]!, random);
    case 'repeat': {
      const count = node.least + random(node.most - node.least + 1);
      return Array.from({ length: count }, () => sample(node.part, random)).join('');
    }
  }
}

export function someDigits(length: number, random: Random): string {
  return Array.from({ length }, () => random(10)).join('');
}

/** Whether a pattern takes the digits, asked of another implementation than the product's. */
export function takes(pattern: string, digits: string): boolean {
  return new RegExp(`^(?:${pattern.replaceAll('x', '\\d')})$`).test(digits);
}
