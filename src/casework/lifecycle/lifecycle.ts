import type { AgencyKind } from '../../domain/agency-kind.ts';
import type { Role } from '../../domain/role.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { Effect } from './effect.ts';
import type { FieldForm } from './field-form.ts';
import type { Guard } from './guard.ts';

/** A lifecycle as data (`policy/lifecycles/`): one engine runs them all. Keys are stable kebab-case words. */
export interface Lifecycle {
  readonly id: string;
  /** Raised when the meaning changes; every audit entry records which one it was made under. */
  readonly version: number;
  readonly title: BilingualText;
  /** One or two sentences: what an item is, and what it is not. */
  readonly about: BilingualText;
  /** What an item hangs on: an appeal on its order, a leg on its request; `null`: nothing. */
  readonly parent: { readonly lifecycle: string; readonly required: boolean } | null;
  readonly fields: Readonly<Record<string, FieldForm>>;
  readonly states: Readonly<Record<string, LifecycleState>>;
  readonly transitions: Readonly<Record<string, Transition>>;
  /** Clocks of `policy/clocks.yaml` and the states in which they run. */
  readonly clocks: Readonly<Record<string, ClockUse>>;
}

export interface LifecycleState {
  readonly title: BilingualText;
  /** Nothing more happens, except a transition that `reopens`; every clock ends. */
  readonly final: boolean;
  /** Why nobody is waiting here, when no clock runs; `null` where one does. */
  readonly unclocked: BilingualText | null;
}

/** Whose people may move: those of the owning unit, of the unit addressed, or of any. */
export const PARTIES = ['owner', 'addressee', 'any'] as const;
export type Party = (typeof PARTIES)[number];

export interface Transition {
  readonly title: BilingualText;
  /** Empty: this transition opens an item. */
  readonly from: readonly string[];
  /** `null`: the item stays in its state. */
  readonly to: string | null;
  readonly roles: readonly Role[];
  /** Empty: units of every kind. */
  readonly kinds: readonly AgencyKind[];
  readonly party: Party;
  /** Fields that must come with the move, and fields that may. */
  readonly requires: readonly string[];
  readonly allows: readonly string[];
  readonly guards: readonly Guard[];
  readonly apart: readonly Apart[];
  readonly effects: readonly Effect[];
  /** Leaves a final state; only a transition that says so may. */
  readonly reopens: boolean;
  /** Field (form agency) that names the new owning unit. */
  readonly handsOver: string | null;
  /** Field (form agency) that, when written, names the unit now addressed. */
  readonly readdresses: string | null;
  /** Field (form ulid) that names the duplicate whose earlier start the clocks inherit. */
  readonly absorbs: string | null;
}

/** Separation of duties: the person may not be one who made any of these transitions. */
export interface Apart {
  readonly from: readonly string[];
  /** On this item or on its parent. */
  readonly of: 'item' | 'parent';
}

/** Where a clock runs. It starts at the first state of `runsIn`; any other state stops it, and coming back resumes it. */
export interface ClockUse {
  readonly runsIn: readonly string[];
  readonly pausesIn: readonly ClockPause[];
}

export interface ClockPause {
  readonly state: string;
  readonly reason: BilingualText;
  /** Most minutes (wall clock, all visits together) that the pause may last; then the clock runs in that state too. */
  readonly capMinutes: number;
}
