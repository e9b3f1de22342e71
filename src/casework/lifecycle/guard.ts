/**
 * Conditions of a transition beyond state and role: a closed set, each with words for its refusal (docs/adr/0007). A guard that
 * needs something nobody brought (children, counts) refuses; it never passes for want of knowledge.
 */
export type Guard =
  /** The field, as it stands after this move, is one of `is`. */
  | { readonly guard: 'field-is'; readonly field: string; readonly is: readonly string[] }
  /** The field has been written, by this move or before. */
  | { readonly guard: 'field-given'; readonly field: string }
  /** The time in the field is still to come (`ahead`) or has come (`reached`). */
  | { readonly guard: 'time-ahead'; readonly field: string }
  | { readonly guard: 'time-reached'; readonly field: string }
  /** A unit is addressed: there is somebody to act. */
  | { readonly guard: 'addressee-given' }
  /** There is at least one child of the lifecycle, and every one is in one of the states. */
  | { readonly guard: 'children-all-in'; readonly lifecycle: string; readonly states: readonly string[] }
  /** At least one child of the lifecycle is in one of the states. */
  | { readonly guard: 'child-in'; readonly lifecycle: string; readonly states: readonly string[] }
  /** The item has made the transition fewer than `times` times. */
  | { readonly guard: 'made-fewer-than'; readonly transition: string; readonly times: number }
  /** A figure that the caller counted under lock (`context.counts`) is at least `least`. */
  | { readonly guard: 'count-at-least'; readonly count: CountName; readonly least: number }
  /** The clock has run out: its limit was reached. */
  | { readonly guard: 'clock-run-out'; readonly clock: string };
export type GuardName = Guard['guard'];

/**
 * Figures a caller counts for guards. `independent-sources`: persons, agencies and own detection that speak against an
 * indicator, each once: the same person reporting twice is one.
 */
export const COUNTS = ['independent-sources'] as const;
export type CountName = (typeof COUNTS)[number];
