import { WINDOW_MS, WINDOWS } from '../../domain/feature-catalogue.ts';
import { rehash } from './key-hash.ts';

const WAYS = 8;
const HEAD_WORDS = WAYS * 2;
const WIDTHS_S = Float64Array.from(WINDOWS, (window) => WINDOW_MS[window] / 1000);
const WINDOW_COUNT = WIDTHS_S.length;
export const ALL_PAIR_WINDOWS: readonly number[] = WINDOWS.map((_, window) => window);
const FIRST = 0;
const LAST = 1;
const COUNTERS = 2;
/** A pair that spoke more than once outlives one of equal age that did not by this long. */
const REPEAT_BONUS_S = 21_600;
const MAX_COUNT = 0xff;
const MAX_TALK_S = 0xffff;

/** Where a pair lives (the same for both directions) and what tells it and its direction apart there. */
export function pairSet(lowHash: number, highHash: number): number {
  return rehash((lowHash + Math.imul(highHash, 0x9e3779b1)) | 0);
}
/** `isUp`: the call goes from the smaller to the larger key. Never 0. */
export function pairTag(set: number, lowHash: number, isUp: boolean): number {
  return (rehash(set ^ lowHash) & ~3) | (isUp ? 3 : 2);
}
/** The tag of the same pair's calls the other way. */
export const reverseTag = (tag: number): number => tag ^ 1;

export const PAIR_METRICS = 3;
/** Bytes of one pair and direction: a tag, what it is worth keeping, first and last seen, and ten buckets of calls, answered calls and talk. */
export const PAIR_BYTES = (2 + 2 + WINDOW_COUNT * 2) * 4;

/**
 * Pairs who called each other lately, in sets of 8 chosen by both numbers; the two directions of a pair lie in one set.
 * When a set is full the pair longest silent goes (`REPEAT_BONUS_S` in favour of repeated ones), so the table holds
 * about as many newest pairs as it has room and a forgotten pair reads as a first contact.
 * A wrong match needs 30 equal bits within a set: 8 in 2^30 for a pair never seen.
 * Calls and answered calls of a bucket stop at 255, talk at 65,535 s: rules on a pair use far smaller limits.
 */
export class PairTable {
  /** A set is 16 words, so that finding and replacing touch them alone: 8 tags, then till when each way is worth keeping. */
  readonly heads: Uint32Array;
  readonly bodies: Uint32Array;
  private readonly setMask: number;
  /** Windows that are kept, ascending, and their widths. */
  private readonly windows: readonly number[];
  private readonly widths: Float64Array;
  private readonly bodyWords: number;

