/**
 * One row a number, 176 bytes = 44 words of 32 bits, whatever the number does as caller or callee.
 * Words 0-13 are the header, words 14-43 hold the last calls as a log (15 calls of 8 bytes; more go to a log block) or,
 * for a busy number, what does not fit the busy record. The key lies in the row, so a probe of the index touches the
 * row it wants anyway.
 */
export const ROW_WORDS = 44;
export const ROW_BYTES = ROW_WORDS * 4;
/** Row in units of 8 bytes, for the Float64 view. */
export const ROW_DOUBLES = ROW_WORDS / 2;

/** Float64 positions. */
export const ROW_KEY = 0;
/** Newest `at` the row has seen, epoch ms: every window of the number ends here. */
export const ROW_LAST = 1;

/** Uint32 positions. */
/** First seen, epoch seconds. */
export const ROW_FIRST = 4;
/** Low 32 bits of the E.164 key dialled before, 0 when none. */
export const ROW_DIALLED = 5;
/** Local days with an outgoing call, bit 0 = the anchor day, 31 bits used. */
export const ROW_DAYS = 6;
/** Bits 0-15 anchor: newest local day with an outgoing call; 16-23 calls in the log; 24-31 flags. */
export const ROW_META = 7;
/** Where the number is kept beyond its row: `recordWord`, 0 when the row is enough. */
export const ROW_RECORD = 8;
/** Calls in the number's life here, saturating; decides who is forgotten first. */
export const ROW_CALLS = 9;
/** 16 day cells each. */
export const ROW_IMEIS = 10;
export const ROW_CELLS = 12;

export const ROW_LOG = 14;
export const LOG_CALLS = (ROW_WORDS - ROW_LOG) / 2;

/** Log blocks: 32 calls for a regular number, 96 for a frequent one, beside the 15 in the row. */
export const REGULAR_BLOCK_CALLS = 32;
export const FREQUENT_BLOCK_CALLS = 96;
/** Calls a log can hold, by what kind of record the row has; a busy number has no log. */
export const LOG_CAPACITY = Int32Array.of(
  LOG_CALLS,
  LOG_CALLS + REGULAR_BLOCK_CALLS,
  LOG_CALLS + FREQUENT_BLOCK_CALLS,
  0,
);
export const MAX_LOG_CALLS = LOG_CALLS + FREQUENT_BLOCK_CALLS;

/** Kinds of record, in the low two bits of `ROW_RECORD`; the bits above are the record's number + 1. */
export const KIND_ROW = 0;
export const KIND_REGULAR = 1;
export const KIND_FREQUENT = 2;
export const KIND_BUSY = 3;
export const recordKind = (word: number): number => word & 3;
export const recordOf = (word: number): number => (word >>> 2) - 1;
export const recordWord = (kind: number, record: number): number => ((record + 1) << 2) | kind;
export const isBusy = (word: number): boolean => (word & 3) === KIND_BUSY;

/** Words of a busy number in the place of the log. */
export const BUSY_HOURS = 14;
export const BUSY_OUT_SKETCH = 17;
export const BUSY_IN_SKETCH = 18;
export const BUSY_PEERS = 19;
/** Calls back in the 7 d buckets, by parity. */
export const BUSY_CALLED_BACK = 20;
export const BUSY_SUSPECTS = 22;
export const BUSY_SUSPECT_SLOTS = 16;

export const FLAG_MARKED = 1 << 24;
/** A pool was full when the number wanted more room: its counts are lower bounds from then on. */
export const FLAG_SATURATED = 1 << 25;

/** The tables of rows as views of one buffer, committed by the system as rows are used. */
export interface Rows {
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
}

export function createRows(maxNumbers: number): Rows {
  const buffer = new ArrayBuffer(maxNumbers * ROW_BYTES);
  return { f64: new Float64Array(buffer), u32: new Uint32Array(buffer) };
}

export const logCount = (meta: number): number => (meta >>> 16) & 0xff;
export const withLogCount = (meta: number, count: number): number =>
  ((meta & 0xff00ffff) | (count << 16)) >>> 0;
export const anchorDay = (meta: number): number => meta & 0xffff;
export const withAnchorDay = (meta: number, day: number): number => ((meta & 0xffff0000) | day) >>> 0;
