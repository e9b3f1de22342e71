import type { CallFacts } from '../../../domain/call-facts.ts';
import { FEATURES, type FeatureVector } from '../../../domain/feature-catalogue.ts';
import type { Rule } from '../../../domain/policy.ts';
import { RULE_HELPERS, type RuleHelpers } from '../../../domain/rule-language.ts';
import { type RuleSource, ruleCompiler } from '../../../domain/rule-source.ts';
import { type RuleReach, ruleReach } from './rule-reach.ts';

type Condition = (facts: CallFacts, features: FeatureVector) => boolean;
type Value = (facts: CallFacts, features: FeatureVector) => number;

/** Rules as machine code: one function for all conditions, and one a rule for what is needed after it fired. */
export interface CompiledRules {
  readonly rules: readonly Rule[];
  /**
   * Writes the positions of the rules that surely hold into `fired` (room for all) and returns how many. Reasons to
   * trust (negative weights) are looked at only when there is something to weigh them against.
   */
  readonly fire: (facts: CallFacts, features: FeatureVector, fired: Int32Array) => number;
  /** Each condition by itself, to find the one that throws. */
  readonly conditions: readonly Condition[];
  readonly values: readonly Value[];
  /** When none of them can speak against a call. */
  readonly reach: RuleReach;
}

/**
 * Generates JavaScript from the rules. The source holds only our own fragments and printed numbers (lib/cel), so a
 * policy file cannot put code into it. Throws on a rule that does not compile: `parsePolicy` has refused those.
 */
export function compileRules(rules: readonly Rule[], home: string): CompiledRules {
  const sources = sourcesOf(rules, home);
  const build = new Function('h', programSource(rules, sources)) as (
    helpers: RuleHelpers,
  ) => Omit<CompiledRules, 'rules' | 'reach'>;
  return { rules, ...build(RULE_HELPERS), reach: ruleReach(rules, sources) };
}

/** Names of the features that the rules read: what a feature store has to keep up for them. */
export function featuresReadBy(rules: readonly Rule[], home: string): readonly string[] {
  const read = new Set<number>();
  for (const { value, when } of sourcesOf(rules, home))
    for (const [, index] of `${value};${when}`.matchAll(/\bv\[(\d+)\]/g)) read.add(Number(index));
  return FEATURES.filter((_, index) => read.has(index));
}

function sourcesOf(rules: readonly Rule[], home: string): RuleSource[] {
  const compiler = ruleCompiler(home);
  return rules.map((rule, index) => {
    const compiled = compiler.rule(rule, `x${index}`);
    if (!compiled.ok)
      throw new TypeError(`rule ${rule.id}, ${compiled.problem.field}: ${compiled.problem.message}`);
    return compiled.source;
  });
}

/** Rules are tried in the order in which verdicts list them, so that nothing has to be sorted for each call. */
function strongestFirst(rules: readonly Rule[]): number[] {
  return rules
    .map((_, index) => index)
    .sort((one, other) => {
      const [left, right] = [rules[one]!, rules[other]!];
      return right.weight - left.weight || (left.id < right.id ? -1 : 1);
    });
}

function programSource(rules: readonly Rule[], sources: readonly RuleSource[]): string {
  const value = (source: RuleSource, index: number) =>
    source.usesValue ? `const x${index}=${source.value};` : '';
  const test = (index: number) =>
    `${value(sources[index]!, index)}if(${sources[index]!.when})out[n++]=${index};`;
  const order = strongestFirst(rules);
  const against = order.filter((index) => rules[index]!.weight > 0).map(test);
  const trusting = order.filter((index) => rules[index]!.weight < 0).map(test);
  const conditions = sources.map((source, index) => `(f,v)=>{${value(source, index)}return ${source.when};}`);
  const values = sources.map((source) => `(f,v)=>${source.value}`);
  return `'use strict';
return {
fire:(f,v,out)=>{let n=0;
${against.join('\n')}
if(n===0)return 0;
${trusting.join('\n')}
return n;},
conditions:[${conditions.join(',\n')}],
values:[${values.join(',\n')}]};`;
}
