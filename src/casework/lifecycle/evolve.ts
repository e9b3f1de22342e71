import type { AuditEntry } from './audit-entry.ts';
import type { Item, Made } from './item.ts';

/**
 * The item after an entry. The only way an item comes about: the engine decides an entry and evolves, a replay evolves again, so
 * both agree by construction. Throws when the entry does not follow on the item: the trail has a gap or belongs to another.
 */
export function evolve(item: Item | null, entry: AuditEntry): Item {
  if (entry.seq !== (item?.seq ?? 0) + 1 || (item !== null && item.id !== entry.item.id))
    throw new Error(
      `audit entry ${entry.id} (seq ${entry.seq}) does not follow on ${item?.id} (seq ${item?.seq ?? 0})`,
    );
  const parties = entry.parties ?? item;
  if (parties === null) throw new Error(`audit entry ${entry.id} opens an item and names no owner`);
  const moves = entry.kind === 'move';
  return {
    id: entry.item.id,
    lifecycle: entry.item.lifecycle,
    state: entry.to,
    rev: entry.rev,
    seq: entry.seq,
    owner: parties.owner,
    addressee: parties.addressee,
    parent: parties.parent,
    fields: { ...item?.fields, ...entry.fields },
    made:
      entry.transition === null
        ? (item?.made ?? {})
        : withMade(item?.made ?? {}, entry.transition, entry.actor.person),
    clocks: { ...item?.clocks, ...entry.clocks },
    openedAt: item?.openedAt ?? entry.at,
    movedAt: moves ? entry.at : (item?.movedAt ?? entry.at),
    changedAt: entry.at,
  };
}

function withMade(
  made: Readonly<Record<string, Made>>,
  transition: string,
  person: string,
): Record<string, Made> {
  const before = Object.hasOwn(made, transition) ? made[transition]! : { times: 0, by: [] };
  const by = before.by.includes(person) ? before.by : [...before.by, person];
  return { ...made, [transition]: { times: before.times + 1, by } };
}

/** Rebuilds an item from its whole trail, oldest first; `null` for an empty one. Throws as `evolve` does. */
export function replayTrail(entries: readonly AuditEntry[]): Item | null {
  return entries.reduce<Item | null>(evolve, null);
}
