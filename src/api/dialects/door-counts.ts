import type { Outcome } from './switch-peer.ts';

/** What one peer was answered in one dialect. Labels are names from the configuration and stable words only. */
export interface DialectCount {
  readonly peer: string;
  readonly dialect: string;
  readonly outcome: Outcome;
  readonly count: number;
}

export interface SwitchDoorCounts {
  /** Questions answered, by peer, dialect and outcome. */
  readonly answered: readonly DialectCount[];
  /** Calls let pass unjudged and requests refused, by stable reason; a question that could not be read counts in both. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly inFlight: number;
  readonly connections: number;
}

export type OutcomeCounts = Record<Outcome, number>;

/** Counters that survive a change of the peers. */
export class DoorCounts {
  readonly #answered = new Map<string, { peer: string; dialect: string; counts: OutcomeCounts }>();
  readonly #reasons = new Map<string, number>();

  /** The counters of a peer in a dialect, to be counted up in place. */
  of(peer: string, dialect: string): OutcomeCounts {
    const key = `${dialect} ${peer}`;
    const known = this.#answered.get(key);
    if (known !== undefined) return known.counts;
    const counts = { allow: 0, label: 0, divert: 0, block: 0, unscreened: 0 };
    this.#answered.set(key, { peer, dialect, counts });
    return counts;
  }

  reason(word: string): void {
    this.#reasons.set(word, (this.#reasons.get(word) ?? 0) + 1);
  }

  answered(): DialectCount[] {
    return [...this.#answered.values()].flatMap(({ peer, dialect, counts }) =>
      (Object.keys(counts) as Outcome[])
        .filter((outcome) => counts[outcome] > 0)
        .map((outcome) => ({ peer, dialect, outcome, count: counts[outcome] })),
    );
  }

  reasons(): Record<string, number> {
    return Object.fromEntries(this.#reasons);
  }
}
