/**
 * Says when more comes in than can be judged, from two measures: how late the event loop's timers are, and how long a datagram
 * waits in the system before it is read. Nothing is queued here: what comes while it is overloaded is answered without
 * judgement, which is cheaper, until the wait is short again.
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

  /** A measure for one more socket; `probe` sends it a datagram of its own, whose coming is told to `probeRead`. */
  lane(probe: () => void): LoadLane {
    const lane = new LoadLane(probe, () => this.#weigh());
    this.#lanes.push(lane);
    return lane;
  }

  /** A timer came so many milliseconds after its time; call it at a steady pace, late or not. */
  noteLate(lateMs: number): void {
    this.lateMs = Math.max(lateMs, this.lateMs / 2);
    this.#weigh();
  }

  /** How long the last datagram measured had waited before it was read; the longest of all sockets. */
  waitMs(): number {
    let longest = 0;
    for (const lane of this.#lanes) longest = Math.max(longest, lane.waitMs);
    return longest;
  }

  #weigh(): void {
    const waitMs = Math.max(this.waitMs(), this.lateMs);
    if (waitMs > this.#limitMs) this.isOverloaded = true;
    else if (waitMs < this.#limitMs / 2) this.isOverloaded = false;
  }
}

/** So long must a socket not have been read empty before the wait is measured. */
const FULL_MS = 10;

/**
 * How long what comes to one socket waits. As long as the socket is read empty turn by turn, nothing waits. Else a datagram is sent
 * to the socket itself: it stands at the end of the same queue, and the time until it is read is the wait of everything.
 */
export class LoadLane {
  waitMs = 0;
  readonly #probe: () => void;
  readonly #changed: () => void;
  #fullSince = 0;
  #probedAt = 0;

  constructor(probe: () => void, changed: () => void) {
    this.#probe = probe;
    this.#changed = changed;
  }

  /** All that had come in was read. */
  noteEmpty(): void {
    if (this.#fullSince === 0) return;
    this.#fullSince = this.#probedAt = 0;
    this.#set(0);
  }

  /** There was more to read than one turn takes. */
  noteFull(now: number): void {
    if (this.#fullSince === 0) this.#fullSince = now;
    if (this.#probedAt > 0) {
      // The probe may have been thrown away with others for want of room.
      if (now - this.#probedAt > this.waitMs) this.#set(now - this.#probedAt);
    } else if (now - this.#fullSince >= FULL_MS) {
      this.#probedAt = now;
      this.#probe();
    }
  }

  /** The datagram that `probe` sent was read. */
  probeRead(now: number): void {
    if (this.#probedAt === 0) return;
    const waitMs = now - this.#probedAt;
    this.#probedAt = 0;
    this.#fullSince = now;
    this.#set(waitMs);
  }

  #set(waitMs: number): void {
    this.waitMs = waitMs;
    this.#changed();
  }
}
