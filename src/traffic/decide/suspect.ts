import { type Measure, measureRank } from '../../domain/measure.ts';
import type { Decision } from '../../domain/verdict.ts';

/**
 * Whether the number itself may be remembered as suspicious after this decision (`FeatureStore.noteSuspect`, leads,
 * list entries). Never when the decision is about the call alone: then the number shown belongs to someone else.
 */
export function namesSuspect(decision: Decision, suspectFrom: Measure): boolean {
  return decision.appliesTo === 'number' && measureRank(decision.measure) >= measureRank(suspectFrom);
}
