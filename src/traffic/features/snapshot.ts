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
import { LOG_CALLS, ROW_BUSY, ROW_DOUBLES, ROW_WORDS } from './row-layout.ts';
import { packFrame, readFrames, SnapshotRefused } from './snapshot-frame.ts';

/** Raise with every change of what the bytes mean that the sizes below do not show. */
const VERSION = 1;
const BLOCK_BYTES = 4 << 20;
const KIND = {
  head: 0,
  rows: 1,
  busy: 2,
  busyFree: 3,
  sketches: 4,
  sketchFree: 5,
  pairHeads: 6,
  pairBodies: 7,
  end: 8,
};

interface Head {
  readonly version: number;
  readonly layout: string;
  readonly hashSeed: number;
  readonly pairs: number;
  readonly usedRows: number;
  readonly hand: number;
  readonly watermark: number | null;
  readonly origin: number | null;
  readonly counts: StateCounts;
  readonly busy: number;
  readonly sketches: number;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const LAYOUT = createHash('sha256')
  .update(
    JSON.stringify([VERSION, IS_LITTLE_ENDIAN, ROW_WORDS, LOG_CALLS, BUSY_WORDS, SKETCH_WORDS, PAIR_BYTES]),
  )
  .digest('hex')
  .slice(0, 16);

/** Frames of the state, used rows and records only. To be read to the end before the next call is observed. */
export function* writeSnapshot(state: FeatureState): Generator<Uint8Array> {
  let sequence = 0;
  const frame = (kind: number, payload: Uint8Array): Uint8Array => packFrame(kind, sequence++, payload);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const head: Head = {
    version: VERSION,
    layout: LAYOUT,
    hashSeed: state.sizes.hashSeed,
    pairs: state.pairs.capacity,
    usedRows: state.usedRows,
    hand: state.hand,
    watermark: finite(state.watermark),
    origin: finite(state.origin),
    counts: state.counts,
    busy: state.busy.highWater,
    sketches: state.sketches.highWater,
  };
  yield frame(KIND.head, new TextEncoder().encode(JSON.stringify(head)));
  const rows = state.rows.u32.subarray(0, state.usedRows * ROW_WORDS);
  for (const block of blocks(rows)) yield frame(KIND.rows, block);
  for (const segment of state.busy.segments) yield frame(KIND.busy, bytesOf(segment));
  for (const block of blocks(Uint32Array.from(state.busy.free))) yield frame(KIND.busyFree, block);
  for (const segment of state.sketches.segments) yield frame(KIND.sketches, bytesOf(segment));
  for (const block of blocks(Uint32Array.from(state.sketches.free))) yield frame(KIND.sketchFree, block);
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
    else if (kind === KIND.busy) state.busy.segments.push(wordsOf(payload));
    else if (kind === KIND.sketches) state.sketches.segments.push(wordsOf(payload));
    else if (kind === KIND.busyFree) pushAll(state.busy.free, payload);
    else if (kind === KIND.sketchFree) pushAll(state.sketches.free, payload);
    else put(targets.get(kind), payload);
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
  if (head.usedRows > sizes.maxNumbers || head.busy > sizes.maxBusy || head.sketches > sizes.maxHeavy)
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

function pushAll(list: number[], payload: Uint8Array): void {
  for (const word of wordsOf(payload)) list.push(word);
}

/** Takes over the scalars, checks what rows refer to, and builds the index anew. */
function adopt(state: FeatureState, head: Head): void {
  checkPool(state.busy, head.busy);
  checkPool(state.sketches, head.sketches);
  state.usedRows = head.usedRows;
  state.hand = head.hand;
  state.watermark = head.watermark ?? Number.NEGATIVE_INFINITY;
  state.origin = head.origin ?? Number.NaN;
  Object.assign(state.counts, head.counts);
  const { f64, u32 } = state.rows;
  for (let row = 0; row < head.usedRows; row += 1) {
    const key = f64[row * ROW_DOUBLES]!;
    const hash = hashKey(key, state.sizes.hashSeed);
    if (!(key > 0) || u32[row * ROW_WORDS + ROW_BUSY]! > head.busy || state.index.find(key, hash) >= 0)
      throw new SnapshotRefused(`damaged: row ${row} of ${head.usedRows} makes no sense`);
    state.index.insert(row, hash);
  }
}

function checkPool(pool: RecordPool, highWater: number): void {
  pool.highWater = highWater;
  const holds = pool.segments.reduce((records, segment) => records + segment.length / pool.words, 0);
  if (highWater > holds || pool.free.some((record) => record >= highWater))
    throw new SnapshotRefused('damaged: records are missing');
}
