import type { CallFacts } from '../../domain/call-facts.ts';
import type { Detection } from '../../domain/detection.ts';
import type { FeatureVector } from '../../domain/feature-catalogue.ts';
import type { RuleReach } from './rules/rule-reach.ts';

/** A policy's rules and lists, compiled. Pure and without state: safe to swap between two calls. */
export interface Detector {
  /** Evaluates every rule and list. The result is reused: valid until the next call. */
  detect(facts: CallFacts, features: FeatureVector): Detection;
}

/** A detector that also says when there is nothing to detect, for judging many calls. */
export interface BulkDetector extends Detector {
  /** What `detect` says of a call on which no rule holds: the lists alone. Reused like the result of `detect`. */
  detectListed(facts: CallFacts): Detection;
  /** False if no list and no protection can say anything of the call. */
  mayBeListed(facts: CallFacts): boolean;
  /**
   * The rules that hold as a number that stands for just these, small, 0 for none: what follows from two calls with equal sets
   * differs in the values of signals alone, if no list says anything. -1: only `detect` tells.
   */
  ruleSet(facts: CallFacts, features: FeatureVector): number;
  /** When no rule can speak against a call. */
  readonly reach: RuleReach;
}
