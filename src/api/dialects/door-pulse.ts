/** Beats in a row that must come late before work is refused: one pause of the collector or the machine is no overload. */
const LATE_BEATS = 3;
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
  readonly #everySecond: (now: number) => void;
  readonly #timer: NodeJS.Timeout;
  #lastTick = performance.now();
  #lastSecond = 0;
  #lateBeats = 0;

  constructor(maxLagMs: number, everySecond: (now: number) => void) {
    this.#maxLagMs = maxLagMs;
    this.#everySecond = everySecond;
    this.#timer = setInterval(() => this.beat(performance.now()), TICK_MS).unref();
  }

  /** True when the last beats all came later than allowed, until one comes in time. */
  get overloaded(): boolean {
    return this.#lateBeats >= LATE_BEATS;
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

  /** One look at everything; `now` is of `performance.now()`. */
  beat(now: number): void {
    const lagMs = now - this.#lastTick - TICK_MS;
    this.#lastTick = now;
    this.#lateBeats = lagMs > this.#maxLagMs ? this.#lateBeats + 1 : 0;
    for (const pending of this.#pending)
      if (pending.dueAt <= now) {
        this.#pending.delete(pending);
        pending.late();
      }
    if (now - this.#lastSecond < 1_000) return;
    this.#lastSecond = now;
    this.#everySecond(now);
  }
}
