const QUARTER = 900_000;

/**
 * Compares written times with instants known from elsewhere in the record and says when the declared zone cannot be
 * right. A wrong zone shows as one and the same quarter-hour multiple on most rows.
 */
export class ZoneEvidence {
  compared = 0;
  #agreeing = 0;
  #candidate = 0;
  #votes = 0;
  #candidateRows = 0;

  /** `aheadMs`: how far the time, as read in the declared zone, is ahead of the known instant. */
  observe(aheadMs: number): void {
    this.compared += 1;
    const quarters = Math.round(aheadMs / QUARTER);
    if (quarters === 0) {
      this.#agreeing += 1;
      return;
    }
    if (quarters === this.#candidate) {
      this.#votes += 1;
      this.#candidateRows += 1;
    } else if (this.#votes === 0) {
      this.#candidate = quarters;
      this.#votes = 1;
      this.#candidateRows = 1;
    } else this.#votes -= 1;
  }

  /** The correction in minutes that most rows ask for, 0 when the zone fits or too little is known. */
  get aheadMin(): number {
    const disagreeing = this.compared - this.#agreeing;
    if (disagreeing < 3 || disagreeing * 2 < this.compared) return 0;
    return this.#candidateRows * 2 > disagreeing ? this.#candidate * 15 : 0;
  }

  /** A sentence for the tally, `null` when there is nothing to say. */
  warning(zoneName: string, zoneOffsetMin: number): string | null {
    if (this.aheadMin === 0) return null;
    const right = writtenOffset(zoneOffsetMin + this.aheadMin);
    return `times do not fit time zone ${zoneName}: the switch's own ids say the clock was at UTC${right}; pass --timezone ${right} or the zone's name`;
  }
}

/** `+08:00`, `-03:30`. */
export function writtenOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
