import { MEASURES, measureRank } from '../../domain/measure.ts';
import { NO_KEY, type NumberKey } from '../../domain/number-key.ts';
import { OldestKeys } from '../../lib/oldest-keys.ts';
import type { JudgedCall } from '../verdict-desk.ts';

const MINUTE_MS = 60_000;
const KEPT_MINUTES = 60;
const RATE_SECONDS = 10;

/** A caller that was noticed lately, with its most serious verdict. */
export interface NoticedCaller {
  readonly worst: JudgedCall;
  /** Noticed calls since it was first noticed, at most as far back as `TOP_WINDOW_MS` of silence. */
  readonly calls: number;
  readonly lastAt: number;
}

export interface MinuteCounts {
  /** Start of the minute, epoch milliseconds. */
  readonly minute: number;
  /** Verdicts by measure, in the order of `MEASURES`. */
  readonly counts: readonly number[];
}

/** How long a noticed caller stays among the top without a further noticed call. */
export const TOP_WINDOW_MS = 10 * MINUTE_MS;
const MAX_NOTICED = 2_000;

/** Running figures for the live page. Memory is bounded: 60 minutes, ten seconds of rate, 2,000 noticed callers. */
export class LiveFigures {
  readonly byMeasure: number[] = MEASURES.map(() => 0);
  degraded = 0;
  readonly #minutes: { minute: number; counts: number[] }[] = [];
  readonly #seconds = new Float64Array(RATE_SECONDS + 1);
  readonly #secondOf = new Float64Array(RATE_SECONDS + 1);
  readonly #noticed = new Map<NumberKey, { worst: JudgedCall; calls: number; lastAt: number }>();
  readonly #oldest = new OldestKeys(this.#noticed);

  /**
   * Counts a verdict at the time we were told of its call, or `clock` when that lies ahead of it (a town whose clock runs
   * fast).
   */
  count(judged: JudgedCall, clock: number): void {
    const now = Math.min(judged.event.receivedAt, clock);
    const rank = measureRank(judged.verdict.measure);
    this.byMeasure[rank]! += 1;
    if (judged.verdict.degraded.length > 0) this.degraded += 1;
    const minute = this.#minute(now);
    if (minute) minute[rank]! += 1;
    const second = Math.floor(now / 1000);
    const slot = second % this.#seconds.length;
    if (this.#secondOf[slot] !== second) {
      this.#secondOf[slot] = second;
      this.#seconds[slot] = 0;
    }
    this.#seconds[slot]! += 1;
    if (rank > 0) this.#notice(judged, now);
  }

  /** Calls a second, mean over the last ten whole seconds. */
  callsPerSecond(now: number): number {
    const current = Math.floor(now / 1000);
    let calls = 0;
    for (let slot = 0; slot < this.#seconds.length; slot += 1) {
      const age = current - this.#secondOf[slot]!;
      if (age >= 1 && age <= RATE_SECONDS) calls += this.#seconds[slot]!;
    }
    return calls / RATE_SECONDS;
  }

  /** The last `count` minutes in which there was a verdict, oldest first. */
  minutes(count = KEPT_MINUTES): readonly MinuteCounts[] {
    return this.#minutes.slice(-count);
  }

  /** Noticed callers, most serious first. */
  top(limit: number, now: number): NoticedCaller[] {
    for (const [key, { lastAt }] of this.#noticed)
      if (now - lastAt > TOP_WINDOW_MS) this.#noticed.delete(key);
    return [...this.#noticed.values()].sort(moreSerious).slice(0, limit);
  }

  /** The counts of the minute of `at`, also when later minutes have begun; `null` when it is over an hour old. */
  #minute(at: number): number[] | null {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const after = this.#minutes.findLastIndex((known) => known.minute <= minute);
    const known = this.#minutes[after];
    if (known?.minute === minute) return known.counts;
    if (after < 0 && this.#minutes.length >= KEPT_MINUTES) return null;
    const counts = MEASURES.map(() => 0);
    this.#minutes.splice(after + 1, 0, { minute, counts });
    if (this.#minutes.length > KEPT_MINUTES) this.#minutes.shift();
    return counts;
  }

  #notice(judged: JudgedCall, now: number): void {
    const key = judged.event.caller.key;
    if (key === NO_KEY) return;
    const known = this.#noticed.get(key);
    if (known) this.#noticed.delete(key);
    else if (this.#noticed.size >= MAX_NOTICED) this.#forgetOldest();
    const worst = known && seriousness(known.worst) > seriousness(judged) ? known.worst : judged;
    this.#noticed.set(key, { worst, calls: (known?.calls ?? 0) + 1, lastAt: now });
  }

  #forgetOldest(): void {
    const oldest = this.#oldest.next();
    if (oldest !== undefined) this.#noticed.delete(oldest);
  }
}

function seriousness({ verdict }: JudgedCall): number {
  return measureRank(verdict.measure) * 1e6 + (verdict.score ?? 0);
}

function moreSerious(one: NoticedCaller, other: NoticedCaller): number {
  return seriousness(other.worst) - seriousness(one.worst) || other.lastAt - one.lastAt;
}
