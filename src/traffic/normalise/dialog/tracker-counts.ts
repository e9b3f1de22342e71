/**
 * What became of all messages and calls, running totals.
 * `messages = inCalls + inLegs + sum(dropped) + those of calls still held`.
 */
export interface TrackerCounts {
  messages: number;
  /** Messages of calls that were told of. */
  inCalls: number;
  /** Messages of calls that are legs of others. */
  inLegs: number;
  /**
   * Messages that tell nothing new, by reason: `repeated` (sent again, or captured at a second point), `mid-dialog`, `late` (their
   * call was told of), `without-invite`, `other-method`, `no-call-id`, `no-cseq`.
   */
  readonly dropped: Map<string, number>;
  /** Calls told of. */
  calls: number;
  /** Calls that were legs of another call and therefore not told of. */
  furtherLegs: number;
  /** Calls told of of which the capture misses the end. */
  endsNotSeen: number;
  /** Calls of which only the middle or the end was captured: not told of, and never evidence. */
  headless: number;
  /** Calls told of before their time because room was needed. */
  evicted: number;
}

/** Counts of nothing yet. */
export function trackerCounts(): TrackerCounts {
  return {
    messages: 0,
    inCalls: 0,
    inLegs: 0,
    dropped: new Map(),
    calls: 0,
    furtherLegs: 0,
    endsNotSeen: 0,
    headless: 0,
    evicted: 0,
  };
}
