import type { CallFacts } from '../../../domain/call-facts.ts';
import type { FeatureVector } from '../../../domain/feature-catalogue.ts';
import type { Rule } from '../../../domain/policy.ts';
import type { Signal } from '../../../domain/signal.ts';
import type { Degradation } from '../../../domain/verdict.ts';
import type { CompiledRules } from './compile-rules.ts';
import { RuleSets } from './rule-sets.ts';

/** Evaluates all rules on one call: what fired goes to `signals` in policy order, what failed to `degraded`. */
export type RunRules = (
  facts: CallFacts,
  features: FeatureVector,
  signals: Signal[],
  degraded: Degradation[],
) => void;

/** A rule that fails is named in `degraded` and adds nothing; the others are evaluated all the same. */
export function ruleRunner(compiled: CompiledRules): RunRules {
  const fired = new Int32Array(compiled.rules.length);
  return (facts, features, signals, degraded) => {
    let count: number;
    try {
      count = compiled.fire(facts, features, fired);
    } catch {
      count = fireOneByOne(compiled, facts, features, fired, degraded);
    }
    for (let place = 0; place < count; place += 1) {
      const index = fired[place]!;
      const rule = compiled.rules[index]!;
      const value = compiled.values[index]!(facts, features);
      if (Number.isFinite(value)) signals.push(signalOf(rule, value));
      else degraded.push({ what: ruleName(rule), why: 'value-not-finite' });
    }
  };
}

/**
 * The rules that hold as the number of their set (rule-sets.ts), 0 for none; -1 when that does not say all: a rule
 * failed, a value is not finite, or too many sets have been met.
 */
export function ruleSet(compiled: CompiledRules): (facts: CallFacts, features: FeatureVector) => number {
  const fired = new Int32Array(compiled.rules.length);
  const sets = new RuleSets(compiled.rules.length);
  return (facts, features) => {
    try {
      const count = compiled.fire(facts, features, fired);
      let set = 0;
      for (let place = 0; place < count; place += 1) {
        const index = fired[place]!;
        if (!Number.isFinite(compiled.values[index]!(facts, features))) return -1;
        set = sets.with(set, index);
      }
      return set;
    } catch {
      return -1;
    }
  };
}

const ruleName = (rule: Rule): string => `rule ${rule.id}@${rule.version}`;

function fireOneByOne(
  compiled: CompiledRules,
  facts: CallFacts,
  features: FeatureVector,
  fired: Int32Array,
  degraded: Degradation[],
): number {
  let count = 0;
  compiled.conditions.forEach((holds, index) => {
    try {
      if (!holds(facts, features)) return;
      fired[count] = index;
      count += 1;
    } catch {
      degraded.push({ what: ruleName(compiled.rules[index]!), why: 'condition-failed' });
    }
  });
  const against = fired.subarray(0, count).some((index) => compiled.rules[index]!.weight > 0);
  return against ? count : 0;
}

function signalOf(rule: Rule, value: number): Signal {
  return {
    id: rule.id,
    version: rule.version,
    group: rule.group,
    value,
    threshold: rule.threshold,
    weight: rule.weight,
  };
}