  constructor(maxPairs: number, windows: readonly number[] = ALL_PAIR_WINDOWS) {
    const sets = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(maxPairs, WAYS) / WAYS)));
    this.setMask = sets - 1;
    this.heads = new Uint32Array(sets * HEAD_WORDS);
    this.windows = windows;
    this.widths = Float64Array.from(windows, (window) => WIDTHS_S[window]!);
    this.bodyWords = COUNTERS + windows.length * 2;
    this.bodies = new Uint32Array(sets * WAYS * this.bodyWords);
  }

  get capacity(): number {
    return this.heads.length / 2;
  }

  /** Both ends of a set's head, read ahead of their use. */
  peek(set: number): number {
    const first = (set & this.setMask) * HEAD_WORDS;
    return this.heads[first]! ^ this.heads[first + HEAD_WORDS - 1]!;
  }

  /** Place of a pair's direction, -1 when it is not known. */
  find(set: number, tag: number): number {
    const { heads } = this;
    const own = set & this.setMask;
    const first = own * HEAD_WORDS;
    for (let way = 0; way < WAYS; way += 1) if ((heads[first + way]! | 0) === tag) return own * WAYS + way;
    return -1;
  }

  /** Place for a pair's direction that is not known: a free one, or that of the pair longest silent. */
  claim(set: number, tag: number, atS: number): number {
    const { heads, bodies } = this;
    const own = set & this.setMask;
    const first = own * HEAD_WORDS;
    let chosen = 0;
    for (let way = 1; way < WAYS; way += 1)
      if (heads[first + WAYS + way]! < heads[first + WAYS + chosen]!) chosen = way;
    heads[first + chosen] = tag;
    heads[first + WAYS + chosen] = atS;
    const place = own * WAYS + chosen;
    const body = place * this.bodyWords;
    for (let word = COUNTERS; word < this.bodyWords; word += 1) bodies[body + word] = 0;
    bodies[body + FIRST] = atS;
    bodies[body + LAST] = atS;
    return place;
  }

  /** Counts a call at a place; `isRepeat` unless the place was claimed for it. `talkS` is -1 when unknown. */
  count(place: number, atS: number, isAnswered: boolean, talkS: number, isRepeat: boolean): void {
    const { bodies, widths } = this;
    const body = place * this.bodyWords;
    if (atS > bodies[body + LAST]!) this.advance(body, atS);
    else if (atS < bodies[body + FIRST]!) bodies[body + FIRST] = atS;
    const last = bodies[body + LAST]!;
    if (isRepeat) this.heads[(place >>> 3) * HEAD_WORDS + WAYS + (place & 7)] = last + REPEAT_BONUS_S;
    for (let window = 0; window < widths.length; window += 1) {
      const width = widths[window]!;
      const bucket = Math.floor(atS / width);
      if (Math.floor(last / width) - bucket > 1) continue;
      const at = body + COUNTERS + window * 2 + (bucket & 1);
      bodies[at] = addCall(bodies[at]!, isAnswered, talkS);
    }
  }

  private advance(body: number, atS: number): void {
    const { bodies, widths } = this;
    const last = bodies[body + LAST]!;
    bodies[body + LAST] = atS;
    for (let window = 0; window < widths.length; window += 1) {
      const width = widths[window]!;
      const now = Math.floor(atS / width);
      const steps = now - Math.floor(last / width);
      if (steps === 0) return;
      bodies[body + COUNTERS + window * 2 + (now & 1)] = 0;
      if (steps > 1) bodies[body + COUNTERS + window * 2 + ((now & 1) ^ 1)] = 0;
    }
  }

  firstS(place: number): number {
    return this.bodies[place * this.bodyWords + FIRST]!;
  }

  /**
   * Estimates for windows that end at `atS` or at the pair's newest call if that is later: calls, answered calls and
   * talk seconds, `PAIR_METRICS` values a window; those of windows that are not kept are left alone.
   */
  estimates(place: number, atS: number, into: Float64Array): void {
    const body = place * this.bodyWords;
    const newest = this.bodies[body + LAST]!;
    if (this.windows.length === 0) return;
    // Most pairs have spoken once and now: no need to weigh buckets.
    if (newest === atS && this.bodies[body + FIRST] === atS) {
      const once = this.bodies[body + COUNTERS + (Math.floor(atS / this.widths[0]!) & 1)]!;
      for (let at = 0; at < into.length; at += PAIR_METRICS) {
        into[at] = once & MAX_COUNT;
        into[at + 1] = (once >>> 8) & MAX_COUNT;
        into[at + 2] = once >>> 16;
      }
      return;
    }
    for (let kept = 0; kept < this.windows.length; kept += 1) {
      const [current, previous, overlap] = this.weigh(body, kept, atS);
      const at = this.windows[kept]! * PAIR_METRICS;
      into[at] = (current & MAX_COUNT) + (previous & MAX_COUNT) * overlap;
      into[at + 1] = ((current >>> 8) & MAX_COUNT) + ((previous >>> 8) & MAX_COUNT) * overlap;
      into[at + 2] = (current >>> 16) + (previous >>> 16) * overlap;
    }
  }

  /** Estimate of the calls alone; NaN when the window is not kept. */
  callsIn(place: number, window: number, atS: number): number {
    const kept = this.windows.indexOf(window);
    if (kept < 0) return Number.NaN;
    const [current, previous, overlap] = this.weigh(place * this.bodyWords, kept, atS);
    return (current & MAX_COUNT) + (previous & MAX_COUNT) * overlap;
  }

  /** Words of the current and the previous bucket, and the part of the previous one the window still covers. */
  private weigh(body: number, kept: number, atS: number): readonly [number, number, number] {
    const newest = this.bodies[body + LAST]!;
    const until = Math.max(atS, newest);
    const width = this.widths[kept]!;
    const bucket = Math.floor(until / width);
    const behind = bucket - Math.floor(newest / width);
    if (behind > 1) return [0, 0, 0];
    const first = body + COUNTERS + kept * 2;
    const current = behind === 1 ? 0 : this.bodies[first + (bucket & 1)]!;
    return [current, this.bodies[first + ((bucket & 1) ^ 1)]!, 1 - (until - bucket * width) / width];
  }
}

function addCall(word: number, isAnswered: boolean, talkS: number): number {
  const calls = Math.min((word & MAX_COUNT) + 1, MAX_COUNT);
  const answered = Math.min(((word >>> 8) & MAX_COUNT) + (isAnswered ? 1 : 0), MAX_COUNT);
  const talk = Math.min((word >>> 16) + (isAnswered && talkS > 0 ? talkS : 0), MAX_TALK_S);
  return (calls | (answered << 8) | (talk << 16)) >>> 0;
}
