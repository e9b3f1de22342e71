import { entryFingerprint, entryRing, entryTalk, TICK_MASK, tickOf } from './call-log.ts';
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

const TICKS_MINUTE = 600;
const TICKS_TEN = 6_000;
const TICKS_HOUR = 36_000;
const TICKS_DAY = 864_000;
const TICKS_WEEK = 6_048_000;
const WINDOW_COUNT = 5;

/** Index of the shortest window an age falls into, 5 when none; a call exactly one window ago is outside of it. */
function windowOf(age: number): number {
  if (age < TICKS_HOUR) return age < TICKS_MINUTE ? 0 : age < TICKS_TEN ? 1 : 2;
  return age < TICKS_DAY ? 3 : age < TICKS_WEEK ? 4 : 5;
}

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
const RING_QUARTERS = Int32Array.from({ length: 256 }, (_, code) =>
  code === RING_UNKNOWN ? 0 : ringQuarters(code),
);
const TALK_SECONDS = Int32Array.from({ length: 1024 }, (_, code) =>
  code === TALK_UNKNOWN ? 0 : talkSeconds(code),
);
/** More packed counts: peers in bits 0-7, calls with known ring 8-15, with known talk 16-23, of the other side 24-31. */
const ONE_RUNG = 1 << 8;
const ONE_TALKED = 1 << 16;
const ONE_OTHER = 1 << 24;

const counts = new Int32Array(WINDOW_COUNT + 1);
const more = new Int32Array(WINDOW_COUNT + 1);
const rings = new Int32Array(WINDOW_COUNT + 1);
const talks = new Int32Array(WINDOW_COUNT + 1);

/** Which fingerprints the present reading has met, and in which shortest window: reading x 8 + window. */
const met = new Uint32Array(1 << FINGERPRINT_BITS);
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
 * to, then every longer window takes over what the shorter one holds. One loop, unsplit: it runs twice a call, and a
 * helper per field costs a third more.
 */
export function readLog(
  u32: Uint32Array,
  row: number,
  newest: number,
  isOut: boolean,
  sums: Float64Array,
): void {
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    counts[window] = 0;
    more[window] = 0;
    rings[window] = 0;
    talks[window] = 0;
  }
  beginReading();
  const newestTick = tickOf(newest);
  const side = isOut ? TRAIT_OUT : 0;
  const first = row + ROW_LOG;
  const end = first + logCount(u32[row + ROW_META]!) * 2;
  for (let at = first; at < end; at += 2) {
    const word0 = u32[at]! | 0;
    const window = windowOf((newestTick - word0) & TICK_MASK);
    if ((word0 & TRAIT_OUT) !== side) {
      more[window]! += ONE_OTHER;
      continue;
    }
    const word1 = u32[at + 1]! | 0;
    counts[window]! += COUNTS_OF_TRAITS[(word0 >>> TRAIT_SHIFT) & 0xff]!;
    let other = 0;
    const ring = entryRing(word1);
    if (ring !== RING_UNKNOWN) {
      other = ONE_RUNG;
      rings[window]! += RING_QUARTERS[ring]!;
    }
    const talk = entryTalk(word1);
    if (talk !== TALK_UNKNOWN && word0 & TRAIT_ANSWERED) {
      other += ONE_TALKED;
      talks[window]! += TALK_SECONDS[talk]!;
    }
    const peer = entryFingerprint(word1);
    const before = met[peer]!;
    if (before >>> 3 !== reading) {
      met[peer] = (reading << 3) | window;
      other += 1;
    } else if ((before & 7) > window) {
      met[peer] = (reading << 3) | window;
      more[before & 7]! -= 1;
      other += 1;
    }
    more[window]! += other;
  }
  unpack(isOut, sums);
}

function unpack(isOut: boolean, sums: Float64Array): void {
  let packed = 0;
  let also = 0;
  let ring = 0;
  let talk = 0;
  for (let window = 0; window < WINDOW_COUNT; window += 1) {
    packed = (packed + counts[window]!) | 0;
    also = (also + more[window]!) | 0;
    ring += rings[window]!;
    talk += talks[window]!;
    const into = window * SIDE_SUMS;
    sums[into + SUM_CALLS] = packed & 15;
    sums[into + SUM_KNOWN] = (packed >>> 4) & 15;
    sums[into + SUM_ANSWERED] = (packed >>> 8) & 15;
    sums[into + SUM_SHORT] = (packed >>> 12) & 15;
    sums[into + SUM_PEERS] = also & 0xff;
    sums[into + SUM_RINGS] = (also >>> 8) & 0xff;
    sums[into + SUM_TALKS] = (also >>> 16) & 0xff;
    sums[into + SUM_OTHER] = also >>> 24;
    sums[into + SUM_RING] = ring;
    sums[into + SUM_TALK] = talk;
    if (!isOut) continue;
    sums[into + SUM_ONE_RING] = (packed >>> 16) & 15;
    sums[into + SUM_SEQUENTIAL] = (packed >>> 20) & 15;
    sums[into + SUM_DEAD] = (packed >>> 24) & 15;
    sums[into + SUM_NIGHT] = packed >>> 28;
  }
}

/** Incoming calls in 7 days from people the number had called. */
export function logCalledBack(u32: Uint32Array, row: number, newest: number): number {
  const newestTick = tickOf(newest);
  const end = row + ROW_LOG + logCount(u32[row + ROW_META]!) * 2;
  let calls = 0;
  for (let at = row + ROW_LOG; at < end; at += 2) {
    const word0 = u32[at]!;
    if ((word0 & (TRAIT_OUT | TRAIT_CALLED_BACK)) !== TRAIT_CALLED_BACK) continue;
    if (((newestTick - word0) & TICK_MASK) < TICKS_WEEK) calls += 1;
  }
  return calls;
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
