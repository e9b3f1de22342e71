import type { Actor } from '../../domain/actor.ts';
import { AGENCY_KIND_NAMES, type AgencyKind, type AgencyRef } from '../../domain/agency-kind.ts';
import { ROLE_NAMES, type Role } from '../../domain/role.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { Item } from './item.ts';
import { joined } from './joined.ts';
import type { Lifecycle, Party, Transition } from './lifecycle.ts';
import { type Refusal, refuse } from './refusal.ts';

const PARTY_NAMES: Readonly<Record<Party, BilingualText>> = {
  owner: { zh: '发起单位', en: 'owning unit' },
  addressee: { zh: '承办单位', en: 'addressed unit' },
  any: { zh: '任何单位', en: 'any unit' },
};

interface Parties {
  readonly owner: AgencyRef;
  readonly addressee: AgencyRef | null;
}

/** Role, kind of unit, and whose item it is. The system acts for nobody and needs its role only. */
export function actorRefusal(transition: Transition, actor: Actor, parties: Parties): Refusal | null {
  const title = transition.title;
  if (!transition.roles.includes(actor.role))
    return refuse('role-may-not', {
      role: ROLE_NAMES[actor.role],
      transition: title,
      roles: joined(transition.roles.map((role: Role) => ROLE_NAMES[role])),
    });
  if (actor.role === 'system' || actor.role === 'citizen') return null;
  const { agency } = actor;
  if (transition.kinds.length > 0 && (agency === null || !transition.kinds.includes(agency.kind)))
    return refuse('agency-kind-may-not', {
      transition: title,
      kinds: joined(transition.kinds.map((kind: AgencyKind) => AGENCY_KIND_NAMES[kind])),
    });
  if (transition.party === 'any') return null;
  const whose = parties[transition.party];
  if (agency !== null && whose !== null && agency.id === whose.id) return null;
  return refuse('not-your-item', { transition: title, party: PARTY_NAMES[transition.party] });
}

/** Separation of duties: refuses whoever made one of the named transitions on the item or its parent. */
export function apartRefusal(
  lifecycle: Lifecycle,
  transition: Transition,
  person: string,
  item: Item | null,
  parent: Item | null,
): Refusal | null {
  for (const { from, of } of transition.apart) {
    const made = (of === 'item' ? item : parent)?.made ?? {};
    const done = from.find((id) => Object.hasOwn(made, id) && made[id]!.by.includes(person));
    if (done === undefined) continue;
    const title = of === 'item' ? lifecycle.transitions[done]?.title : undefined;
    return refuse('same-person', { done: title ?? done, transition: transition.title });
  }
  return null;
}
