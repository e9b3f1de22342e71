import type { LegalBasis } from '../../domain/legal-basis.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { Recipient } from './effect.ts';

/** A time limit as policy data (`policy/clocks.yaml`). */
export interface ClockRule {
  readonly id: string;
  readonly title: BilingualText;
  /** The first whose `when` holds as the clock starts; the last has no `when`. */
  readonly limits: readonly ClockLimit[];
  /** Whose working hours count, where a limit counts working time. */
  readonly hoursOf: 'owner' | 'addressee';
  /** By per cent of the limit, ascending, 100 among them: who is told, once each. */
  readonly ladder: readonly ClockStep[];
  /** Transition the system makes when the limit is reached; `null`: people act. */
  readonly onLimit: string | null;
  /** What obliges anybody at all; `null` when nothing but good order does. */
  readonly duty: LegalBasis | null;
}

export interface ClockStep {
  readonly percent: number;
  readonly tell: readonly Recipient[];
}

export interface ClockLimit {
  /** The item's field is one of these words; `null`: always. */
  readonly when: { readonly field: string; readonly is: readonly string[] } | null;
  readonly length: LimitLength;
  /** What the figure itself rests on: often weaker than the duty. */
  readonly basis: LegalBasis;
}

/**
 * How long. `wall`: minutes of the wall clock, which nothing pauses. `working`: minutes within working hours. `working-days`:
 * days of the calendar's working length. `same-day`: until midnight where the unit is. `until`: up to the time in a field.
 */
export type LimitLength =
  | { readonly counts: 'wall'; readonly minutes: number }
  | { readonly counts: 'working'; readonly minutes: number }
  | { readonly counts: 'working-days'; readonly days: number }
  | { readonly counts: 'same-day' }
  | { readonly counts: 'until'; readonly field: string };
