import type { CallFacts } from '../../domain/call-facts.ts';
import { type Measure, measureRank } from '../../domain/measure.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import type { Decision } from '../../domain/verdict.ts';

/** A caller on which the policy would have done something, with the strongest decision on any of its calls. */
export interface Suspect {
  /** Dense number in the table of totals, -1 for a caller that found no place there. */
  readonly id: number;
  readonly key: NumberKey;
  callerClass: number;
  decision: Decision;
  rank: number;
  /** That of the decision; -Infinity without one. */
  score: number;
  decidedAt: number;
  utcOffsetMin: number;
  /** Most distinct callees within 7 days seen so far; NaN when not known. */
  callees: number;
  /** What was seen since the first suspicion; followed only for a caller that found no place in the table of totals. */
  calls: number;
  firstAt: number;
  lastAt: number;
}

/**
 * Callers under suspicion, found by their dense number in the table of totals, or by key when they have none. The
 * stronger decision wins: higher measure, then higher score; the earlier one stays on a tie. Beyond `maxSuspects` the
 * weaker half is forgotten and counted, so that a file of nothing but suspects cannot fill the memory.
 */
export class Suspects {
  #list: Suspect[] = [];
  /** Place in the list plus one by dense number: a lookup for every call, so no map. */
  #places = new Int32Array(1024);
  readonly #byKey = new Map<NumberKey, Suspect>();
  readonly #maxSuspects: number;
  #forgotten = 0;

  constructor(maxSuspects: number) {
    this.#maxSuspects = maxSuspects;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  all(): readonly Suspect[] {
    return this.#list;
  }

  /** The suspect with dense number `id` (-1: without one), `null` when it is none. */
  get(id: number, key: NumberKey): Suspect | null {
    if (id < 0) return this.#byKey.get(key) ?? null;
    const place = id < this.#places.length ? this.#places[id]! : 0;
    return place === 0 ? null : this.#list[place - 1]!;
  }

  /** Notes a call that met at least `observe`. */
  note(id: number, facts: CallFacts, decision: Decision): Suspect {
    const rank = measureRank(decision.measure);
    const known = this.get(id, facts.callerKey);
    if (known === null) return this.#enter(id, facts, decision, rank);
    if (isStronger(decision.measure, decision.score, known)) {
      known.rank = rank;
      known.decision = decision;
      known.score = scoreOf(decision);
      known.decidedAt = facts.at;
      known.utcOffsetMin = facts.utcOffsetMin;
      known.callerClass = facts.callerClass;
    }
    return known;
  }

  #enter(id: number, facts: CallFacts, decision: Decision, rank: number): Suspect {
    if (this.#list.length >= this.#maxSuspects) this.#forgetWeakerHalf();
    const suspect: Suspect = {
      id,
      key: facts.callerKey,
      callerClass: facts.callerClass,
      decision,
      rank,
      score: scoreOf(decision),
      decidedAt: facts.at,
      utcOffsetMin: facts.utcOffsetMin,
      callees: Number.NaN,
      calls: 0,
      firstAt: facts.at,
      lastAt: facts.at,
    };
    this.#place(suspect);
    return suspect;
  }

  #place(suspect: Suspect): void {
    this.#list.push(suspect);
    if (suspect.id < 0) {
      this.#byKey.set(suspect.key, suspect);
      return;
    }
    if (suspect.id >= this.#places.length) {
      const places = new Int32Array(Math.max(suspect.id + 1, this.#places.length * 2));
      places.set(this.#places);
      this.#places = places;
    }
    this.#places[suspect.id] = this.#list.length;
  }

  #forgetWeakerHalf(): void {
    const strongestFirst = [...this.#list].sort(
      (one, other) => other.rank - one.rank || other.score - one.score || other.key - one.key,
    );
    const kept = strongestFirst.slice(0, Math.floor(strongestFirst.length / 2));
    this.#forgotten += strongestFirst.length - kept.length;
    this.#list = [];
    this.#byKey.clear();
    this.#places.fill(0);
    for (const suspect of kept) this.#place(suspect);
  }
}

const scoreOf = (decision: Decision): number => decision.score ?? -Infinity;

/** Whether a decision of this measure and score is stronger than what is known of a caller, `null` for nothing. */
export function isStronger(measure: Measure, score: number | null, known: Suspect | null): boolean {
  if (known === null) return true;
  const rank = measureRank(measure);
  if (rank !== known.rank) return rank > known.rank;
  return (score ?? -Infinity) > known.score;
}
