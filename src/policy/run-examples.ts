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

/** Whether one rule's condition holds: the compiled rules, handed in, so that examples run what calls run. */
export type RuleHolds = (ruleIndex: number, input: ExampleInput) => boolean;

/** Runs every example of every rule, in policy order. */
export function runExamples(policy: Policy, holds: RuleHolds): ExampleResult[] {
  return policy.rules.flatMap((rule, index) =>
    rule.examples.map((example) => {
      const input = exampleInput(example.given, policy.home);
      if (!input.ok) throw new TypeError(`${rule.id}, "${example.name}": ${input.detail}`);
      return resultOf(rule, example, holds(index, input.value));
    }),
  );
}

function resultOf(rule: Rule, example: RuleExample, fired: boolean): ExampleResult {
  return {
    rule: rule.id,
    version: rule.version,
    example: example.name,
    expected: example.fires,
    fired,
    passed: fired === example.fires,
  };
}
