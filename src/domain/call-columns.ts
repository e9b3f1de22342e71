import type { CallFacts } from './call-facts.ts';

/** Many calls' facts as columns over one transferable buffer: how calls cross from a reading thread to the judging one. */
export interface CallColumns {
  /** Calls filled, at most the capacity. */
  length: number;
  readonly buffer: ArrayBuffer;
  readonly at: Float64Array;
  readonly receivedAt: Float64Array;
  readonly callerKey: Float64Array;
  readonly calleeKey: Float64Array;
  readonly imeiKey: Float64Array;
  readonly cellKey: Float64Array;
  readonly callerClass: Int32Array;
  readonly calleeClass: Int32Array;
  readonly ringMs: Int32Array;
  readonly talkMs: Int32Array;
  readonly signs: Int32Array;
  readonly utcOffsetMin: Int16Array;
  readonly trunk: Uint8Array;
  readonly outcome: Uint8Array;
}

const DOUBLES = 6;
const INTS = 5;
export const BYTES_PER_CALL = DOUBLES * 8 + INTS * 4 + 2 + 1 + 1;

/** Columns over a fresh or a received buffer. Capacity must be a multiple of 8 so that every column is aligned. */
export function callColumns(
  capacity: number,
  buffer = new ArrayBuffer(capacity * BYTES_PER_CALL),
): CallColumns {
  if (capacity % 8 !== 0 || buffer.byteLength !== capacity * BYTES_PER_CALL)
    throw new RangeError(`a column buffer needs a capacity in eights and ${BYTES_PER_CALL} bytes a call`);
  const doubles = (place: number) => new Float64Array(buffer, place * 8 * capacity, capacity);
  const ints = (place: number) => new Int32Array(buffer, (DOUBLES * 8 + place * 4) * capacity, capacity);
  const tail = (DOUBLES * 8 + INTS * 4) * capacity;
  return {
    length: 0,
    buffer,
    at: doubles(0),
    receivedAt: doubles(1),
    callerKey: doubles(2),
    calleeKey: doubles(3),
    imeiKey: doubles(4),
    cellKey: doubles(5),
    callerClass: ints(0),
    calleeClass: ints(1),
    ringMs: ints(2),
    talkMs: ints(3),
    signs: ints(4),
    utcOffsetMin: new Int16Array(buffer, tail, capacity),
    trunk: new Uint8Array(buffer, tail + 2 * capacity, capacity),
    outcome: new Uint8Array(buffer, tail + 3 * capacity, capacity),
  };
}

/** Appends one call; the caller has checked that `length` is below the capacity. */
export function appendFacts(columns: CallColumns, facts: CallFacts): void {
  const row = columns.length;
  columns.at[row] = facts.at;
  columns.receivedAt[row] = facts.receivedAt;
  columns.callerKey[row] = facts.callerKey;
  columns.calleeKey[row] = facts.calleeKey;
  columns.imeiKey[row] = facts.imeiKey;
  columns.cellKey[row] = facts.cellKey;
  columns.callerClass[row] = facts.callerClass;
  columns.calleeClass[row] = facts.calleeClass;
  columns.ringMs[row] = facts.ringMs;
  columns.talkMs[row] = facts.talkMs;
  columns.signs[row] = facts.signs;
  columns.utcOffsetMin[row] = facts.utcOffsetMin;
  columns.trunk[row] = facts.trunk;
  columns.outcome[row] = facts.outcome;
  columns.length = row + 1;
}

/** Reads call `row` into a reused object; `row` must be below `length`. */
export function readFacts(columns: CallColumns, row: number, into: CallFacts): CallFacts {
  into.at = columns.at[row]!;
  into.receivedAt = columns.receivedAt[row]!;
  into.callerKey = columns.callerKey[row]!;
  into.calleeKey = columns.calleeKey[row]!;
  into.imeiKey = columns.imeiKey[row]!;
  into.cellKey = columns.cellKey[row]!;
  into.callerClass = columns.callerClass[row]!;
  into.calleeClass = columns.calleeClass[row]!;
  into.ringMs = columns.ringMs[row]!;
  into.talkMs = columns.talkMs[row]!;
  into.signs = columns.signs[row]!;
  into.utcOffsetMin = columns.utcOffsetMin[row]!;
  into.trunk = columns.trunk[row]!;
  into.outcome = columns.outcome[row]!;
  return into;
}
