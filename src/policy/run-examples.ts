import type { Policy, Rule, RuleExample } from '../domain/policy.ts';
import { type ExampleInput, exampleInput } from './example-input.ts';

/** One example run against the compiled policy. */
export interface ExampleResult {
  readonly rule: string;
  readonly version: number;
  readonly example: string;
  readonly expected: boolean;
  readonly fired: boolean;
  readonly passed: boolean;
}

/** Ids of the rules that fire on a call: the detector, handed in, so that examples run what calls run. */
export type FiredIds = (input: ExampleInput) => readonly string[];

/** Runs every example of every rule, in policy order. */
export function runExamples(policy: Policy, firedIds: FiredIds): ExampleResult[] {
  return policy.rules.flatMap((rule) =>
    rule.examples.map((example) => runOne(policy, rule, example, firedIds)),
  );
}

function runOne(policy: Policy, rule: Rule, example: RuleExample, firedIds: FiredIds): ExampleResult {
  const input = exampleInput(example.given, policy.home);
  if (!input.ok) throw new TypeError(`${rule.id}, "${example.name}": ${input.detail}`);
  const fired = firedIds(input.value).includes(rule.id);
  return {
    rule: rule.id,
    version: rule.version,
    example: example.name,
    expected: example.fires,
    fired,
    passed: fired === example.fires,
  };
}
