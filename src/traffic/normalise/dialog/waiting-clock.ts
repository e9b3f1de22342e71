/** The longest step that is believed of a clock between two messages. */
const LONGEST_STEP_MS = 60_000;

/**
 * A clock for waiting, made from one that may jump: it never goes back, and a jump forward, however far, moves it by a minute.
 * So one packet dated wrongly ends no call, and a quiet night only makes calls wait longer.
 */
export class WaitingClock {
  #last = Number.NaN;
  #elapsed = 0;

  /** Milliseconds passed by now; `now` is the reading of the clock that may jump, NaN for none. */
  at(now: number): number {
    const step = now - this.#last;
    if (step > 0) this.#elapsed += Math.min(step, LONGEST_STEP_MS);
    if (!Number.isNaN(now)) this.#last = now;
    return this.#elapsed;
  }
}
