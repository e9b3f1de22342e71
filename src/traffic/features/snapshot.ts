import { createHash } from 'node:crypto';
import { SKETCH_WORDS } from './distinct-sketch.ts';
import {
  BUSY_WORDS,
  createState,
  type FeatureState,
  type StateCounts,
  type StateSizes,
} from './feature-state.ts';
import { hashKey } from './key-hash.ts';
import { PAIR_BYTES } from './pair-table.ts';
import type { RecordPool } from './record-pool.ts';
import {
  KIND_FREQUENT,
  KIND_REGULAR,
  KIND_ROW,
  LOG_CAPACITY,
  ROW_DOUBLES,
  ROW_RECORD,
  ROW_WORDS,
  recordKind,
  recordOf,
} from './row-layout.ts';
import { packFrame, readFrames, SnapshotRefused } from './snapshot-frame.ts';
import type { StreamClock } from './stream-clock.ts';

/** Raise with every change of what the bytes mean that the sizes below do not show. */
const VERSION = 2;
const BLOCK_BYTES = 4 << 20;
const KIND = {
  head: 0,
  rows: 1,
  pairHeads: 2,
  pairBodies: 3,
  end: 4,
};
/** Segments of the pool at a place in `POOLS` have this kind plus the place, its free records the other. */
const KIND_SEGMENT = 16;
const KIND_FREE = 32;
const POOLS = ['regular', 'frequent', 'busy', 'sketches'] as const;
const poolMax = (sizes: StateSizes): readonly number[] => [
  sizes.maxRegular,
  sizes.maxFrequent,
  sizes.maxBusy,
  sizes.maxHeavy,
];

interface Head {
  readonly version: number;
  readonly layout: string;
  readonly hashSeed: number;
  readonly pairs: number;
  readonly usedRows: number;
  readonly hand: number;
  readonly clock: Readonly<Record<keyof StreamClock, unknown>>;
  readonly counts: StateCounts;
  /** Records ever handed out, pool by pool. */
  readonly records: readonly number[];
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const LAYOUT = createHash('sha256')
  .update(
    JSON.stringify([
      VERSION,
      IS_LITTLE_ENDIAN,
      ROW_WORDS,
      ...LOG_CAPACITY,
      BUSY_WORDS,
      SKETCH_WORDS,
      PAIR_BYTES,
    ]),
  )
  .digest('hex')
  .slice(0, 16);

/** Frames of the state, used rows and records only. To be read to the end before the next call is observed. */
export function* writeSnapshot(state: FeatureState): Generator<Uint8Array> {
  let sequence = 0;
  const frame = (kind: number, payload: Uint8Array): Uint8Array => packFrame(kind, sequence++, payload);
  const head: Head = {
    version: VERSION,
    layout: LAYOUT,
    hashSeed: state.sizes.hashSeed,
    pairs: state.pairs.capacity,
    usedRows: state.usedRows,
    hand: state.hand,
    clock: state.clock,
    counts: state.counts,
    records: POOLS.map((name) => state[name].highWater),
  };
  yield frame(KIND.head, new TextEncoder().encode(JSON.stringify(head)));
  const rows = state.rows.u32.subarray(0, state.usedRows * ROW_WORDS);
  for (const block of blocks(rows)) yield frame(KIND.rows, block);
  for (const [place, name] of POOLS.entries()) {
    const pool = state[name];
    for (const segment of pool.written()) yield frame(KIND_SEGMENT + place, bytesOf(segment));
    for (const block of blocks(Uint32Array.from(pool.free))) yield frame(KIND_FREE + place, block);
  }
  for (const block of blocks(state.pairs.heads)) yield frame(KIND.pairHeads, block);
  for (const block of blocks(state.pairs.bodies)) yield frame(KIND.pairBodies, block);
  yield frame(KIND.end, new Uint8Array(0));
}

const bytesOf = (words: Uint32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

/** Whole words in every block, so that each can be read alone. */
function* blocks(words: Uint32Array): Generator<Uint8Array> {
  const bytes = bytesOf(words);
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) yield bytes.subarray(at, at + BLOCK_BYTES);
}

export type SnapshotRead =
  | { readonly ok: true; readonly state: FeatureState }
  | { readonly ok: false; readonly reason: string };

/** State from frames, checked through before it is given out. Bounds may have been raised since, not the seed. */
export function readSnapshot(chunks: Iterable<Uint8Array>, sizes: StateSizes): SnapshotRead {
  try {
    return { ok: true, state: readState(chunks, sizes) };
  } catch (error) {
    if (error instanceof SnapshotRefused) return { ok: false, reason: error.message };
    throw error;
  }
}

function readState(chunks: Iterable<Uint8Array>, sizes: StateSizes): FeatureState {
  const frames = readFrames(chunks);
  const first = frames.next();
  if (first.done || first.value.kind !== KIND.head) throw new SnapshotRefused('not a feature snapshot');
  const head = JSON.parse(new TextDecoder().decode(first.value.payload)) as Head;
  checkHead(head, sizes);
  const state = createState(sizes);
  if (head.pairs !== state.pairs.capacity)
    throw new SnapshotRefused('foreign: the pair table has another size');
  const targets = new Map<number, Target>([
    [KIND.rows, new Target(state.rows.u32, head.usedRows * ROW_WORDS)],
    [KIND.pairHeads, new Target(state.pairs.heads, state.pairs.heads.length)],
    [KIND.pairBodies, new Target(state.pairs.bodies, state.pairs.bodies.length)],
  ]);
  let isWhole = false;
  for (const { kind, payload } of frames) {
    if (isWhole) throw new SnapshotRefused('damaged: goes on after its end');
    if (kind === KIND.end) isWhole = true;
    else if (!putRecords(state, kind, payload)) put(targets.get(kind), payload);
  }
  if (!isWhole || [...targets.values()].some((target) => !target.isFull))
    throw new SnapshotRefused('damaged: the end is missing');
  adopt(state, head);
  return state;
}

function checkHead(head: Head, sizes: StateSizes): void {
  if (head.version !== VERSION || head.layout !== LAYOUT)
    throw new SnapshotRefused(`foreign: written by another version (${head.version}, layout ${head.layout})`);
  if (head.hashSeed !== sizes.hashSeed) throw new SnapshotRefused('foreign: written with another hash seed');
  const max = poolMax(sizes);
  if (head.usedRows > sizes.maxNumbers || head.records.some((used, place) => used > max[place]!))
    throw new SnapshotRefused('larger than this store may grow');
}

class Target {
  private readonly bytes: Uint8Array;
  private filled = 0;

