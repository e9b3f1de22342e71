/** Sets told apart; more than any traffic shows. */
const MAX_SETS = 16_384;

/**
 * Numbers the sets of rules that are met, 0 for the empty one: a tree in which each rule of a set, taken in the order in
 * which rules are tried, leads on from the set of those before it.
 */
export class RuleSets {
  readonly #rules: number;
  /** Set that a rule leads to from a set, at `set * rules + rule`; 0 where none was met yet. */
  #next: Int32Array;
  #sets = 1;

  constructor(rules: number) {
    this.#rules = rules;
    this.#next = new Int32Array(64 * rules);
  }

  /** The set with one rule more, that comes after all in it; -1 when too many sets have been met. */
  with(set: number, rule: number): number {
    if (set < 0) return -1;
    const place = set * this.#rules + rule;
    const known = this.#next[place]!;
    return known !== 0 ? known : this.#meet(place);
  }

  #meet(place: number): number {
    if (this.#sets >= MAX_SETS) return -1;
    const set = this.#sets;
    this.#sets += 1;
    if (this.#sets * this.#rules > this.#next.length) {
      const larger = new Int32Array(this.#next.length * 2);
      larger.set(this.#next);
      this.#next = larger;
    }
    this.#next[place] = set;
    return set;
  }
}
