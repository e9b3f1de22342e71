import type { CallFacts } from '../../domain/call-facts.ts';
import type { FeatureVector } from '../../domain/feature-catalogue.ts';
import type { Measure } from '../../domain/measure.ts';
import type { Decision } from '../../domain/verdict.ts';
import { type Decider, namesSuspect, QUIET } from '../decide/index.ts';
import type { Detector } from '../detect/index.ts';
import type { FeatureStore } from '../features/index.ts';
import { notedDecisions, type Stage, saysNothing, unjudged } from './noted-decision.ts';

/** The compiled half of a policy: what is swapped when the policy changes. */
export interface CompiledPolicy {
  readonly detector: Detector;
  readonly decider: Decider;
  /** From this measure on the caller is remembered for `callee.suspects_*`. */
  readonly suspectFrom: Measure;
  /** Features that its rules read; no others are summed up for a call. */
  readonly reads: readonly string[];
}

export interface CallPipelineStats {
  readonly judged: number;
  /** Verdicts that no one could give, by the stage that threw. Each was let pass and says so in `degraded`. */
  readonly failed: Readonly<Record<'features' | 'detect' | 'decide', number>>;
  readonly suspects: number;
  /** Calls whose features were not up to date, by note. */
  readonly degraded: Readonly<Record<string, number>>;
}

/** The only place where the stages meet: facts in, decision out, in order, one call at a time. */
export interface CallPipeline {
  /**
   * Counts the call and judges it. Deterministic: the same calls in the same order under the same policies give the same
   * decisions. Never throws: a stage that throws gives measure `none`, score `null` and a degraded part (fail open).
   * A call on which nothing fired costs no allocation: its decision is shared and frozen.
   */
  judge(facts: CallFacts): Decision;
  /**
   * Judges against what is known without counting the call, marking its caller or changing any state: for a call that cannot be
   * recorded, so that a replay of what was recorded stays exact. Says so in `degraded`.
   */
  judgeUncounted(facts: CallFacts): Decision;
  /** True when the last judged call marked its caller as suspicious; kept in the journal so that state can be rebuilt. */
  readonly lastSuspect: boolean;
  /** Features of the last judged call's parties, `null` before the first; reused, valid until the next call. */
  readonly lastFeatures: FeatureVector | null;
  /** Takes effect with the next call; no call waits for it. */
  setPolicy(policy: CompiledPolicy): void;
  /** Counts a call that was judged before, to rebuild state after a restart, without judging it again. */
  recall(facts: CallFacts, suspect: boolean): void;
  stats(): CallPipelineStats;
}

/** Counts a call that was judged before, as judging it did. */
export function recallCall(features: FeatureStore, facts: CallFacts, suspect: boolean): void {
  features.observe(facts);
  if (suspect) features.noteSuspect(facts);
}

/** Joins the stages. The feature store must not be observed by anyone else: its state is the order of calls seen here. */
export function createCallPipeline(
  parts: { readonly features: FeatureStore } & CompiledPolicy,
): CallPipeline {
  const { features } = parts;
  let { detector, decider } = parts;
  let { suspectFrom } = parts;
  let judged = 0;
  let suspects = 0;
  let lastSuspect = false;
  let lastFeatures: FeatureVector | null = null;
  let stage: Stage = 'features';
  features.need(parts.reads);
  const failed = { features: 0, detect: 0, decide: 0 };
  const degraded: Record<string, number> = {};
  const noted = notedDecisions();

  const evaluate = (facts: CallFacts): Decision => {
    stage = 'features';
    const vector = features.observe(facts);
    lastFeatures = vector;
    stage = 'detect';
    const detection = detector.detect(facts, vector);
    stage = 'decide';
    const decision = decider.decide(detection);
    if (decision !== QUIET && namesSuspect(decision, suspectFrom)) {
      lastSuspect = true;
      suspects += 1;
      features.noteSuspect(facts);
    }
    if (features.lastNote === 'counted' || saysNothing(decision, features.lastNote)) return decision;
    degraded[features.lastNote] = (degraded[features.lastNote] ?? 0) + 1;
    return noted(decision, features.lastNote);
  };

  const evaluateUncounted = (facts: CallFacts): Decision => {
    stage = 'features';
    const vector = features.peek(facts, 'uncounted');
    stage = 'detect';
    const detection = detector.detect(facts, vector);
    stage = 'decide';
    return noted(decider.decide(detection), 'uncounted');
  };

  return {
    judgeUncounted(facts) {
      judged += 1;
      lastSuspect = false;
      try {
        return evaluateUncounted(facts);
      } catch (error) {
        failed[stage] += 1;
        return unjudged(stage, error);
      }
    },
    judge(facts) {
      judged += 1;
      lastSuspect = false;
      try {
        return evaluate(facts);
      } catch (error) {
        failed[stage] += 1;
        return unjudged(stage, error);
      }
    },
    get lastFeatures() {
      return lastFeatures;
    },
    get lastSuspect() {
      return lastSuspect;
    },
    setPolicy(policy) {
      ({ detector, decider, suspectFrom } = policy);
      features.need(policy.reads);
    },
    recall: (facts, suspect) => recallCall(features, facts, suspect),
    stats: () => ({ judged, failed: { ...failed }, suspects, degraded: { ...degraded } }),
  };
}
