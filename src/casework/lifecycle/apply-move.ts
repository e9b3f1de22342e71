import { AGENCY_KIND_NAMES } from '../../domain/agency-kind.ts';
import type { BilingualText } from '../../domain/text.ts';
import { isUlid } from '../../domain/ulid.ts';
import type { AuditEntry, Parties } from './audit-entry.ts';
import { canonicalJson, sha256 } from './canonical-json.ts';
import type { CaseworkEvent, DueMove } from './casework-event.ts';
import { actorRefusal, apartRefusal } from './check-actor.ts';
import { checkFields } from './check-fields.ts';
import { guardRefusal } from './check-guards.ts';
import { evolve } from './evolve.ts';
import { type FieldValue, isAgency } from './field-form.ts';
import type { Item } from './item.ts';
import { joined } from './joined.ts';
import type { Lifecycle, Transition } from './lifecycle.ts';
import type { Move, MoveContext, Moved } from './move.ts';
import { moveClocks } from './move-clocks.ts';
import { type Refusal, refuse } from './refusal.ts';
import { thresholdEvents } from './threshold-events.ts';

export type MoveResult =
  | {
      readonly ok: true;
      readonly value: Moved;
      /** True: the key was answered before and this is that answer; there is nothing to store or to carry out. */
      readonly repeated: boolean;
    }
  | Refusal;

/**
 * Decides one move. Pure: the same arguments give the same answer, nothing is read or written. `item` is `null` to open one.
 * An accepted move raises the revision by one and always has its audit entry; a refusal changes nothing and may be tried again under
 * the same key. Throws only for faults of the caller (no calendar of that id).
 */
export function applyMove(
  lifecycle: Lifecycle,
  item: Item | null,
  move: Move,
  context: MoveContext,
): MoveResult {
  if (!KEY.test(move.key)) return refuse('bad-key');
  const digest = moveDigest(lifecycle.id, item?.id ?? null, move, context.actor.person);
  if (context.earlier !== null)
    return context.earlier.digest === digest
      ? { ok: true, value: context.earlier.outcome, repeated: true }
      : refuse('key-reused');
  // A machine's clock that was set back must not turn the trail round.
  const at = Math.max(context.at, item?.changedAt ?? 0);
  const refusal = formRefusal(lifecycle, item, move);
  if (refusal !== null) return refusal;
  const transition = lifecycle.transitions[move.transition]!;
  const parties: Parties = item ?? move.opening!;
  const early = earlyRefusal({ lifecycle, item, move, context, transition, parties });
  if (early !== null) return early;
  const fields = checkFields(lifecycle, transition, move.fields, item?.fields ?? {});
  if (!fields.ok) return fields;
  const after = { ...item?.fields, ...fields.value };
  const units = partiesAfter(transition, parties, fields.value);
  const kind = newOwnerRefusal(transition, units.owner);
  if (kind !== null) return kind;
  const possible = possibleNow(lifecycle, item);
  const { addressee } = units;
  const guard = guardRefusal({
    lifecycle,
    transition,
    item,
    fields: after,
    addressee,
    at,
    context,
    possible,
  });
  if (guard !== null) return guard;
  if (
    transition.absorbs !== null &&
    !isAbsorbable(lifecycle, item, context.duplicate, after[transition.absorbs])
  )
    return refuse('duplicate-not-given');
  return {
    ok: true,
    value: moved({ lifecycle, item, move, context, transition, parties }, at, digest, fields.value),
    repeated: false,
  };
}

const KEY = /^[\x21-\x7e]{8,128}$/;
/** A word of the table of purposes; free text could hold personal data, which the ledger never takes. */
const PURPOSE = /^[a-z][a-z0-9-]{0,63}$/;

/** What was asked, as one figure: kept with the key, so that the same key with another content is found out. */
export function moveDigest(lifecycle: string, item: string | null, move: Move, person: string): string {
  const { key: _key, opening, ...content } = move;
  // The id of a new item is given anew with each try, so it is no part of what was asked.
  const units =
    opening === null ? null : { owner: opening.owner, addressee: opening.addressee, parent: opening.parent };
  return sha256(canonicalJson({ lifecycle, item, person, units, ...content }));
}

function formRefusal(lifecycle: Lifecycle, item: Item | null, move: Move): Refusal | null {
  if (item !== null && item.lifecycle !== lifecycle.id)
    return refuse('wrong-lifecycle', { lifecycle: lifecycle.title });
  if (item !== null && !Object.hasOwn(lifecycle.states, item.state))
    return refuse('state-unknown', { version: lifecycle.version, state: item.state });
  if (!Object.hasOwn(lifecycle.transitions, move.transition))
    return refuse('unknown-transition', {
      lifecycle: lifecycle.title,
      transition: move.transition.slice(0, 40),
      possible: possibleNow(lifecycle, item),
    });
  const isCode = move.purpose === null || PURPOSE.test(move.purpose);
  if (!isCode || (move.caseRef !== null && !isUlid(move.caseRef))) return refuse('purpose-malformed');
  return item === null
    ? openingRefusal(lifecycle, move)
    : move.opening === null
      ? null
      : refuse('opening-not-wanted');
}

function openingRefusal(lifecycle: Lifecycle, { opening }: Move): Refusal | null {
  if (opening === null || !isUlid(opening.id) || !isAgency(opening.owner)) return refuse('opening-missing');
  if (opening.addressee !== null && !isAgency(opening.addressee)) return refuse('opening-missing');
  const { parent } = lifecycle;
  if (opening.parent === null)
    return parent?.required ? refuse('parent-missing', { parent: parent.lifecycle }) : null;
  return parent?.lifecycle === opening.parent.lifecycle && isUlid(opening.parent.id)
    ? null
    : refuse('parent-not-wanted', { parent: parent?.lifecycle ?? '–' });
}

