import { MEASURES } from '../../domain/measure.ts';
import type { Signal } from '../../domain/signal.ts';
import type { CappedGroup, Decision, Degradation, ListHit, Protection } from '../../domain/verdict.ts';

/** A decision as the journal writes it: empty parts are left out, fields in one fixed order. */
export interface WrittenDecision {
  measure: Decision['measure'];
  scoredMeasure?: Decision['scoredMeasure'];
  score: number | null;
  signals?: Signal[];
  composites?: Signal[];
  capped?: CappedGroup[];
  list?: ListHit;
  protection?: Protection;
  appliesTo?: Decision['appliesTo'];
  degraded?: Degradation[];
}

/**
 * The journal form of a decision; `null` for the quiet one (measure `none`, score 0, nothing fired), which most calls get
 * and which then costs no bytes. Equal decisions give equal bytes: that is what replay compares.
 */
export function writeDecision(decision: Decision): WrittenDecision | null {
  const {
    measure,
    scoredMeasure,
    score,
    signals,
    composites,
    capped,
    list,
    protection,
    appliesTo,
    degraded,
  } = decision;
  const written: WrittenDecision = { measure, score };
  if (scoredMeasure !== measure) written.scoredMeasure = scoredMeasure;
  if (signals.length > 0) written.signals = signals.map(signalText);
  if (composites.length > 0) written.composites = composites.map(signalText);
  if (capped.length > 0) written.capped = capped.map(({ group, sum, counted }) => ({ group, sum, counted }));
  if (list !== null) written.list = sorted(list);
  if (protection !== null) written.protection = sorted(protection);
  if (appliesTo !== 'number') written.appliesTo = appliesTo;
  if (degraded.length > 0) written.degraded = degraded.map(({ what, why }) => ({ what, why }));
  const quiet = measure === 'none' && score === 0 && Object.keys(written).length === 2;
  return quiet ? null : written;
}

/** The decision again; `undefined` when the object is not one that `writeDecision` makes. */
export function readDecision(written: unknown): Decision | undefined {
  if (written === null) return QUIET;
  const decision = written as Partial<WrittenDecision>;
  if (typeof decision !== 'object') return undefined;
  const { measure, score } = decision;
  if (measure === undefined || !MEASURES.includes(measure)) return undefined;
  if (score !== null && typeof score !== 'number') return undefined;
  return {
    measure,
    scoredMeasure: decision.scoredMeasure ?? measure,
    score,
    signals: decision.signals ?? [],
    composites: decision.composites ?? [],
    capped: decision.capped ?? [],
    list: decision.list ?? null,
    protection: decision.protection ?? null,
    appliesTo: decision.appliesTo ?? 'number',
    degraded: decision.degraded ?? [],
  };
}

const QUIET: Decision = Object.freeze({
  measure: 'none',
  scoredMeasure: 'none',
  score: 0,
  signals: [],
  composites: [],
  capped: [],
  list: null,
  protection: null,
  appliesTo: 'number',
  degraded: [],
});

const signalText = ({ id, version, group, value, threshold, weight }: Signal): Signal => ({
  id,
  version,
  group,
  value,
  threshold,
  weight,
});

/** Fields in alphabetical order, so that the bytes do not depend on how the object was built. */
function sorted<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) as Value;
}
