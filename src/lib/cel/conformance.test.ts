import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import { describe, expect, it } from 'vitest';
import { compileNode } from './compile.ts';
import { language } from './language.ts';
import { ExpressionProblem } from './problem.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The conformance tests of the CEL specification, as far as they fall into the subset of rule conditions. A test outside
 * it must be refused, never misread; the counts below move only when the subset does.
 */
interface SpecTest {
  readonly name: string;
  readonly expr: string;
  readonly value?: {
    readonly boolValue?: boolean;
    readonly doubleValue?: number | string;
    readonly int64Value?: string;
  };
  readonly typedResult?: { readonly result?: SpecTest['value'] };
  readonly evalError?: unknown;
  readonly typeEnv?: unknown;
  readonly container?: string;
}

const NOTHING: Vocabulary = { subjects: new Map(), names: new Map() };
const CEL = language(NOTHING);

/** Where a rule condition means something else than CEL, and why. */
const DIFFERENT: readonly [RegExp, string][] = [
  [/^integer_math\/.*(div|mod)/, 'whole numbers are doubles: 7 / 2 is 3.5'],
  [/^integer_math\/.*(overflow|underflow|max|min)/, 'whole numbers are doubles: no 64-bit overflow'],
  [/^fp_math\/.*(div.*zero|overflow)/, 'infinite values do not exist: a division by zero is unknown'],
  [/^comparisons\/.*(nan|inf)/i, 'NaN and infinities do not exist: they are unknown'],
];

type Outcome = 'same' | 'outside' | 'different';

function flatten(suite: typeof tests, path: string): { path: string; test: SpecTest }[] {
  const own = (suite.tests ?? []).map(({ original }) => {
    const test = original as unknown as SpecTest;
    return { path: `${path}/${test.name}`, test };
  });
  const inner = (suite.suites ?? []).flatMap((child) =>
    flatten(child, path === '' ? child.name : `${path}/${child.name}`),
  );
  return [...own, ...inner];
}

function outcomeOf(path: string, test: SpecTest): Outcome {
  if (test.typeEnv !== undefined) return 'outside';
  let compiled: ReturnType<typeof compileNode>;
  try {
    const parsed = CEL.parse(test.expr);
    compiled = compileNode(parsed.ast, NOTHING);
    CEL.check(parsed);
  } catch (error) {
    if (error instanceof ExpressionProblem) return 'outside';
    throw error;
  }
  if (compiled.type === 'text' || compiled.type === 'word') return 'outside';
  if (DIFFERENT.some(([pattern]) => pattern.test(path))) return 'different';
  if (answer(compiled) === expected(test)) return 'same';
  throw new Error(`${path}: ${test.expr} gave ${answer(compiled)}, not ${expected(test)}`);
}

function answer(
  compiled: { type: 'number'; js: string } | { type: 'truth'; yes: string; no: string },
): unknown {
  if (compiled.type === 'number') {
    const value = new Function(`return ${compiled.js};`)() as number;
    return Number.isNaN(value) ? 'error' : value;
  }
  const [yes, no] = new Function(`return [${compiled.yes},${compiled.no}];`)() as [boolean, boolean];
  return yes ? true : no ? false : 'error';
}

function expected({ value: plain, typedResult, evalError }: SpecTest): unknown {
  if (evalError !== undefined) return 'error';
  const value = typedResult?.result ?? plain;
  if (value?.boolValue !== undefined) return value.boolValue;
  if (value?.doubleValue !== undefined) return Number(value.doubleValue);
  return value?.int64Value === undefined ? true : Number(value.int64Value);
}

describe('CEL conformance', () => {
  it('agrees with the specification on everything the rule language accepts', () => {
    const counts: Record<Outcome, number> = { same: 0, outside: 0, different: 0 };
    const same: Record<string, number> = {};
    const skipped: Record<string, number> = {};
    for (const { path, test } of flatten(tests, '')) {
      const outcome = outcomeOf(path, test);
      counts[outcome] += 1;
      const suite = path.split('/')[0]!;
      const tally = outcome === 'same' ? same : skipped;
      tally[suite] = (tally[suite] ?? 0) + 1;
    }
    expect({ counts, same, skipped }).toMatchInlineSnapshot(`
      {
        "counts": {
          "different": 14,
          "outside": 2192,
          "same": 138,
        },
        "same": {
          "basic": 10,
          "comparisons": 46,
          "fp_math": 26,
          "integer_math": 21,
          "lists": 4,
          "logic": 19,
          "parse": 7,
          "plumbing": 2,
          "type_deductions": 3,
        },
        "skipped": {
          "basic": 33,
          "bindings_ext": 5,
          "block_ext": 37,
          "comparisons": 360,
          "conversions": 109,
          "dynamic": 226,
          "encoders_ext": 4,
          "enums": 85,
          "fields": 60,
          "fp_math": 4,
          "integer_math": 43,
          "lists": 35,
          "logic": 11,
          "macros": 44,
          "macros2": 46,
          "math_ext": 199,
          "namespace": 3,
          "optionals": 70,
          "parse": 212,
          "plumbing": 3,
          "proto2": 108,
          "proto2_ext": 18,
          "proto3": 75,
          "string": 51,
          "string_ext": 209,
          "timestamps": 76,
          "type_deductions": 44,
          "wrappers": 36,
        },
      }
    `);
  });
});
