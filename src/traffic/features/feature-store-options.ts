import type { StateSizes } from './feature-state.ts';

const MAX_NUMBERS = 40_000_000;

/** How much a store may hold and what it reads as late, future or young. */
export interface FeatureStoreOptions {
  /** Numbers with live state; 176 bytes each, taken from the system as they appear. (Default: 1,000,000) */
  readonly maxNumbers?: number;
  /** Numbers of 16 to 47 calls in 7 days, 256 bytes more each. (Default: `maxNumbers`) */
  readonly maxRegular?: number;
  /** Numbers of 48 to 111 calls in 7 days, 768 bytes more each. (Default: 1/4 of `maxNumbers`) */
  readonly maxFrequent?: number;
  /** Numbers with counters instead of a log (more than 111 calls in 7 days), 2,256 bytes more each. (Default: 1/8 of `maxNumbers`) */
  readonly maxBusy?: number;
  /** Sketches of more than 64 peers, 4,316 bytes each; one number may take two. (Default: 1/64 of `maxNumbers`) */
  readonly maxHeavy?: number;
  /** Directed pairs remembered, 56 bytes each, rounded down to a power of two. (Default: 1/5 of `maxNumbers`) */
  readonly maxPairs?: number;
  /** A call this much older than the newest one seen is `late`. (Default: 10 min) */
  readonly latenessMs?: number;
  /** A call stamped this much after we were told of it is from the future. (Default: 5 min) */
  readonly futureMs?: number;
  /**
   * A call this far ahead of all others, and not made just when we were told of it, is held until others confirm that
   * time has moved on. (Default: 24 h)
   */
  readonly aheadMs?: number;
  /**
   * Live stores: for so long after the first call, nothing tells a new number from one that was merely not seen yet,
   * so ages of numbers first seen then are unknown for good and calls are noted `warming`. (Default: 0, for files)
   */
  readonly warmupMs?: number;
  /** Names of the features that are read; metrics without any are not computed and stay NaN. (Default: all) */
  readonly needed?: Iterable<string>;
  /**
   * Names of the features that can ever be needed: state of others is not kept up, so a call costs less. Such a store
   * gives no snapshots. (Default: all)
   */
  readonly kept?: Iterable<string>;
  /** Any 32-bit integer, secret where callers could choose numbers that collide. (Default: a fixed one) */
  readonly hashSeed?: number;
}

/** Sizes with their defaults; throws RangeError on a number of numbers that cannot be. */
export function sizesOf(options: FeatureStoreOptions): StateSizes {
  const maxNumbers = options.maxNumbers ?? 1_000_000;
  if (!Number.isInteger(maxNumbers) || maxNumbers < 2 || maxNumbers > MAX_NUMBERS)
    throw new RangeError(`maxNumbers must be an integer from 2 to ${MAX_NUMBERS}, not ${maxNumbers}`);
  return {
    maxNumbers,
    maxRegular: options.maxRegular ?? maxNumbers,
    maxFrequent: options.maxFrequent ?? Math.max(64, maxNumbers >>> 2),
    maxBusy: options.maxBusy ?? Math.max(64, maxNumbers >>> 3),
    maxHeavy: options.maxHeavy ?? Math.max(16, maxNumbers >>> 6),
    maxPairs: options.maxPairs ?? Math.max(1024, Math.floor(maxNumbers / 5)),
    hashSeed: (options.hashSeed ?? 0x6a09e667) >>> 0,
  };
}
