/**
 * Says when more comes in than can be judged, from two measures of the event loop: how late its timers are, and for how long a
 * socket has not been read empty. The oldest message waiting cannot be older than the second, since they are read in order.
 * Nothing is queued here: what comes while it is overloaded is answered without judgement, which is cheaper, until all is read.
 */
export class LoadGauge {
  /** Plain field, read for every call. */
  isOverloaded = false;
  /** How late timers have been of late, milliseconds. */
  lateMs = 0;
  readonly #limitMs: number;
  readonly #lanes: LoadLane[] = [];

  /** Waiting for at most so long is in order. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** A measure for one more socket. */
  lane(): LoadLane {
    const lane = new LoadLane(() => this.#weigh());
    this.#lanes.push(lane);
    return lane;
  }

  /** A timer came so many milliseconds after its time; call it at a steady pace, late or not. */
  noteLate(lateMs: number): void {
    this.lateMs = Math.max(lateMs, this.lateMs / 2);
    this.#weigh();
  }

  /** For how long some socket has not been read empty. */
  backlogMs(): number {
    let longest = 0;
    for (const lane of this.#lanes) longest = Math.max(longest, lane.backlogMs);
    return longest;
  }

  #weigh(): void {
    const backlogMs = this.backlogMs();
    if (backlogMs > this.#limitMs || this.lateMs > this.#limitMs) this.isOverloaded = true;
    else if (backlogMs === 0) this.isOverloaded = false;
  }
}

/** Whether one socket is read empty, turn by turn. */
export class LoadLane {
  backlogMs = 0;
  #fullSince = 0;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** All that had come in was read. */
  noteEmpty(): void {
    if (this.#fullSince === 0) return;
    this.#fullSince = 0;
    this.backlogMs = 0;
    this.#changed();
  }

  /** There was more to read than one turn takes. */
  noteFull(now: number): void {
    if (this.#fullSince === 0) this.#fullSince = now;
    this.backlogMs = now - this.#fullSince;
    this.#changed();
  }
}
