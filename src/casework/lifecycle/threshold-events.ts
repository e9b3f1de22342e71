import type { AuditEntry } from './audit-entry.ts';
import type { CaseworkEvent } from './casework-event.ts';
import type { ClockRule } from './clock-rule.ts';
import type { Crossing } from './clock-thresholds.ts';

/** What is told of thresholds, with ids that follow from the entry which records them. */
export function thresholdEvents(
  entry: AuditEntry,
  crossings: readonly Crossing[],
  rules: Readonly<Record<string, ClockRule>>,
  firstOrdinal: number,
): CaseworkEvent[] {
  return crossings.map(({ clock, percent, reachedAt }, index) => ({
    id: `${entry.id}.${firstOrdinal + index}`,
    event: 'clock-threshold',
    item: entry.item,
    clock,
    percent,
    breach: percent === 100,
    reachedAt,
    tell: rules[clock]?.ladder.find((step) => step.percent === percent)?.tell ?? [],
    at: entry.at,
  }));
}