interface Asked {
  readonly lifecycle: Lifecycle;
  readonly item: Item | null;
  readonly move: Move;
  readonly context: MoveContext;
  readonly transition: Transition;
  readonly parties: Parties;
}

/** Who asks, which revision was seen, which state it is in, and whose duties must be apart. */
function earlyRefusal({ lifecycle, item, move, context, transition, parties }: Asked): Refusal | null {
  const who = actorRefusal(transition, context.actor, parties);
  if (who !== null) return who;
  const current = item?.rev ?? 0;
  if (move.rev !== current)
    return refuse(
      'revision-conflict',
      { asked: move.rev, current },
      { conflict: { asked: move.rev, current, state: item?.state ?? '', movedAt: item?.movedAt ?? 0 } },
    );
  const state = stateRefusal(lifecycle, item, transition);
  if (state !== null) return state;
  const { parent } = parties;
  const matches = context.parent?.id === parent?.id && context.parent?.lifecycle === parent?.lifecycle;
  if (transition.apart.some(({ of }) => of === 'parent') && !matches)
    return refuse('parent-missing', { parent: parent?.lifecycle ?? '–' });
  return apartRefusal(lifecycle, transition, context.actor.person, item, context.parent);
}

function stateRefusal(lifecycle: Lifecycle, item: Item | null, transition: Transition): Refusal | null {
  const opens = transition.from.length === 0;
  if (item === null ? opens : transition.from.includes(item.state)) return null;
  if (item !== null && opens) return refuse('already-open');
  const words = { transition: transition.title, possible: possibleNow(lifecycle, item) };
  if (item === null)
    return refuse('not-from-this-state', { ...words, state: { zh: '尚未新建', en: 'not opened yet' } });
  const { title, final } = lifecycle.states[item.state]!;
  return refuse(final ? 'final-state' : 'not-from-this-state', { ...words, state: title });
}

function possibleNow(lifecycle: Lifecycle, item: Item | null): BilingualText {
  const possible = Object.values(lifecycle.transitions).filter(({ from }) =>
    item === null ? from.length === 0 : from.includes(item.state),
  );
  return possible.length === 0 ? { zh: '无', en: 'nothing' } : joined(possible.map(({ title }) => title));
}

function isAbsorbable(
  lifecycle: Lifecycle,
  item: Item | null,
  duplicate: Item | null,
  named: unknown,
): boolean {
  return (
    duplicate !== null &&
    duplicate.id === named &&
    duplicate.lifecycle === lifecycle.id &&
    duplicate.id !== item?.id
  );
}

/** Whose item it is after the move; the same object when nothing changes hands. */
function partiesAfter(
  { handsOver, readdresses }: Transition,
  parties: Parties,
  written: Readonly<Record<string, FieldValue>>,
): Parties {
  const named = (field: string | null) =>
    field !== null && Object.hasOwn(written, field) ? (written[field] as Parties['owner']) : null;
  const owner = named(handsOver);
  const addressee = named(readdresses);
  if (owner === null && addressee === null) return parties;
  return { owner: owner ?? parties.owner, addressee: addressee ?? parties.addressee, parent: parties.parent };
}

/** An item goes only to a unit that could make the move itself: a case of the police stays with the police. */
function newOwnerRefusal({ handsOver, kinds, title }: Transition, owner: Parties['owner']): Refusal | null {
  if (handsOver === null || kinds.length === 0 || kinds.includes(owner.kind)) return null;
  const named = joined(kinds.map((kind) => AGENCY_KIND_NAMES[kind]));
  return refuse('agency-kind-may-not', { transition: title, kinds: named }, { field: handsOver });
}

function moved(
  { lifecycle, item, move, context, transition, parties }: Asked,
  at: number,
  digest: string,
  written: Readonly<Record<string, FieldValue>>,
): Moved {
  const to = transition.to ?? item!.state;
  const fields = { ...item?.fields, ...written };
  const after = partiesAfter(transition, parties, written);
  const turned = moveClocks({
    lifecycle,
    item,
    to,
    fields,
    at,
    parties: after,
    context,
    transition,
  });
  const id = item?.id ?? move.opening!.id;
  const entry: AuditEntry = {
    id: context.entryId,
    kind: 'move',
    item: { lifecycle: lifecycle.id, id },
    seq: (item?.seq ?? 0) + 1,
    rev: (item?.rev ?? 0) + 1,
    definition: lifecycle.version,
    transition: move.transition,
    from: item?.state ?? null,
    to,
    at,
    actor: context.actor,
    key: move.key,
    digest,
    purpose: move.purpose,
    caseRef: move.caseRef,
    fields: written,
    parties: item !== null && after === parties ? null : after,
    clocks: turned.clocks,
    seen: {
      children: context.children,
      counts: { ...context.counts } as Readonly<Record<string, number>>,
      parentRev: context.parent?.rev ?? null,
    },
  };
  const thresholds = thresholdEvents(entry, turned.crossings, context.rules.clocks, 1);
  const event: CaseworkEvent = {
    id: `${entry.id}.0`,
    event: 'moved',
    item: entry.item,
    transition: move.transition,
    from: entry.from,
    to,
    rev: entry.rev,
    at,
  };
  const dueMoves: readonly DueMove[] = turned.dueMoves;
  return {
    item: evolve(item, entry),
    entry,
    events: [event, ...thresholds],
    effects: transition.effects,
    dueMoves,
  };
}
