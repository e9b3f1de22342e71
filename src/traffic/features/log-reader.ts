import { bitCount } from './bit-count.ts';
import {
  entryFingerprint,
  entryRing,
  entryTalk,
  KEEP_TICKS,
  TICK_MASK,
  TICK_MS,
  tickOf,
} from './call-log.ts';
import {
  TRAIT_ANSWERED,
  TRAIT_DEAD,
  TRAIT_KNOWN,
  TRAIT_NIGHT,
  TRAIT_ONE_RING,
  TRAIT_OUT,
  TRAIT_SEQUENTIAL,
  TRAIT_SHORT,
  TRAIT_SUSPECT,
} from './call-traits.ts';
import type { FeatureState } from './feature-state.ts';
import { FINGERPRINT_BITS } from './key-hash.ts';
import { blockBase, blockOf, copyLog } from './number-log.ts';
import { RING_UNKNOWN, ringQuarters, TALK_UNKNOWN, talkSeconds } from './quantised-time.ts';
import {
  FLAG_MARKED,
  LOG_CALLS,
  logCount,
  MAX_LOG_CALLS,
  ROW_LOG,
  ROW_META,
  ROW_WORDS,
} from './row-layout.ts';
import {
  SIDE_SUMS,
  SUM_ANSWERED,
  SUM_CALLED_BACK,
  SUM_CALLS,
  SUM_DEAD,
  SUM_KNOWN,
  SUM_NIGHT,
  SUM_ONE_RING,
  SUM_OTHER,
  SUM_PEERS,
  SUM_RING,
  SUM_RINGS,
  SUM_SEQUENTIAL,
  SUM_SHORT,
  SUM_TALK,
  SUM_TALKS,
} from './window-sums.ts';

const DAY_MS = 86_400_000;
const TICKS_DAY = 864_000;
const TICKS_HOUR = 36_000;
const WINDOW_COUNT = 5;
const WEEK = WINDOW_COUNT - 1;

/**
 * Index of the shortest window an age falls into, 5 when none; a call exactly one window ago is outside of it.
 * The sign bit of (longest age inside - age) counts the windows it has left; ages are random, branches would be missed.
 */
const windowOf = (age: number): number =>
  ((599 - age) >>> 31) +
  ((5_999 - age) >>> 31) +
  ((35_999 - age) >>> 31) +
  ((863_999 - age) >>> 31) +
  ((6_047_999 - age) >>> 31);

// A log holds at most 111 calls, so every count fits a byte: four counts travel in one integer.
const TRAIT_SHIFT = 23;
type ByteOfTrait = readonly [trait: number, shift: number];
const packedCounts = (ofTraits: readonly ByteOfTrait[], ofCall: number): Int32Array =>
  Int32Array.from({ length: 256 }, (_, bits) =>
    ofTraits.reduce(
      (packed, [trait, shift]) => ((bits << TRAIT_SHIFT) & trait ? packed | (1 << shift) : packed),
      ofCall,
    ),
  );
/** By the traits of a call: the call itself, then how it ended. */
const ENDINGS = packedCounts(
  [
    [TRAIT_KNOWN, 8],
    [TRAIT_ANSWERED, 16],
    [TRAIT_SHORT, 24],
  ],
  1,
);
/** What is told of outgoing calls alone; of incoming ones the same bits mean suspect and called back. */
const ODDITIES = packedCounts(
  [
    [TRAIT_ONE_RING, 0],
    [TRAIT_SEQUENTIAL, 8],
    [TRAIT_DEAD, 16],
    [TRAIT_NIGHT, 24],
  ],
  0,
);
/** Ring or talk of one call in the low bits with a 1 above them when it is known; 0 when not. */
const KNOWN_SHIFT = 24;
const VALUE_MASK = (1 << KNOWN_SHIFT) - 1;
const RINGS = Int32Array.from({ length: 256 }, (_, code) =>
  code === RING_UNKNOWN ? 0 : ringQuarters(code) | (1 << KNOWN_SHIFT),
);
const TALKS = Int32Array.from({ length: 1024 }, (_, code) =>
  code === TALK_UNKNOWN ? 0 : talkSeconds(code) | (1 << KNOWN_SHIFT),
);

const ODDITY_SUMS =
  (1 << SUM_ONE_RING) | (1 << SUM_SEQUENTIAL) | (1 << SUM_DEAD) | (1 << SUM_NIGHT) | (1 << SUM_CALLED_BACK);
