import { SKETCH_WORDS } from './distinct-sketch.ts';
import { ALL_KEPT, type KeptState } from './kept-state.ts';
import { NumberIndex } from './number-index.ts';
import { PairTable } from './pair-table.ts';
import { TABLE_PEERS } from './peer-table.ts';
import { RecordPool } from './record-pool.ts';
import { createRows, FREQUENT_BLOCK_CALLS, REGULAR_BLOCK_CALLS, type Rows } from './row-layout.ts';
import { newClock, type StreamClock } from './stream-clock.ts';
import { COUNTER_WORDS } from './window-counters.ts';

export const BUSY_WORDS = COUNTER_WORDS + TABLE_PEERS;
/** First word of the peers in a busy record. */
export const BUSY_PEERS_AT = COUNTER_WORDS;

/** Sizes that a snapshot must agree on. */
export interface StateSizes {
  readonly maxNumbers: number;
  readonly maxRegular: number;
  readonly maxFrequent: number;
  readonly maxBusy: number;
  readonly maxHeavy: number;
  readonly maxPairs: number;
  readonly hashSeed: number;
}

/** Why calls moved no window of a number, and how numbers were forgotten. */
export interface StateCounts {
  late: number;
  ahead: number;
  future: number;
  'no-key': number;
  evicted: number;
  expired: number;
}

/** Everything a store remembers. */
export interface FeatureState {
  readonly sizes: StateSizes;
  readonly kept: KeptState;
  readonly rows: Rows;
  readonly index: NumberIndex;
  /** Log blocks of regular and of frequent numbers. */
  readonly regular: RecordPool;
  readonly frequent: RecordPool;
  readonly busy: RecordPool;
  readonly sketches: RecordPool;
  readonly pairs: PairTable;
  readonly counts: StateCounts;
  /** Rows ever used; rows beyond were never touched. */
  usedRows: number;
  /** Where eviction looks next. */
  hand: number;
  readonly clock: StreamClock;
}

export function createState(sizes: StateSizes, kept: KeptState = ALL_KEPT): FeatureState {
  const rows = createRows(sizes.maxNumbers);
  return {
    sizes,
    kept,
    rows,
    index: new NumberIndex(rows.f64, sizes.maxNumbers, sizes.hashSeed),
    regular: new RecordPool(REGULAR_BLOCK_CALLS * 2, sizes.maxRegular, 10),
    frequent: new RecordPool(FREQUENT_BLOCK_CALLS * 2, sizes.maxFrequent, 7),
    busy: new RecordPool(BUSY_WORDS, sizes.maxBusy, 8),
    sketches: new RecordPool(SKETCH_WORDS, sizes.maxHeavy, 6),
    pairs: new PairTable(sizes.maxPairs, kept.pairWindows),
    counts: { late: 0, ahead: 0, future: 0, 'no-key': 0, evicted: 0, expired: 0 },
    usedRows: 0,
    hand: 0,
    clock: newClock(),
  };
}
