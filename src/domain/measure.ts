/**
 * The ladder of what may be done to a call, mildest first; each step is reversible and each needs more certainty.
 * `none`: nothing noticed. `observe`: kept for people to look at, the call is untouched. `label`: the callee's display
 * says what is suspected. `warn`: the callee is warned. `rate-limit`: the caller's calls are slowed. `divert`: sent to
 * an announcement or a person. `block`: does not ring.
 */
export const MEASURES = ['none', 'observe', 'label', 'warn', 'rate-limit', 'divert', 'block'] as const;
export type Measure = (typeof MEASURES)[number];

export const measureRank = (measure: Measure): number => MEASURES.indexOf(measure);

/** The milder of two measures. */
export function milder(one: Measure, other: Measure): Measure {
  return measureRank(one) <= measureRank(other) ? one : other;
}

/** The stronger of two measures. */
export function stronger(one: Measure, other: Measure): Measure {
  return measureRank(one) >= measureRank(other) ? one : other;
}