const RING_SUMS = (1 << SUM_RINGS) | (1 << SUM_RING);
const TALK_SUMS = (1 << SUM_TALKS) | (1 << SUM_TALK);
const PEER_SUMS = 1 << SUM_PEERS;

/**
 * Five packed sums, each of both sides and of the shortest windows (8 cells a side, the sixth takes what is too old).
 * All zero but the sixth cells between two readings: whoever reads a cell clears it.
 */
const SIDE_CELLS = 8;
const SUM_CELLS = 2 * SIDE_CELLS;
const RING = 2 * SUM_CELLS;
const TALK = 3 * SUM_CELLS;
const PEERS = 4 * SUM_CELLS;
const ODD = SUM_CELLS;
const cells = new Int32Array(5 * SUM_CELLS);

/** Which fingerprints of which side the present reading has met, and in which shortest window: reading x 8 + window. */
const met = new Uint32Array(2 << FINGERPRINT_BITS);
const LAST_READING = 0x7fffffff >>> 3;
let reading = 0;

function beginReading(): void {
  reading += 1;
  if (reading < LAST_READING) return;
  met.fill(0);
  reading = 1;
}

/**
 * Sums of one side over the windows that end at `newest`, exact: each call is put into the shortest window it belongs
 * to, then every longer window takes over what the shorter one holds. Both sides are summed, because to skip one would
 * be a branch missed half of the time. Only sums that are `wanted` (bits `1 << SUM_x`) are made and written.
 */
export function readLog(
  state: FeatureState,
  row: number,
  newest: number,
  isOut: boolean,
  wanted: number,
  sums: Float64Array,
): void {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  const newestTick = tickOf(newest);
  const count = logCount(u32[base + ROW_META]!);
  const first = base + ROW_LOG;
  beginReading();
  if (count <= LOG_CALLS) addStretch(u32, first, first + count * 2, newestTick, wanted);
  else {
    addStretch(u32, first, first + LOG_CALLS * 2, newestTick, wanted);
    const from = blockBase(state, base);
    addStretch(blockOf(state, base), from, from + (count - LOG_CALLS) * 2, newestTick, wanted);
  }
  const own = isOut ? SIDE_CELLS : 0;
  unpackEndings(own, own ^ SIDE_CELLS, sums);
  if (wanted & ODDITY_SUMS) unpackOddities(own, own ^ SIDE_CELLS, sums);
  if (wanted & RING_SUMS) unpackTimes(RING, own, SUM_RINGS, SUM_RING, sums);
  if (wanted & TALK_SUMS) unpackTimes(TALK, own, SUM_TALKS, SUM_TALK, sums);
  if (wanted & PEER_SUMS) unpackPeers(own, sums);
}

/** One loop, unsplit: it runs twice a call. */
function addStretch(
  words: Uint32Array,
  first: number,
  end: number,
  newestTick: number,
  wanted: number,
): void {
  const round = reading;
  for (let at = first; at < end; at += 2) {
    const word0 = words[at]! | 0;
    const word1 = words[at + 1]! | 0;
    const window = windowOf((newestTick - word0) & TICK_MASK);
    const traits = (word0 >>> TRAIT_SHIFT) & 0xff;
    const side = traits & 1;
    const cell = side * SIDE_CELLS + window;
    cells[cell]! += ENDINGS[traits]!;
    if (wanted & ODDITY_SUMS) cells[ODD + cell]! += ODDITIES[traits]!;
    if (wanted & RING_SUMS) cells[RING + cell]! += RINGS[entryRing(word1)]!;
    if (wanted & TALK_SUMS) cells[TALK + cell]! += TALKS[entryTalk(word1)]!;
    if ((wanted & PEER_SUMS) === 0) continue;
    const peer = entryFingerprint(word1) | (side << FINGERPRINT_BITS);
    const before = met[peer]! | 0;
    if (before >>> 3 === round) {
      if ((before & 7) <= window) continue;
      cells[PEERS + side * SIDE_CELLS + (before & 7)]! -= 1;
    }
    met[peer] = (round << 3) | window;
    cells[PEERS + cell]! += 1;
  }
}

/** The running total of a cell and those of shorter windows; the cell is cleared. */
function take(at: number): number {
  const value = cells[at]!;
  cells[at] = 0;
  return value;
}

