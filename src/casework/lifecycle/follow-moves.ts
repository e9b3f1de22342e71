import type { AgencyRef } from '../../domain/agency-kind.ts';
import type { AuditEntry, Parties } from './audit-entry.ts';
import type { Effect } from './effect.ts';
import type { FieldValue } from './field-form.ts';
import type { Item } from './item.ts';
import type { Lifecycle } from './lifecycle.ts';

/** A move of the system on a related item that an accepted move brings with it. */
export interface FollowMove {
  /** `open`: a new child. `children`: every child of the lifecycle that is not final. `parent`: tried; a refusal is no error. */
  readonly on: 'open' | 'children' | 'parent';
  readonly lifecycle: string;
  readonly transition: string;
  /** Fields of the same name that the transition takes, as they stand in the item that moved. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Of a new child. */
  readonly parties: Parties | null;
  /** Idempotency key: follows from the audit entry. Of `children`, the caller adds `.` and the child's id. */
  readonly key: string;
}

/**
 * The moves among an accepted move's effects, in order. The owner of a new child is that of the item; it is addressed to the agency
 * named in the field (`open-children`), or to the item's addressee (`open-child`). Other effects give none.
 */
export function followMoves(
  lifecycles: Readonly<Record<string, Lifecycle>>,
  item: Item,
  entry: AuditEntry,
  effects: readonly Effect[],
): FollowMove[] {
  return effects.flatMap((effect, index) => {
    if (!('transition' in effect)) return [];
    if (effect.do === 'try-parent' && item.parent === null) return [];
    const lifecycle = effect.do === 'try-parent' ? item.parent!.lifecycle : effect.lifecycle;
    const { transition } = effect;
    const fields = sharedFields(lifecycles[lifecycle]!, transition, item);
    const key = `${entry.id}.effect${index}`;
    if (effect.do === 'try-parent')
      return [{ on: 'parent', lifecycle, transition, fields, parties: null, key }];
    if (effect.do === 'move-children')
      return [{ on: 'children', lifecycle, transition, fields, parties: null, key }];
    const addressees =
      effect.do === 'open-child' ? [item.addressee] : (item.fields[effect.each] as AgencyRef[]);
    const parent = { lifecycle: item.lifecycle, id: item.id };
    return addressees.map((addressee, place): FollowMove => {
      const parties = { owner: item.owner, addressee, parent };
      return { on: 'open', lifecycle, transition, fields, parties, key: `${key}.${place}` };
    });
  });
}

function sharedFields(target: Lifecycle, transition: string, item: Item): Record<string, FieldValue> {
  const { requires, allows } = target.transitions[transition]!;
  const shared = [...requires, ...allows].filter((name) => Object.hasOwn(item.fields, name));
  return Object.fromEntries(shared.map((name) => [name, item.fields[name]!]));
}
