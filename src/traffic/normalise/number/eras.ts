import type { NumberingPlans } from '../../../domain/numbering-plan.ts';

/** The days on which any plan changes, ascending. Between two of them every plan is constant: one era. */
export function planChanges(plans: NumberingPlans): readonly number[] {
  const days = new Set<number>();
  for (const plan of plans.plans.values()) {
    for (const { from, until } of [...plan.ranges, ...plan.serviceCodes]) {
      if (from !== null) days.add(from);
      if (until !== null) days.add(until);
    }
  }
  return [...days].sort((one, other) => one - other);
}

/** Number of changes at or before a time; 0 before the first. */
export function eraAt(changes: readonly number[], at: number): number {
  let era = changes.length;
  while (era > 0 && !(changes[era - 1]! <= at)) era -= 1;
  return era;
}

/** True when something dated is in force at a time. An unknown time (NaN) is before every change, as in `eraAt`. */
export function inForce(
  dated: { readonly from: number | null; readonly until: number | null },
  at: number,
): boolean {
  return (dated.from === null || at >= dated.from) && !(dated.until !== null && at >= dated.until);
}