function unpackEndings(own: number, other: number, sums: Float64Array): void {
  let packed = 0;
  let others = 0;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    packed = (packed + take(own + window)) | 0;
    others = (others + take(other + window)) | 0;
    const into = window * SIDE_SUMS;
    sums[into + SUM_CALLS] = packed & 0xff;
    sums[into + SUM_KNOWN] = (packed >>> 8) & 0xff;
    sums[into + SUM_ANSWERED] = (packed >>> 16) & 0xff;
    sums[into + SUM_SHORT] = packed >>> 24;
    sums[into + SUM_OTHER] = others & 0xff;
  }
}

function unpackOddities(own: number, other: number, sums: Float64Array): void {
  let packed = 0;
  let others = 0;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    packed = (packed + take(ODD + own + window)) | 0;
    others = (others + take(ODD + other + window)) | 0;
    const into = window * SIDE_SUMS;
    sums[into + SUM_ONE_RING] = packed & 0xff;
    sums[into + SUM_SEQUENTIAL] = (packed >>> 8) & 0xff;
    sums[into + SUM_DEAD] = (packed >>> 16) & 0xff;
    sums[into + SUM_NIGHT] = packed >>> 24;
  }
  sums[WEEK * SIDE_SUMS + SUM_CALLED_BACK] = (others >>> 8) & 0xff;
}

/** The other side's cells are cleared with the own ones. */
function unpackTimes(from: number, own: number, known: number, total: number, sums: Float64Array): void {
  let packed = 0;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    packed = (packed + take(from + own + window)) | 0;
    take(from + (own ^ SIDE_CELLS) + window);
    sums[window * SIDE_SUMS + known] = packed >>> KNOWN_SHIFT;
    sums[window * SIDE_SUMS + total] = packed & VALUE_MASK;
  }
}

function unpackPeers(own: number, sums: Float64Array): void {
  let peers = 0;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    peers = (peers + take(PEERS + own + window)) | 0;
    take(PEERS + (own ^ SIDE_CELLS) + window);
    sums[window * SIDE_SUMS + SUM_PEERS] = peers;
  }
}

const logWords = new Uint32Array(MAX_LOG_CALLS * 2);

/** Distinct local hours of day among the outgoing calls of the last 7 days. */
export function logHours(state: FeatureState, row: number, newest: number, utcOffsetMin: number): number {
  const newestTick = tickOf(newest);
  const local = newest + utcOffsetMin * 60_000;
  // Ten days on top, more than an age can be, keep the difference below positive.
  const inDay = (((local - Math.floor(local / DAY_MS) * DAY_MS) / TICK_MS) | 0) + 10 * TICKS_DAY;
  const count = copyLog(state, row, logWords);
  let hours = 0;
  for (let at = 0; at < count * 2; at += 2) {
    const word0 = logWords[at]! | 0;
    const age = (newestTick - word0) & TICK_MASK;
    if (age >= KEEP_TICKS) continue;
    const hour = (((inDay - age) % TICKS_DAY) / TICKS_HOUR) | 0;
    hours |= ((word0 >>> TRAIT_SHIFT) & 1) << hour;
  }
  return bitCount(hours);
}

/** Distinct suspicious callers within 24 hours and 7 days, into `into[0]` and `into[1]`. */
export function logSuspects(state: FeatureState, row: number, newest: number, into: Float64Array): void {
  into[0] = 0;
  into[1] = 0;
  // Whoever was called by a suspicious number is marked, and few are.
  if ((state.rows.u32[row * ROW_WORDS + ROW_META]! & FLAG_MARKED) === 0) return;
  const newestTick = tickOf(newest);
  const count = copyLog(state, row, logWords);
  beginReading();
  for (let at = 0; at < count * 2; at += 2) {
    const word0 = logWords[at]!;
    if ((word0 & (TRAIT_OUT | TRAIT_SUSPECT)) !== TRAIT_SUSPECT) continue;
    const age = (newestTick - word0) & TICK_MASK;
    if (age >= KEEP_TICKS) continue;
    const window = age < TICKS_DAY ? 0 : 1;
    const peer = entryFingerprint(logWords[at + 1]!);
    const before = met[peer]!;
    if (before >>> 3 !== reading) into[1] += 1;
    else if ((before & 7) <= window) continue;
    if (window === 0) into[0] += 1;
    met[peer] = (reading << 3) | window;
  }
}
