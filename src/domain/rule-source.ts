import { type ConditionPart, conditionParts, conditionSource, numberSource } from '../lib/cel/expression.ts';
import { type Language, language } from '../lib/cel/language.ts';
import { ExpressionProblem } from '../lib/cel/problem.ts';
import { type Vocabulary, withNames } from '../lib/cel/vocabulary.ts';
import type { Composite, Rule } from './policy.ts';
import { firedVocabulary, ruleVocabulary } from './rule-language.ts';

/** One rule as JavaScript over `f` (facts), `v` (features) and `h` (helpers), see rule-language.ts. */
export interface RuleSource {
  /** The number shown in the verdict; NaN when unknown. */
  readonly value: string;
  /** True only if the condition surely holds. Reads the value as `valueName` when it uses it. */
  readonly when: string;
  readonly usesValue: boolean;
  /** What must hold each by itself for the condition to hold; the value is written out in them. */
  readonly parts: readonly ConditionPart[];
}

/** An expression that does not compile: which field of the rule, and the offset in its text. */
export interface SourceProblem {
  readonly field: 'value' | 'when';
  readonly offset: number;
  readonly message: string;
}

export type SourceResult<Source> =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly problem: SourceProblem };

const NO_NUMBER = { type: 'number', js: 'NaN' } as const;

/** Compiles rules of one home network. Building it is expensive (a CEL environment); each rule is cheap. */
export interface RuleCompiler {
  rule(rule: Pick<Rule, 'value' | 'when' | 'threshold'>, valueName?: string): SourceResult<RuleSource>;
}

export function ruleCompiler(home: string): RuleCompiler {
  const base = ruleVocabulary(home);
  const cel = language(withNames(base, { value: NO_NUMBER, threshold: NO_NUMBER }));
  return { rule: (rule, valueName = 'x') => compileRule(rule, valueName, base, cel) };
}

function compileRule(
  rule: Pick<Rule, 'value' | 'when' | 'threshold'>,
  valueName: string,
  base: Vocabulary,
  cel: Language,
): SourceResult<RuleSource> {
  const threshold = { type: 'number', js: `(${rule.threshold})` } as const;
  const value = attempt('value', () => numberSource(rule.value, cel, withNames(base, { threshold })));
  if (!value.ok) return value;
  const names = { threshold, value: { type: 'number', js: valueName } as const };
  const when = attempt('when', () => conditionSource(rule.when, cel, withNames(base, names)));
  if (!when.ok) return when;
  const usesValue = new RegExp(`\\b${valueName}\\b`).test(when.source);
  const written = { threshold, value: { type: 'number', js: value.source } as const };
  const parts = conditionParts(rule.when, cel, withNames(base, written));
  return { ok: true, source: { value: value.source, when: when.source, usesValue, parts } };
}

/** Compiles composites over `b`, one byte a rule in the order of `ruleIds`. */
export interface CompositeCompiler {
  composite(composite: Pick<Composite, 'when'>): SourceResult<string>;
}

export function compositeCompiler(
  ruleIds: readonly string[],
  disabledIds: readonly string[],
): CompositeCompiler {
  const vocabulary = firedVocabulary(ruleIds, disabledIds);
  const cel = language(vocabulary);
  return {
    composite: ({ when }) => attempt('when', () => conditionSource(when, cel, vocabulary)),
  };
}

function attempt<Source>(field: 'value' | 'when', compile: () => Source): SourceResult<Source> {
  try {
    return { ok: true, source: compile() };
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    return { ok: false, problem: { field, offset: error.offset, message: error.message } };
  }
}
