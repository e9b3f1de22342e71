/** How often deadlines are looked at; an answer is late by at most this much. */
const TICK_MS = 10;

/** Something that must be answered in time. */
export interface Pending {
  /** On the clock of `performance.now()`. */
  readonly dueAt: number;
  late(): void;
}

/**
 * One timer for all deadlines of a door, and a watch on its own lateness: when the loop is so late that switches have
 * given up waiting, judging for them only makes the others wait too.
 */
export class DoorPulse {
  readonly #pending = new Set<Pending>();
  readonly #maxLagMs: number;
  readonly #timer: NodeJS.Timeout;
  #lastTick = performance.now();
  #overloaded = false;

  constructor(maxLagMs: number) {
    this.#maxLagMs = maxLagMs;
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  /** True from a tick that came later than allowed until one that came in half of that. */
  get overloaded(): boolean {
    return this.#overloaded;
  }

  get waiting(): number {
    return this.#pending.size;
  }

  add(pending: Pending): void {
    this.#pending.add(pending);
  }

  remove(pending: Pending): void {
    this.#pending.delete(pending);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#pending.clear();
  }

  #tick(): void {
    const now = performance.now();
    const lagMs = now - this.#lastTick - TICK_MS;
    this.#lastTick = now;
    this.#overloaded = lagMs > (this.#overloaded ? this.#maxLagMs / 2 : this.#maxLagMs);
    for (const pending of this.#pending)
      if (pending.dueAt <= now) {
        this.#pending.delete(pending);
        pending.late();
      }
  }
}
