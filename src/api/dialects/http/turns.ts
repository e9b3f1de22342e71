/** A connection with something to do. */
export interface TurnTaker {
  run(): void;
  flush(): void;
}

/**
 * Connections that have received something in one round of the event loop take their turns together: all are read before
 * any is answered, and all answered before any answer is written. Each kind of work then finds its code and tables in the
 * processor's caches instead of the network stack's.
 */
export class Turns {
  #waiting: TurnTaker[] = [];
  #spare: TurnTaker[] = [];

  add(taker: TurnTaker): void {
    if (this.#waiting.length === 0) setImmediate(this.#take);
    this.#waiting.push(taker);
  }

  readonly #take = (): void => {
    const takers = this.#waiting;
    this.#waiting = this.#spare;
    for (const taker of takers) taker.run();
    for (const taker of takers) taker.flush();
    takers.length = 0;
    this.#spare = takers;
  };
}
