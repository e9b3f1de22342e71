import type { RandomStream } from '../../lib/random-stream.ts';

/** Picks a position with probability in proportion to its weight; positions must be few (the search is linear). */
export class WeightedChoice {
  readonly #upTo: readonly number[];
  readonly #total: number;

  constructor(weights: readonly number[]) {
    let sum = 0;
    this.#upTo = weights.map((weight) => {
      sum += weight;
      return sum;
    });
    this.#total = sum;
  }

  pick(random: RandomStream): number {
    const point = random.unit() * this.#total;
    let position = 0;
    while (position < this.#upTo.length - 1 && point >= this.#upTo[position]!) position += 1;
    return position;
  }
}
