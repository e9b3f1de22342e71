import type { JudgedCall } from '../verdict-desk.ts';

export interface LiveEntry {
  readonly sequence: number;
  readonly judged: JudgedCall;
  /** The entry as sent to viewers, written when the first one asks. */
  text: string | null;
}

/** The latest judged calls, for viewers to follow and to catch up from. Holds `capacity` calls, forgets the oldest. */
export class LiveRing {
  readonly #entries: (LiveEntry | undefined)[];
  /** Sequence of the next call; the first is 1, so that 0 means "before everything". */
  #next = 1;

  constructor(capacity: number) {
    this.#entries = new Array(capacity).fill(undefined);
  }

  push(judged: JudgedCall): void {
    this.#entries[this.#next % this.#entries.length] = { sequence: this.#next, judged, text: null };
    this.#next += 1;
  }

  /** Sequence of the newest call, 0 before the first. */
  get newest(): number {
    return this.#next - 1;
  }

  /** Sequence of the oldest call still held. */
  get oldest(): number {
    return Math.max(1, this.#next - this.#entries.length);
  }

  at(sequence: number): LiveEntry | undefined {
    const entry = this.#entries[sequence % this.#entries.length];
    return entry?.sequence === sequence ? entry : undefined;
  }

  /**
   * At most `limit` calls after `sequence`, oldest first, and how many were left out. When there are too many, calls
   * that something was noticed about go before the others: those are what the viewer is there for.
   */
  after(sequence: number, limit: number): { entries: LiveEntry[]; dropped: number } {
    const waiting = this.newest - sequence;
    const held: LiveEntry[] = [];
    for (let place = Math.max(sequence + 1, this.oldest); place <= this.newest; place += 1) {
      const entry = this.at(place);
      if (entry) held.push(entry);
    }
    if (held.length <= limit) return { entries: held, dropped: waiting - held.length };
    const noticed = held.filter((entry) => entry.judged.verdict.measure !== 'none').slice(-limit);
    const room = limit - noticed.length;
    const others =
      room > 0 ? held.filter((entry) => entry.judged.verdict.measure === 'none').slice(-room) : [];
    const entries = [...noticed, ...others].sort((one, other) => one.sequence - other.sequence);
    return { entries, dropped: waiting - entries.length };
  }
}
