import type { HourTotal } from '../../report/index.ts';

/** Calls and suspicious calls by local hour over everything scanned; at most `maxHours` hours, the rest is counted. */
export class HourTotals {
  readonly #byHour = new Map<number, { hour: number; calls: number; suspicious: number }>();
  readonly #maxHours: number;
  #last: { hour: number; calls: number; suspicious: number } | null = null;
  #beyond = 0;

  constructor(maxHours: number) {
    this.#maxHours = maxHours;
  }

  /** Calls in hours that found no place. */
  get beyond(): number {
    return this.#beyond;
  }

  count(hour: number, suspicious: boolean): void {
    let total = this.#last;
    if (total === null || total.hour !== hour) {
      total = this.#byHour.get(hour) ?? null;
      if (total === null) {
        if (this.#byHour.size >= this.#maxHours) {
          this.#beyond += 1;
          return;
        }
        total = { hour, calls: 0, suspicious: 0 };
        this.#byHour.set(hour, total);
      }
      this.#last = total;
    }
    total.calls += 1;
    if (suspicious) total.suspicious += 1;
  }

  /** Ascending. */
  all(): readonly HourTotal[] {
    return [...this.#byHour.values()].sort((one, other) => one.hour - other.hour);
  }
}
