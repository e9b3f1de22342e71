import { bitCount } from './bit-count.ts';
import { entryFingerprint, entryRing, entryTalk, TICK_MASK, TICK_MS, tickOf } from './call-log.ts';
import {
  TRAIT_ANSWERED,
  TRAIT_CALLED_BACK,
  TRAIT_DEAD,
  TRAIT_KNOWN,
  TRAIT_NIGHT,
  TRAIT_ONE_RING,
  TRAIT_OUT,
  TRAIT_SEQUENTIAL,
  TRAIT_SHORT,
  TRAIT_SUSPECT,
} from './call-traits.ts';
import { FINGERPRINT_BITS } from './key-hash.ts';
import { RING_UNKNOWN, ringQuarters, TALK_UNKNOWN, talkSeconds } from './quantised-time.ts';
import { logCount, ROW_LOG, ROW_META } from './row-layout.ts';
import {
  SIDE_SUMS,
  SUM_ANSWERED,
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
const TICKS_WEEK = 6_048_000;
const TICKS_HOUR = 36_000;
const WINDOW_COUNT = 5;

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

// A log holds at most 15 calls, so every count fits four bits: eight counts travel in one integer.
const TRAIT_SHIFT = 23;
const NIBBLES: readonly (readonly [trait: number, shift: number])[] = [
  [TRAIT_KNOWN, 4],
  [TRAIT_ANSWERED, 8],
  [TRAIT_SHORT, 12],
  [TRAIT_ONE_RING, 16],
  [TRAIT_SEQUENTIAL, 20],
  [TRAIT_DEAD, 24],
  [TRAIT_NIGHT, 28],
];
/** Packed counts of one call by its traits (the call itself in bits 0-3). */
const COUNTS_OF_TRAITS = Int32Array.from({ length: 256 }, (_, bits) =>
  NIBBLES.reduce(
    (packed, [trait, shift]) => ((bits << TRAIT_SHIFT) & trait ? packed | (1 << shift) : packed),
    1,
  ),
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

/** Per side (8 cells of 4) and shortest window: packed counts, rings, talks, distinct peers. */
const CELL = 4;
const SIDE_CELLS = 8 * CELL;
const cells = new Int32Array(2 * SIDE_CELLS);
const COUNTS = 0;
const RING = 1;
const TALK = 2;
const PEERS = 3;

/** Which fingerprints of which side the present reading has met, and in which shortest window: reading x 8 + window. */
const met = new Uint32Array(2 << FINGERPRINT_BITS);
const LAST_READING = 0xffffffff >>> 3;
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
 * be a branch missed half of the time. One loop, unsplit: it runs twice a call.
 */
export function readLog(
  u32: Uint32Array,
  row: number,
  newest: number,
  isOut: boolean,
  sums: Float64Array,
): void {
  cells.fill(0);
  beginReading();
  const newestTick = tickOf(newest);
  const first = row + ROW_LOG;
  const end = first + logCount(u32[row + ROW_META]!) * 2;
  for (let at = first; at < end; at += 2) {
    const word0 = u32[at]! | 0;
    const word1 = u32[at + 1]! | 0;
    const window = windowOf((newestTick - word0) & TICK_MASK);
    const side = (word0 >>> TRAIT_SHIFT) & 1;
    const cell = side * SIDE_CELLS + window * CELL;
    cells[cell + COUNTS]! += COUNTS_OF_TRAITS[(word0 >>> TRAIT_SHIFT) & 0xff]!;
    cells[cell + RING]! += RINGS[entryRing(word1)]!;
    cells[cell + TALK]! += TALKS[entryTalk(word1)]!;
    const peer = entryFingerprint(word1) | (side << FINGERPRINT_BITS);
    const before = met[peer]!;
    if (before >>> 3 === reading) {
      if ((before & 7) <= window) continue;
      cells[side * SIDE_CELLS + (before & 7) * CELL + PEERS]! -= 1;
    }
    met[peer] = (reading << 3) | window;
    cells[cell + PEERS]! += 1;
  }
  unpack(isOut ? SIDE_CELLS : 0, isOut ? 0 : SIDE_CELLS, sums);
}

function unpack(own: number, other: number, sums: Float64Array): void {
  let packed = 0;
  let others = 0;
  let ring = 0;
  let talk = 0;
  let peers = 0;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    const cell = own + window * CELL;
    packed = (packed + cells[cell + COUNTS]!) | 0;
    ring = (ring + cells[cell + RING]!) | 0;
    talk = (talk + cells[cell + TALK]!) | 0;
    peers = (peers + cells[cell + PEERS]!) | 0;
    others = (others + cells[other + window * CELL + COUNTS]!) | 0;
    const into = window * SIDE_SUMS;
    sums[into + SUM_CALLS] = packed & 15;
    sums[into + SUM_KNOWN] = (packed >>> 4) & 15;
    sums[into + SUM_ANSWERED] = (packed >>> 8) & 15;
    sums[into + SUM_SHORT] = (packed >>> 12) & 15;
    sums[into + SUM_ONE_RING] = (packed >>> 16) & 15;
    sums[into + SUM_SEQUENTIAL] = (packed >>> 20) & 15;
    sums[into + SUM_DEAD] = (packed >>> 24) & 15;
    sums[into + SUM_NIGHT] = packed >>> 28;
    sums[into + SUM_RINGS] = ring >>> KNOWN_SHIFT;
    sums[into + SUM_RING] = ring & VALUE_MASK;
    sums[into + SUM_TALKS] = talk >>> KNOWN_SHIFT;
    sums[into + SUM_TALK] = talk & VALUE_MASK;
    sums[into + SUM_PEERS] = peers;
    sums[into + SUM_OTHER] = others & 15;
  }
}

/**
 * Distinct local hours of day among the outgoing calls of the last 7 days, and incoming calls in 7 days from people
 * the number had called: into `into[0]` and `into[1]`.
 */
export function readLogExtras(
  u32: Uint32Array,
  row: number,
  newest: number,
  utcOffsetMin: number,
  into: Float64Array,
): void {
  const newestTick = tickOf(newest);
  const local = newest + utcOffsetMin * 60_000;
  // Ten days on top, more than an age can be, keep the difference below positive.
  const inDay = (((local - Math.floor(local / DAY_MS) * DAY_MS) / TICK_MS) | 0) + 10 * TICKS_DAY;
  const end = row + ROW_LOG + logCount(u32[row + ROW_META]!) * 2;
  let hours = 0;
  let calledBack = 0;
  for (let at = row + ROW_LOG; at < end; at += 2) {
    const word0 = u32[at]! | 0;
    const age = (newestTick - word0) & TICK_MASK;
    if (age >= TICKS_WEEK) continue;
    const hour = (((inDay - age) % TICKS_DAY) / TICKS_HOUR) | 0;
    hours |= ((word0 >>> TRAIT_SHIFT) & 1) << hour;
    calledBack += (word0 & (TRAIT_OUT | TRAIT_CALLED_BACK)) === TRAIT_CALLED_BACK ? 1 : 0;
  }
  into[0] = bitCount(hours);
  into[1] = calledBack;
}

/** Distinct suspicious callers within 24 hours and 7 days, into `into[0]` and `into[1]`. */
export function logSuspects(u32: Uint32Array, row: number, newest: number, into: Float64Array): void {
  const newestTick = tickOf(newest);
  const end = row + ROW_LOG + logCount(u32[row + ROW_META]!) * 2;
  into[0] = 0;
  into[1] = 0;
  beginReading();
  for (let at = row + ROW_LOG; at < end; at += 2) {
    const word0 = u32[at]!;
    if ((word0 & (TRAIT_OUT | TRAIT_SUSPECT)) !== TRAIT_SUSPECT) continue;
    const age = (newestTick - word0) & TICK_MASK;
    if (age >= TICKS_WEEK) continue;
    const window = age < TICKS_DAY ? 0 : 1;
    const peer = entryFingerprint(u32[at + 1]!);
    const before = met[peer]!;
    if (before >>> 3 !== reading) into[1] += 1;
    else if ((before & 7) <= window) continue;
    if (window === 0) into[0] += 1;
    met[peer] = (reading << 3) | window;
  }
}
