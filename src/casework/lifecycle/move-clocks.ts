import type { Parties } from './audit-entry.ts';
import type { DueMove } from './casework-event.ts';
import type { ClockState } from './clock-state.ts';
import { type Crossing, tellThresholds } from './clock-thresholds.ts';
import { backdate, type ClockTurn, startClock, turnClock } from './clock-turn.ts';
import type { FieldValue } from './field-form.ts';
import type { Item } from './item.ts';
import type { Lifecycle, Transition } from './lifecycle.ts';
import type { MoveContext } from './move.ts';

interface Moving {
  readonly lifecycle: Lifecycle;
  readonly item: Item | null;
  readonly to: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly at: number;
  readonly parties: Parties;
  readonly context: MoveContext;
  readonly transition: Transition;
}

export interface TurnedClocks {
  readonly clocks: Readonly<Record<string, ClockState>>;
  readonly crossings: readonly Crossing[];
  readonly dueMoves: readonly DueMove[];
}

/**
 * Every clock of an item as it enters a state. Thresholds reached before the move are told first, so that an answer in the second
 * of the breach does not hide it; inherited starts are told after.
 */
export function moveClocks(moving: Moving): TurnedClocks {
  const clocks: Record<string, ClockState> = {};
  const crossings: Crossing[] = [];
  for (const name of Object.keys(moving.lifecycle.clocks)) {
    const turned = turnOne(name, moving);
    if (turned === null) continue;
    clocks[name] = turned.clock;
    crossings.push(...turned.crossings);
  }
  return { clocks, crossings, dueMoves: dueMovesOf(clocks, crossings, moving) };
}

function turnOne(
  name: string,
  { lifecycle, item, to, fields, at, parties, context, transition }: Moving,
): { readonly clock: ClockState; readonly crossings: readonly Crossing[] } | null {
  const rule = context.rules.clocks[name];
  if (rule === undefined)
    throw new Error(`no clock "${name}" in the policy; "jingtong lifecycle check" finds such gaps`);
  const { calendarOf, calendarFor } = context.rules;
  const use = lifecycle.clocks[name]!;
  const unit = (rule.hoursOf === 'addressee' ? parties.addressee : null) ?? parties.owner;
  const turn: ClockTurn = {
    at,
    state: to,
    final: lifecycle.states[to]!.final,
    fields,
    calendar: calendarFor(unit.kind),
  };
  const before = item !== null && Object.hasOwn(item.clocks, name) ? item.clocks[name]! : null;
  const told = before === null ? null : tellThresholds(before, at, calendarOf);
  const turned = told === null ? startClock(rule, use, turn) : turnClock(told.clock, use, turn, calendarOf);
  if (turned === null) return null;
  const twin = transition.absorbs === null ? undefined : context.duplicate?.clocks[name];
  const aged = twin === undefined ? turned : backdate(turned, twin.startedAt, calendarOf);
  // At once, so that a limit already past is told with the move that made it so.
  const again = tellThresholds(aged, at, calendarOf);
  return { clock: again.clock, crossings: [...(told?.crossings ?? []), ...again.crossings] };
}

/** Clocks that reached their limit and still run call for the system's move, when it can be made from here. */
function dueMovesOf(
  clocks: Readonly<Record<string, ClockState>>,
  crossings: readonly Crossing[],
  { lifecycle, to, context }: Moving,
): DueMove[] {
  return dueMoves(lifecycle, to, clocks, crossings, context.rules.clocks);
}

export function dueMoves(
  lifecycle: Lifecycle,
  state: string,
  clocks: Readonly<Record<string, ClockState>>,
  crossings: readonly Crossing[],
  rules: MoveContext['rules']['clocks'],
): DueMove[] {
  return crossings.flatMap(({ clock, percent }) => {
    const transition = percent === 100 && clocks[clock]?.mode !== 'ended' ? rules[clock]?.onLimit : null;
    if (transition === null || transition === undefined) return [];
    return lifecycle.transitions[transition]?.from.includes(state) ? [{ transition, clock }] : [];
  });
}
