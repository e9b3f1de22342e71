import type { TimeZone } from '../../lib/time-zone.ts';

const REMEMBERED = 16_384;
const QUARTER_HOUR_MS = 900_000;

/** Writes `YYYY-MM-DD HH:MM:SS` in a zone. Each second is written once; the zone is asked once a quarter of an hour. */
export class StampWriter {
  readonly #zone: TimeZone;
  readonly #seconds = new Float64Array(REMEMBERED).fill(-1);
  readonly #texts = new Array<string>(REMEMBERED).fill('');
  readonly #offsets = new Map<number, number>();

  constructor(zone: TimeZone) {
    this.#zone = zone;
  }

  write(at: number): string {
    const second = Math.floor(at / 1000);
    const slot = second & (REMEMBERED - 1);
    if (this.#seconds[slot] === second) return this.#texts[slot]!;
    const text = new Date(second * 1000 + this.#offsetMs(at)).toISOString();
    const written = `${text.slice(0, 10)} ${text.slice(11, 19)}`;
    this.#seconds[slot] = second;
    this.#texts[slot] = written;
    return written;
  }

  #offsetMs(at: number): number {
    const quarter = Math.floor(at / QUARTER_HOUR_MS);
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      if (this.#offsets.size > 256) this.#offsets.clear();
      offset = this.#zone.offsetMin(at) * 60_000;
      this.#offsets.set(quarter, offset);
    }
    return offset;
  }
}
