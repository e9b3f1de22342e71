import type { Decision, Degradation } from '../../domain/verdict.ts';
import { QUIET } from '../decide/index.ts';
import type { ObservationNote } from '../features/index.ts';

export type Stage = 'features' | 'detect' | 'decide';

/**
 * Ages that are not known yet only matter beside something that was noticed: without this, every quiet call of a store's
 * first week would be called half judged.
 */
export function saysNothing(decision: Decision, note: ObservationNote): boolean {
  return decision === QUIET && note === 'warming';
}

/** The decision with the feature note added; the shared quiet decision is decorated once per note, not per call. */
export function notedDecisions(): (decision: Decision, note: ObservationNote) => Decision {
  const cache = new Map<ObservationNote, { base: Decision; decorated: Decision }>();
  return (decision, note) => {
    const known = cache.get(note);
    if (known !== undefined && known.base === decision) return known.decorated;
    const part: Degradation = { what: 'features', why: note };
    const decorated = Object.freeze({ ...decision, degraded: [...decision.degraded, part] });
    if (Object.isFrozen(decision)) cache.set(note, { base: decision, decorated });
    return decorated;
  };
}

/** What is said of a call nobody could judge: let pass, no score, and why. */
export function unjudged(stage: Stage, error: unknown): Decision {
  return {
    measure: 'none',
    scoredMeasure: 'none',
    score: null,
    signals: [],
    composites: [],
    capped: [],
    list: null,
    protection: null,
    appliesTo: 'number',
    degraded: [
      { what: stage, why: `stage-failed: ${error instanceof Error ? error.message : String(error)}` },
    ],
  };
}
