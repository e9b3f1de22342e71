import { type Measure, measureRank } from '../domain/measure.ts';
import type { Composite, DisabledRule, MeasureThreshold, Rule, SignalGroup } from '../domain/policy.ts';
import { unitOf, unknownBlanks } from '../domain/reason-sentence.ts';
import { compositeCompiler, ruleCompiler } from '../domain/rule-source.ts';
import { exampleInput } from './example-input.ts';
import type { Located, Placed } from './located.ts';
import type { PolicyProblem } from './policy-file.ts';

/** From this measure on a call is touched, and one group of signals alone may not lead there. */
const NEEDS_TWO_GROUPS: Measure = 'rate-limit';

export function checkRules(
  rules: readonly Placed<Rule>[],
  groups: readonly Placed<SignalGroup>[],
  home: string,
  problems: PolicyProblem[],
): void {
  const compiler = ruleCompiler(home);
  const known = new Set(groups.map(({ item }) => item.id));
  for (const { item: rule, at } of rules) {
    if (!known.has(rule.group))
      problems.push(at.problem(['group'], `there is no group "${rule.group}" in policy.yaml`));
    checkReason(rule, at, problems);
    checkUnit(rule, at, problems);
    if (!rule.examples.some((example) => example.fires) || rule.examples.every((example) => example.fires))
      problems.push(
        at.problem(['examples'], 'a rule needs an example that fires and a near miss that does not'),
      );
    rule.examples.forEach((example, index) => {
      const input = exampleInput(example.given, home);
      if (!input.ok) problems.push(at.problem(['examples', index, 'given'], input.detail));
    });
    const compiled = compiler.rule(rule);
    if (compiled.ok) continue;
    const { field, message, offset } = compiled.problem;
    problems.push(at.problem([field], `${rule.id}, ${field}: ${message}`, offset));
  }
}

function checkReason(rule: Rule | Composite, at: Located, problems: PolicyProblem[]): void {
  const isFact = unitOf(rule) === 'fact';
  for (const language of ['zh', 'en'] as const) {
    for (const blank of unknownBlanks(rule.reason[language]))
      problems.push(
        at.problem(
          ['reason', language],
          `"${blank}" is unknown; use {value}, {threshold} or {value|call|calls}`,
        ),
      );
    if (isFact && /\{(value|threshold)/.test(rule.reason[language]))
      problems.push(
        at.problem(
          ['reason', language],
          'there is no figure to fill in here; write the sentence without {value} and {threshold}',
        ),
      );
  }
}

/** A limit that cannot be in the unit it is said to be in would read wrongly to everyone. */
function checkUnit({ unit, threshold }: Rule, at: Located, problems: PolicyProblem[]): void {
  if (unit === 'share' && (threshold < 0 || threshold > 1))
    problems.push(at.problem(['threshold'], 'a share is 0 to 1; write 0.3 for 30 %'));
  if (unit === 'count' && !Number.isInteger(threshold))
    problems.push(
      at.problem(
        ['threshold'],
        `${threshold} is no count; say what it is: "unit: share", ratio, seconds or hours`,
      ),
    );
}

export function checkComposites(
  composites: readonly Placed<Composite>[],
  rules: readonly Placed<Rule>[],
  disabled: readonly DisabledRule[],
  problems: PolicyProblem[],
): void {
  const ruleIds = rules.map(({ item }) => item.id);
  const taken = new Set(ruleIds);
  const compiler = compositeCompiler(
    ruleIds,
    disabled.map(({ id }) => id),
  );
  for (const { item: composite, at } of composites) {
    if (taken.has(composite.id))
      problems.push(at.problem(['id'], `"${composite.id}" is the id of a rule already; choose another`));
    checkReason(composite, at, problems);
    const compiled = compiler.composite(composite);
    if (compiled.ok) continue;
    const { message, offset } = compiled.problem;
    problems.push(at.problem(['when'], `${composite.id}: ${message}`, offset));
  }
}

/** No single weak rule and no single group may stop a call: the ladder itself has to make that impossible. */
export function checkLadder(
  thresholds: readonly Placed<MeasureThreshold>[],
  groups: readonly Placed<SignalGroup>[],
  settings: Located,
  suspectFrom: Measure,
  problems: PolicyProblem[],
): void {
  if (thresholds.length === 0)
    problems.push(settings.problem(['measures'], 'without measures nothing is ever decided'));
  const ladder = [...thresholds].sort(
    (one, other) => measureRank(one.item.measure) - measureRank(other.item.measure),
  );
  let below = 0;
  for (const { item, at } of ladder) {
    if (item.score <= below)
      problems.push(at.problem(['score'], `"${item.measure}" must need a higher score than the milder ones`));
    below = item.score;
    for (const need of item.needs)
      if (!groups.some((group) => group.item.id === need))
        problems.push(at.problem(['needs'], `there is no group "${need}"`));
    if (measureRank(item.measure) < measureRank(NEEDS_TWO_GROUPS)) continue;
    if (item.minGroups < 2)
      problems.push(
        at.problem(['minGroups'], `"${item.measure}" touches a call and needs at least 2 groups`),
      );
    for (const group of groups)
      if (group.item.cap >= item.score)
        problems.push(
          group.at.problem(
            ['cap'],
            `the group alone would reach "${item.measure}" (${item.score}); lower the cap`,
          ),
        );
  }
  if (!thresholds.some(({ item }) => item.measure === suspectFrom))
    problems.push(settings.problem(['suspectFrom'], `"${suspectFrom}" is not among the measures`));
}