  constructor(words: Uint32Array, count: number) {
    this.bytes = bytesOf(words.subarray(0, count));
  }
  get isFull(): boolean {
    return this.filled === this.bytes.length;
  }
  put(payload: Uint8Array): void {
    if (this.filled + payload.length > this.bytes.length) throw new SnapshotRefused('damaged: too long');
    this.bytes.set(payload, this.filled);
    this.filled += payload.length;
  }
}

function put(target: Target | undefined, payload: Uint8Array): void {
  if (!target) throw new SnapshotRefused('damaged: a frame of no known kind');
  target.put(payload);
}

const wordsOf = (payload: Uint8Array): Uint32Array =>
  new Uint32Array(payload.buffer, payload.byteOffset, payload.byteLength >>> 2);

/** Takes over a frame of a pool; false when it is none. */
function putRecords(state: FeatureState, kind: number, payload: Uint8Array): boolean {
  const segment = POOLS[kind - KIND_SEGMENT];
  if (segment !== undefined && !state[segment].adopt(wordsOf(payload)))
    throw new SnapshotRefused('damaged: too long');
  const free = POOLS[kind - KIND_FREE];
  if (free !== undefined) pushAll(state[free].free, payload);
  return segment !== undefined || free !== undefined;
}

function pushAll(list: number[], payload: Uint8Array): void {
  for (const word of wordsOf(payload)) list.push(word);
}

/** Takes over the scalars, checks what rows refer to, and builds the index anew. */
function adopt(state: FeatureState, head: Head): void {
  for (const [place, name] of POOLS.entries()) checkPool(state[name], head.records[place]!);
  state.usedRows = head.usedRows;
  state.hand = head.hand;
  // What is not finite was written as null and stays what a new clock has.
  for (const [name, value] of Object.entries(head.clock))
    if (value !== null) Object.assign(state.clock, { [name]: value });
  Object.assign(state.counts, head.counts);
  const { f64 } = state.rows;
  for (let row = 0; row < head.usedRows; row += 1) {
    const key = f64[row * ROW_DOUBLES]!;
    const hash = hashKey(key, state.sizes.hashSeed);
    if (!(key > 0) || !hasRecord(state, row) || state.index.find(key, hash) >= 0)
      throw new SnapshotRefused(`damaged: row ${row} of ${head.usedRows} makes no sense`);
    state.index.insert(row, hash);
  }
}

/** Whether the record a row refers to exists. */
function hasRecord(state: FeatureState, row: number): boolean {
  const word = state.rows.u32[row * ROW_WORDS + ROW_RECORD]!;
  const kind = recordKind(word);
  if (kind === KIND_ROW) return word === 0;
  const pool = kind === KIND_REGULAR ? state.regular : kind === KIND_FREQUENT ? state.frequent : state.busy;
  return recordOf(word) >= 0 && recordOf(word) < pool.highWater;
}

function checkPool(pool: RecordPool, highWater: number): void {
  pool.highWater = highWater;
  const holds = pool.segments.reduce((records, segment) => records + segment.length / pool.words, 0);
  if (highWater > holds || pool.free.some((record) => record >= highWater))
    throw new SnapshotRefused('damaged: records are missing');
}
