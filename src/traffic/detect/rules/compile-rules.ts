import type { CallFacts } from '../../../domain/call-facts.ts';
import type { FeatureVector } from '../../../domain/feature-catalogue.ts';
import type { Rule } from '../../../domain/policy.ts';
import { RULE_HELPERS, type RuleHelpers } from '../../../domain/rule-language.ts';
import { type RuleSource, ruleCompiler } from '../../../domain/rule-source.ts';

type Condition = (facts: CallFacts, features: FeatureVector) => boolean;
type Value = (facts: CallFacts, features: FeatureVector) => number;

/** Rules as machine code: one function for all conditions, and one a rule for what is needed after it fired. */
export interface CompiledRules {
  readonly rules: readonly Rule[];
  /** Writes the positions of the rules that surely hold into `fired` (room for all) and returns how many. */
  readonly fire: (facts: CallFacts, features: FeatureVector, fired: Int32Array) => number;
  /** Each condition by itself, to find the one that throws. */
  readonly conditions: readonly Condition[];
  readonly values: readonly Value[];
}

/**
 * Generates JavaScript from the rules. The source holds only our own fragments and printed numbers (lib/cel), so a
 * policy file cannot put code into it. Throws on a rule that does not compile: `parsePolicy` has refused those.
 */
export function compileRules(rules: readonly Rule[], home: string): CompiledRules {
  const compiler = ruleCompiler(home);
  const sources = rules.map((rule, index) => {
    const compiled = compiler.rule(rule, `x${index}`);
    if (!compiled.ok)
      throw new TypeError(`rule ${rule.id}, ${compiled.problem.field}: ${compiled.problem.message}`);
    return compiled.source;
  });
  const build = new Function('h', programSource(sources)) as (
    helpers: RuleHelpers,
  ) => Omit<CompiledRules, 'rules'>;
  return { rules, ...build(RULE_HELPERS) };
}

function programSource(sources: readonly RuleSource[]): string {
  const value = (source: RuleSource, index: number) =>
    source.usesValue ? `const x${index}=${source.value};` : '';
  const tests = sources.map((source, index) => `${value(source, index)}if(${source.when})out[n++]=${index};`);
  const conditions = sources.map((source, index) => `(f,v)=>{${value(source, index)}return ${source.when};}`);
  const values = sources.map((source) => `(f,v)=>${source.value}`);
  return `'use strict';
return {
fire:(f,v,out)=>{let n=0;
${tests.join('\n')}
return n;},
conditions:[${conditions.join(',\n')}],
values:[${values.join(',\n')}]};`;
}
