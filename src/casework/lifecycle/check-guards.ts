import type { AgencyRef } from '../../domain/agency-kind.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { ClockState } from './clock-state.ts';
import { elapsedMs } from './clock-time.ts';
import type { FieldValue } from './field-form.ts';
import type { Guard } from './guard.ts';
import type { Item } from './item.ts';
import type { Lifecycle, Transition } from './lifecycle.ts';
import type { MoveContext } from './move.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What guards look at. */
export interface Seeing {
  readonly lifecycle: Lifecycle;
  readonly transition: Transition;
  readonly item: Item | null;
  /** Fields as they stand after the move. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly addressee: AgencyRef | null;
  readonly at: number;
  readonly context: MoveContext;
  /** Titles of what is possible now, for the words. */
  readonly possible: BilingualText;
}

/** The first guard that does not hold, in words; `null`: all hold. */
export function guardRefusal(seeing: Seeing): Refusal | null {
  for (const guard of seeing.transition.guards) {
    const refusal = check(guard, seeing);
    if (refusal !== null) return refusal;
  }
  return null;
}

function check(guard: Guard, seeing: Seeing): Refusal | null {
  switch (guard.guard) {
    case 'field-is':
    case 'field-given':
    case 'time-ahead':
    case 'time-reached':
      return checkField(guard, seeing);
    case 'addressee-given':
      return seeing.addressee === null ? refuse('addressee-missing', titles(seeing)) : null;
    case 'children-all-in':
    case 'child-in':
      return checkChildren(guard, seeing);
    case 'made-fewer-than': {
      const made = seeing.item?.made ?? {};
      const times = Object.hasOwn(made, guard.transition) ? made[guard.transition]!.times : 0;
      return times < guard.times
        ? null
        : refuse('made-too-often', { ...titles(seeing), times: guard.times, possible: seeing.possible });
    }
    case 'count-at-least': {
      const found = seeing.context.counts[guard.count];
      if (found !== undefined && found >= guard.least) return null;
      return refuse('count-too-low', { ...titles(seeing), least: guard.least, found: found ?? 0 });
    }
    case 'clock-run-out':
      return hasRunOut(seeing.item?.clocks[guard.clock], seeing)
        ? null
        : refuse('clock-still-runs', {
            ...titles(seeing),
            clock: seeing.context.rules.clocks[guard.clock]?.title ?? guard.clock,
          });
  }
}

const titles = ({ transition }: Seeing): { readonly transition: BilingualText } => ({
  transition: transition.title,
});

type FieldGuard = Extract<Guard, { field: string }>;

function checkField(guard: FieldGuard, seeing: Seeing): Refusal | null {
  const { fields, lifecycle, at } = seeing;
  const value = Object.hasOwn(fields, guard.field) ? fields[guard.field] : undefined;
  const { title, values } = lifecycle.fields[guard.field]!;
  const words = { title, ...titles(seeing) };
  const more = { field: guard.field };
  switch (guard.guard) {
    case 'field-is': {
      if (typeof value === 'string' && guard.is.includes(value)) return null;
      const named = (language: keyof BilingualText, glue: string): string =>
        guard.is.map((word) => values[word]?.[language] ?? word).join(glue);
      return refuse(
        'field-is-other',
        { ...words, values: { zh: named('zh', '、'), en: named('en', ', ') } },
        more,
      );
    }
    case 'field-given':
      return value === undefined
        ? refuse(
            'field-missing',
            { title, field: guard.field, wanted: { zh: '请先填写', en: 'write it first' } },
            more,
          )
        : null;
    case 'time-ahead':
      return typeof value === 'number' && value > at ? null : refuse('time-not-ahead', words, more);
    case 'time-reached':
      return typeof value === 'number' && value <= at ? null : refuse('time-not-reached', words, more);
  }
}

type ChildGuard = Extract<Guard, { states: readonly string[] }>;

function checkChildren(guard: ChildGuard, seeing: Seeing): Refusal | null {
  const children = seeing.context.children.filter(
    ({ lifecycle, count }) => lifecycle === guard.lifecycle && count > 0,
  );
  const inside = children.filter(({ state }) => guard.states.includes(state));
  const words = { ...titles(seeing), lifecycle: guard.lifecycle, states: guard.states.join(', ') };
  if (guard.guard === 'child-in') return inside.length > 0 ? null : refuse('child-missing', words);
  return children.length > 0 && inside.length === children.length ? null : refuse('children-open', words);
}

function hasRunOut(clock: ClockState | undefined, { at, context }: Seeing): boolean {
  if (clock === undefined) return false;
  return elapsedMs(clock, at, context.rules.calendarOf) >= clock.limitMs;
}
