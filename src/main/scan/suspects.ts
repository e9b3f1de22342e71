import type { CallFacts } from '../../domain/call-facts.ts';
import { measureRank } from '../../domain/measure.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import type { Decision } from '../../domain/verdict.ts';

/** A caller on which the policy would have done something, with the strongest decision on any of its calls. */
export interface Suspect {
  readonly key: NumberKey;
  callerClass: number;
  decision: Decision;
  rank: number;
  decidedAt: number;
  utcOffsetMin: number;
  /** Most distinct callees within 7 days seen so far; NaN when not known. */
  callees: number;
  /** What was seen since the first suspicion, for a caller that found no place in the table of totals. */
  calls: number;
  firstAt: number;
  lastAt: number;
}

/**
 * Suspects by key. The stronger decision wins: higher measure, then higher score; the earlier one stays on a tie. Beyond
 * `maxSuspects` the weaker half is forgotten and counted, so that a file of nothing but suspects cannot fill the memory.
 */
export class Suspects {
  readonly #byKey = new Map<NumberKey, Suspect>();
  readonly #maxSuspects: number;
  #forgotten = 0;

  constructor(maxSuspects: number) {
    this.#maxSuspects = maxSuspects;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  all(): Iterable<Suspect> {
    return this.#byKey.values();
  }

  get(key: NumberKey): Suspect | undefined {
    return this.#byKey.get(key);
  }

  /** Notes a call that met at least `observe`. */
  note(facts: CallFacts, decision: Decision): Suspect {
    const rank = measureRank(decision.measure);
    const known = this.#byKey.get(facts.callerKey);
    if (known === undefined) return this.#enter(facts, decision, rank);
    if (isStronger(rank, decision, known)) {
      known.rank = rank;
      known.decision = decision;
      known.decidedAt = facts.at;
      known.utcOffsetMin = facts.utcOffsetMin;
      known.callerClass = facts.callerClass;
    }
    return known;
  }

  #enter(facts: CallFacts, decision: Decision, rank: number): Suspect {
    if (this.#byKey.size >= this.#maxSuspects) this.#forgetWeakerHalf();
    const suspect: Suspect = {
      key: facts.callerKey,
      callerClass: facts.callerClass,
      decision,
      rank,
      decidedAt: facts.at,
      utcOffsetMin: facts.utcOffsetMin,
      callees: Number.NaN,
      calls: 0,
      firstAt: facts.at,
      lastAt: facts.at,
    };
    this.#byKey.set(facts.callerKey, suspect);
    return suspect;
  }

  #forgetWeakerHalf(): void {
    const weakestFirst = [...this.#byKey.values()].sort(
      (one, other) =>
        one.rank - other.rank || scoreOf(one.decision) - scoreOf(other.decision) || one.key - other.key,
    );
    for (const suspect of weakestFirst.slice(0, Math.ceil(weakestFirst.length / 2))) {
      this.#byKey.delete(suspect.key);
      this.#forgotten += 1;
    }
  }
}

const scoreOf = (decision: Decision): number => decision.score ?? -Infinity;

function isStronger(rank: number, decision: Decision, known: Suspect): boolean {
  if (rank !== known.rank) return rank > known.rank;
  return scoreOf(decision) > scoreOf(known.decision);
}
