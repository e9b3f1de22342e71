import type { Detection } from '../../domain/detection.ts';
import { type Measure, measureRank, milder, stronger } from '../../domain/measure.ts';
import type { MeasureThreshold, Policy } from '../../domain/policy.ts';
import type { Signal } from '../../domain/signal.ts';
import type { Decision, ListHit } from '../../domain/verdict.ts';
import { compileComposites } from './composites.ts';
import type { Decider } from './decider.ts';
import { groupScorer } from './group-score.ts';

/** The shared answer when nothing was noticed: no signal, no list, no protection, nothing degraded. */
export const QUIET: Decision = Object.freeze({
  measure: 'none',
  scoredMeasure: 'none',
  score: 0,
  signals: Object.freeze([]),
  composites: Object.freeze([]),
  capped: Object.freeze([]),
  list: null,
  protection: null,
  appliesTo: 'number',
  degraded: Object.freeze([]),
});

/** A protected party is watched, never touched. */
const PROTECTED_CEILING: Measure = 'observe';

/**
 * Compiles the way from signals to a measure. Order: score of capped groups and composites, the ladder, the deny list
 * (can only strengthen), the allow list (nothing is done), protection (nothing above observe). Throws on a composite
 * that does not compile: `parsePolicy` has refused those.
 */
export function compileDecider(policy: Policy): Decider {
  const scoreGroups = groupScorer(policy.groups);
  const composites = compileComposites(policy);
  const ladder = [...policy.thresholds].sort(
    (one, other) => measureRank(other.measure) - measureRank(one.measure),
  );
  const decide = (detection: Detection): Decision => {
    if (isQuiet(detection)) return QUIET;
    const { signals, allow, deny, protection, degraded } = detection;
    const groups = scoreGroups(signals);
    const combined = composites(signals);
    let total = groups.score;
    for (const { weight } of combined) total += weight;
    const isBlind = degraded.length > 0 && failedRules(detection) >= policy.rules.length;
    const score = isBlind ? null : rounded(total);
    const scoredMeasure = score === null ? 'none' : climb(ladder, score, groups.speaking);
    return {
      measure: finalMeasure(scoredMeasure, detection),
      scoredMeasure,
      score,
      signals: strongestFirst(signals),
      composites: strongestFirst(combined),
      capped: groups.capped,
      list: allow ?? (deny && withoutMeasure(deny)),
      protection,
      appliesTo: groups.aboutCall || protection?.voided ? 'call' : 'number',
      degraded: degraded.length === 0 ? QUIET.degraded : [...degraded],
    };
  };
  return { decide };
}

function isQuiet({ signals, allow, deny, protection, degraded }: Detection): boolean {
  return (
    signals.length === 0 && degraded.length === 0 && allow === null && deny === null && protection === null
  );
}

function finalMeasure(scored: Measure, { allow, deny, protection }: Detection): Measure {
  if (allow !== null) return 'none';
  const measure = deny === null ? scored : stronger(scored, deny.measure);
  return protection !== null && protection.voided === null ? milder(measure, PROTECTED_CEILING) : measure;
}

/** The strongest measure whose score is reached and for which enough, and the right, groups spoke. */
function climb(ladder: readonly MeasureThreshold[], score: number, speaking: readonly string[]): Measure {
  const reached = ladder.find(
    (step) =>
      score >= step.score &&
      speaking.length >= step.minGroups &&
      (step.needs.length === 0 || step.needs.some((group) => speaking.includes(group))),
  );
  return reached?.measure ?? 'none';
}

const failedRules = ({ degraded }: Detection): number =>
  degraded.filter(({ what }) => what.startsWith('rule ')).length;

/** To 1e-6, so that sums read well and compare equal; never -0. */
const rounded = (score: number): number => Math.round(score * 1e6) / 1e6 + 0;

/** A copy in the order of the verdict. The detector finds signals in this order already, so usually nothing moves. */
function strongestFirst(signals: readonly Signal[]): readonly Signal[] {
  if (signals.length === 0) return QUIET.signals;
  const sorted = signals.slice();
  for (let place = 1; place < sorted.length; place += 1)
    if (isBefore(sorted[place]!, sorted[place - 1]!))
      return sorted.sort((one, other) => Number(isBefore(other, one)) - Number(isBefore(one, other)));
  return sorted;
}

const isBefore = (one: Signal, other: Signal): boolean =>
  one.weight > other.weight || (one.weight === other.weight && one.id < other.id);

function withoutMeasure({ list, party, entry, source, reason }: ListHit): ListHit {
  return { list, party, entry, source, reason };
}
