import type { CallFacts } from '../../domain/call-facts.ts';
import type { FeatureVector } from '../../domain/feature-catalogue.ts';

export interface FeatureStoreStats {
  /** Numbers with live state, and the bound. */
  readonly numbers: number;
  readonly maxNumbers: number;
  /** Bytes of rows in use, index, records and pair table. */
  readonly bytes: number;
  /** Numbers whose log goes on in a block: of 16 to 47, and of 48 to 111 calls in 7 days. */
  readonly regularNumbers: number;
  readonly frequentNumbers: number;
  /** Numbers with counters instead of a log (more than 111 calls in 7 days). */
  readonly busyNumbers: number;
  /** Sketches of numbers with more than 64 peers in use, and the bound. */
  readonly heavyNumbers: number;
  readonly maxHeavyNumbers: number;
  /** Newest `at` of all accepted calls; -Infinity before the first. */
  readonly watermark: number;
  /**
   * Calls by what was odd: `late` (counted where they still fall), `future` (not counted at all), `ahead` (far ahead of the
   * stream: held, not counted until others confirm the time), `no-key` (a party
   * without a number, the other one counted). Numbers forgotten: `evicted` (for want of room), `expired` (7 days idle).
   */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * What happened to the last observed call besides being counted; the first that applies of `future`,
 * `ahead` (so far ahead of the stream that others must confirm it first), `late`,
 * `warming` (within the warm-up: ages unknown), `saturated` (a pool was full, so counts of a party are lower bounds);
 * `uncounted`: it was only peeked at.
 */
export type ObservationNote = 'counted' | 'late' | 'future' | 'ahead' | 'warming' | 'saturated' | 'uncounted';

/** What can be said of the parties of a call without reading its features. */
export interface CallGlance {
  /** Whether the caller's features are counted from a log: exact, and raised by one call by one at most. */
  readonly callerIsExact: boolean;
  /** No feature that counts calls or callers of the callee is above this; Infinity: cannot be told. */
  readonly calleeCalls: number;
  /** Whether the callee may have had a suspicious caller. */
  readonly calleeIsMarked: boolean;
  /** Whether calls far ahead of the stream wait to be counted. */
  readonly isHolding: boolean;
}

/**
 * Keyed state of all numbers and the features read from it. Deterministic: the same calls in the same order give the
 * same vectors bit for bit; window state itself does not depend on the order of calls within the allowed lateness.
 *
 * The windows of a party end at its newest call. A limit includes the call itself: with "3 in 1 h", `calls_1h >= 3` is
 * true at the third call.
 */
export interface FeatureStore {
  /**
   * Counts the call and returns the features of its parties, the call included. The vector is reused: valid until
   * the next call. Entries are NaN where nothing is known. A call from the future is counted in `dropped`, moves
   * nothing, and gets the features as they stand; a late one counts in those windows that still hold its time.
   */
  observe(facts: CallFacts): FeatureVector;
  /** The first half of `observe`: counts the call. */
  count(facts: CallFacts): void;
  /** The second half: features of the parties of the call counted last, whose facts these are; without `withCallee` the
   * callee's stay NaN. */
  read(facts: CallFacts, withCallee: boolean): FeatureVector;
  /** The parties of the call counted last. Reused: valid until the next call. */
  glance(): CallGlance;
  /** Features as they stand, the call itself not included; nothing is created, moved or counted. `lastNote` becomes `note`. */
  peek(facts: CallFacts, note: ObservationNote): FeatureVector;
  /** What became of the last observed call; anything but `counted` makes the verdict degraded. */
  readonly lastNote: ObservationNote;
  /**
   * Says which features will be read (a new policy); entries of metrics that are not stay NaN. State is kept in full all
   * the same.
   */
  need(names: Iterable<string>): void;
  /**
   * Remembers that the caller of this call was judged suspicious, for `callee.suspects_*` of later calls. The call must
   * have been observed before; both numbers are then forgotten last.
   */
  noteSuspect(facts: CallFacts): void;
  stats(): FeatureStoreStats;
  /**
   * State as versioned, checksummed chunks; restoring them gives a store that goes on identically. To be read to the
   * end before the next call is observed. The chunks may be cut and joined on the way.
   */
  snapshot(): Iterable<Uint8Array>;
  /** Replaces all state. A damaged or foreign snapshot is refused with the reason and the store stays as it was. */
  restore(
    chunks: Iterable<Uint8Array>,
  ): { readonly ok: true } | { readonly ok: false; readonly reason: string };
}
