import { SYSTEM_ACTOR } from '../../domain/actor.ts';
import type { Ulid } from '../../domain/ulid.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { ClockState } from './clock-state.ts';
import { type Crossing, tellThresholds } from './clock-thresholds.ts';
import { nextThresholdAt } from './clock-time.ts';
import { evolve } from './evolve.ts';
import type { Item } from './item.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { CaseworkRules, Moved } from './move.ts';
import { dueMoves } from './move-clocks.ts';
import { thresholdEvents } from './threshold-events.ts';

/**
 * Tells the thresholds an item has reached by `at`; `null`: none, nothing to store. The revision stays, so that a clock never
 * conflicts with a person who is writing. `dueMoves` are then made with `applyMove` as the system, in the same transaction.
 */
export function tickClocks(
  lifecycle: Lifecycle,
  item: Item,
  context: { readonly at: number; readonly entryId: Ulid; readonly rules: CaseworkRules },
): Moved | null {
  const at = Math.max(context.at, item.changedAt);
  const clocks: Record<string, ClockState> = {};
  const crossings: Crossing[] = [];
  for (const [name, clock] of Object.entries(item.clocks)) {
    const told = tellThresholds(clock, at, context.rules.calendarOf);
    if (told.crossings.length === 0) continue;
    clocks[name] = told.clock;
    crossings.push(...told.crossings);
  }
  if (crossings.length === 0) return null;
  const entry: AuditEntry = {
    id: context.entryId,
    kind: 'clock',
    item: { lifecycle: item.lifecycle, id: item.id },
    seq: item.seq + 1,
    rev: item.rev,
    definition: lifecycle.version,
    transition: null,
    from: item.state,
    to: item.state,
    at,
    actor: SYSTEM_ACTOR,
    key: null,
    digest: null,
    purpose: null,
    caseRef: null,
    fields: {},
    parties: null,
    clocks,
    seen: { children: [], counts: {}, parentRev: null },
  };
  return {
    item: evolve(item, entry),
    entry,
    events: thresholdEvents(entry, crossings, context.rules.clocks, 0),
    effects: [],
    dueMoves: dueMoves(lifecycle, item.state, clocks, crossings, context.rules.clocks),
  };
}

/**
 * When `tickClocks` next has something to tell, in epoch milliseconds; `null`: never, unless the item moves. A store keeps it in an
 * indexed column, written with the item, and asks for the rows at or before now: nothing else is read.
 */
export function nextTickAt(item: Item, rules: CaseworkRules): number | null {
  const times = Object.values(item.clocks).flatMap((clock) => nextThresholdAt(clock, rules.calendarOf) ?? []);
  return times.length === 0 ? null : Math.min(...times);
}
