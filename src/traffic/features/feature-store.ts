import type { CallFacts } from '../../domain/call-facts.ts';
import type { FeatureVector } from '../../domain/feature-catalogue.ts';

export interface FeatureStoreStats {
  /** Numbers with live state, and the bound. */
  readonly numbers: number;
  readonly maxNumbers: number;
  /** Bytes held in tables, index included. */
  readonly bytes: number;
  /** Numbers with large sketches, and the bound. */
  readonly heavyNumbers: number;
  /** Calls that moved no window, by reason: `late`, `future`, `no-key`; numbers forgotten: `evicted`, `expired`. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** What happened to the last observed call besides being counted. */
export type ObservationNote = 'counted' | 'late' | 'future' | 'warming';

/**
 * Keyed state of all numbers and the features read from it. Deterministic: the same calls in the same order give the
 * same vectors bit for bit; window state itself does not depend on the order of calls within the allowed lateness.
 */
export interface FeatureStore {
  /**
   * Counts the call and returns the features of its parties, the call included. The vector is reused: valid until
   * the next call. Entries are NaN where nothing is known. A call from the future or later than the bound is counted
   * in `dropped`, moves no window, and gets the features as they stand.
   */
  observe(facts: CallFacts): FeatureVector;
  /** What became of the last observed call; anything but `counted` makes the verdict degraded. */
  readonly lastNote: ObservationNote;
  /** Remembers that the caller of this call was judged suspicious, for `callee.suspects_*` of later calls. */
  noteSuspect(facts: CallFacts): void;
  stats(): FeatureStoreStats;
  /** State as versioned, checksummed chunks; restoring them gives a store that goes on identically. */
  snapshot(): Iterable<Uint8Array>;
  /** Replaces all state. A damaged or foreign snapshot is refused with the reason and the store stays as it was. */
  restore(
    chunks: Iterable<Uint8Array>,
  ): { readonly ok: true } | { readonly ok: false; readonly reason: string };
}
