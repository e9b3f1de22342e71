import { dueAt } from './clock-time.ts';
import type { Item } from './item.ts';
import type { CaseworkRules } from './move.ts';

/** The earliest limit, past or to come, among the clocks that still count: what an inbox sorts by; `null`: none counts. */
export function itemDueAt(item: Item, rules: CaseworkRules): number | null {
  const times = Object.values(item.clocks).flatMap((clock) => {
    const due = dueAt(clock, rules.calendarOf);
    return due === null ? [] : [clock.breachedAt ?? due];
  });
  return times.length === 0 ? null : Math.min(...times);
}
