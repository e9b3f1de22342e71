import { bytesText } from '../../../lib/field-row.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import { problemBit } from './record-problem.ts';
import type { SourceZone } from './source-zone.ts';
import { type DateOrder, parseWrittenTime, type WrittenTime } from './written-time.ts';
import { zoneWordOffsets } from './zone-words.ts';

/** What a time field turned out to be: a time, none (`0000-00-00`, 1970, empty), or nothing that can be read. */
export const STAMP = { none: 0, time: 1, bad: 2 } as const;
export type StampResult = (typeof STAMP)[keyof typeof STAMP];

const AMBIGUOUS = problemBit('ambiguous-local-time');
const SKIPPED = problemBit('nonexistent-local-time');
const CACHE = 512;
const HOUR = 3_600_000;
/** Before 1990 nobody wrote call records this product reads; zero times of every epoch convention lie there. */
export const EARLIEST = Date.UTC(1990, 0, 1);

/**
 * Reads written times in a declared zone. The zone is asked once per hour of the calendar, not per row; an hour in
 * which the clock was changed is asked for each time. Results are left in the fields.
 */
export class LocalStamps {
  at = NaN;
  offsetMin = 0;
  /** Bits of `RECORD_PROBLEMS`. */
  problems = 0;
  /** The other reading of an ambiguous time, epoch ms; NaN when there is none. */
  second = NaN;
  readonly zone: TimeZone | SourceZone;
  /** True once a written time without offset was read. */
  zoneUsed = false;
  readonly #order: DateOrder;
  readonly #hours = new Int32Array(CACHE).fill(-1);
  readonly #bases = new Float64Array(CACHE);
  readonly #offsets = new Int32Array(CACHE);

  constructor(zone: TimeZone | SourceZone, order: DateOrder = 'ymd') {
    this.zone = zone;
    this.#order = order;
  }

  /** Reads `YYYY-MM-DD HH:MM:SS` without making strings, and every other written form through its text. */
  read(bytes: Uint8Array, start: number, end: number): StampResult {
    this.problems = 0;
    this.second = NaN;
    if (start >= end) return STAMP.none;
    if (end - start !== 19 || bytes[start + 4] !== 45 || bytes[start + 13] !== 58) {
      return this.readText(bytesText(bytes, start, end));
    }
    const year = two(bytes, start) * 100 + two(bytes, start + 2);
    const month = two(bytes, start + 5);
    const day = two(bytes, start + 8);
    const hour = two(bytes, start + 11);
    const minute = two(bytes, start + 14);
    const second = two(bytes, start + 17);
    const plain = bytes[start + 7] === 45 && bytes[start + 16] === 58 && bytes[start + 10] === 32;
    if (
      !plain ||
      year < 1990 ||
      !(month <= 12) ||
      !(day <= 28) ||
      !(hour < 24) ||
      !(minute < 60) ||
      !(second < 60)
    )
      return this.readText(bytesText(bytes, start, end));
    if (month === 0 || day === 0) return this.readText(bytesText(bytes, start, end));
    return this.#inHour(
      ((year * 13 + month) * 32 + day) * 24 + hour,
      minute * 60_000 + second * 1000,
      year,
      month,
      day,
      hour,
    );
  }

  /** The same from text. */
  readText(text: string): StampResult {
    this.problems = 0;
    this.second = NaN;
    const written = parseWrittenTime(text, this.#order);
    if (written === 'none') return STAMP.none;
    if (written === 'bad') return STAMP.bad;
    this.problems = written.problems;
    const offsetMin = written.zoneWord === null ? written.offsetMin : this.#meant(written);
    if (Number.isNaN(offsetMin)) return STAMP.bad;
    if (offsetMin !== null) return this.setEpoch(written.localAsUtc - offsetMin * 60_000);
    if (written.localAsUtc < EARLIEST) return STAMP.none;
    return this.#resolve(written.localAsUtc);
  }

  /** The offset an abbreviation stands for; where countries share it, the one the declared zone has then, else NaN. */
  #meant({ zoneWord, localAsUtc }: WrittenTime): number {
    const offsets = zoneWordOffsets(zoneWord ?? '');
    if (offsets.length === 1) return offsets[0]!;
    return offsets.find((each) => this.zone.offsetMin(localAsUtc - each * 60_000) === each) ?? NaN;
  }

  /** Takes an instant; the zone only tells its local offset. */
  setEpoch(at: number): StampResult {
    if (at < EARLIEST) return STAMP.none;
    this.at = at;
    this.offsetMin = this.offsetOf(at);
    return STAMP.time;
  }

  /** Local offset at an instant, minutes; the zone is asked once an hour. */
  offsetOf(at: number): number {
    const hour = Math.floor(at / HOUR);
    if (this.#epochHour !== hour || this.#epochOfStamps !== this.zoneUsed) {
      this.#epochHour = hour;
      this.#epochOfStamps = this.zoneUsed;
      this.#epochOffset =
        this.zoneUsed && 'stampOffsetMin' in this.zone
          ? this.zone.stampOffsetMin(at)
          : this.zone.offsetMin(at);
    }
    return this.#epochOffset;
  }

  #epochOfStamps = false;
  #epochHour = -1;
  #epochOffset = 0;

  /** Chooses the reading of an ambiguous time that an instant near it supports. */
  decideBy(epochMs: number): void {
    if (Number.isNaN(this.second) || Number.isNaN(epochMs)) return;
    const first = Math.abs(this.at - epochMs);
    const second = Math.abs(this.second - epochMs);
    if (Math.min(first, second) > HOUR / 2) return;
    if (second < first) {
      this.at = this.second;
      this.offsetMin = this.zone.offsetMin(this.second);
    }
    this.problems &= ~AMBIGUOUS;
    this.second = NaN;
  }

  #inHour(
    key: number,
    inHourMs: number,
    year: number,
    month: number,
    day: number,
    hour: number,
  ): StampResult {
    const slot = key & (CACHE - 1);
    if (this.#hours[slot] !== key) {
      const local = Date.UTC(year, month - 1, day, hour);
      const begins = this.zone.resolve(local);
      const ends = this.zone.resolve(local + HOUR - 1000);
      const whole = begins.kind === 'plain' && ends.kind === 'plain' && begins.offsetMin === ends.offsetMin;
      this.zoneUsed = true;
      if (!whole) return this.#resolve(local + inHourMs);
      this.#hours[slot] = key;
      this.#bases[slot] = begins.at;
      this.#offsets[slot] = begins.offsetMin;
    }
    this.at = this.#bases[slot]! + inHourMs;
    this.offsetMin = this.#offsets[slot]!;
    return STAMP.time;
  }

  #resolve(local: number): StampResult {
    this.zoneUsed = true;
    const resolved = this.zone.resolve(local);
    this.at = resolved.at;
    this.offsetMin = resolved.offsetMin;
    this.second = resolved.second;
    if (resolved.kind === 'ambiguous') this.problems |= AMBIGUOUS;
    if (resolved.kind === 'skipped') this.problems |= SKIPPED;
    return STAMP.time;
  }
}

/** Two digits, NaN if they are none. */
function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const units = bytes[at + 1]! - 48;
  return tens >>> 0 > 9 || units >>> 0 > 9 ? NaN : tens * 10 + units;
}
