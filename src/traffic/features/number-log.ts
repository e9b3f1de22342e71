import { entryAge, KEEP_TICKS, markStretch, stretchKnows, TICK_MS, tickOf } from './call-log.ts';
import type { FeatureState } from './feature-state.ts';
import type { RecordPool } from './record-pool.ts';
import {
  KIND_FREQUENT,
  KIND_REGULAR,
  KIND_ROW,
  LOG_CALLS,
  LOG_CAPACITY,
  logCount,
  MAX_LOG_CALLS,
  ROW_DOUBLES,
  ROW_LAST,
  ROW_LOG,
  ROW_META,
  ROW_RECORD,
  ROW_WORDS,
  recordKind,
  recordOf,
  recordWord,
  withLogCount,
} from './row-layout.ts';

/**
 * The log of a number that is not busy: the first 15 entries lie in the row, the others in a block of 32 (a regular
 * number, up to 47 calls in 7 days) or of 96 (a frequent one, up to 111). Entries keep their place when a block is
 * taken, so a number grows without anything being counted again.
 */
const held = new Uint32Array(MAX_LOG_CALLS * 2);

/** Entries as a copy of their words; how many. */
export function copyLog(state: FeatureState, row: number, into: Uint32Array): number {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  const count = logCount(u32[base + ROW_META]!);
  const inRow = Math.min(count, LOG_CALLS) * 2;
  for (let word = 0; word < inRow; word += 1) into[word] = u32[base + ROW_LOG + word]!;
  if (count <= LOG_CALLS) return count;
  const block = blockOf(state, base);
  const first = blockBase(state, base) - inRow;
  for (let word = inRow; word < count * 2; word += 1) into[word] = block[first + word]!;
  return count;
}

function putEntry(state: FeatureState, base: number, index: number, word0: number, word1: number): void {
  const { u32 } = state.rows;
  const words = index < LOG_CALLS ? u32 : blockOf(state, base);
  const at =
    index < LOG_CALLS ? base + ROW_LOG + index * 2 : blockBase(state, base) + (index - LOG_CALLS) * 2;
  words[at] = word0;
  words[at + 1] = word1;
}

const poolOf = (state: FeatureState, kind: number): RecordPool =>
  kind === KIND_REGULAR ? state.regular : state.frequent;

/** The array in which the block of a number lies that has one, and its first word there. */
export function blockOf(state: FeatureState, base: number): Uint32Array {
  const word = state.rows.u32[base + ROW_RECORD]!;
  return poolOf(state, recordKind(word)).segment(recordOf(word));
}
export function blockBase(state: FeatureState, base: number): number {
  const word = state.rows.u32[base + ROW_RECORD]!;
  return poolOf(state, recordKind(word)).base(recordOf(word));
}

/** Adds a call; false when the log is full of live calls. */
export function addToLog(
  state: FeatureState,
  row: number,
  newestTick: number,
  word0: number,
  word1: number,
): boolean {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  const capacity = LOG_CAPACITY[recordKind(u32[base + ROW_RECORD]!)]!;
  let count = logCount(u32[base + ROW_META]!);
  if (count === capacity) {
    count = dropOld(state, row, newestTick, 0);
    if (count === capacity) return false;
  }
  putEntry(state, base, count, word0, word1);
  u32[base + ROW_META] = withLogCount(u32[base + ROW_META]!, count + 1);
  return true;
}

/** Gives a full log the next larger block there is; false when there is none. */
export function growLog(state: FeatureState, row: number): boolean {
  for (
    let kind = recordKind(state.rows.u32[row * ROW_WORDS + ROW_RECORD]!) + 1;
    kind <= KIND_FREQUENT;
    kind += 1
  )
    if (moveLog(state, row, kind)) return true;
  return false;
}

/**
 * Drops entries that will be 7 days old when the number's clock moves on by `aheadTicks`, and gives back a block that
 * is larger than the rest needs.
 */
export function pruneLog(state: FeatureState, row: number, newestTick: number, aheadTicks: number): void {
  const count = dropOld(state, row, newestTick, aheadTicks);
  const kind = recordKind(state.rows.u32[row * ROW_WORDS + ROW_RECORD]!);
  if (kind !== KIND_ROW && count <= LOG_CAPACITY[kind - 1]!)
    moveLog(state, row, count <= LOG_CALLS ? KIND_ROW : KIND_REGULAR);
}

function dropOld(state: FeatureState, row: number, newestTick: number, aheadTicks: number): number {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  const count = copyLog(state, row, held);
  let kept = 0;
  for (let at = 0; at < count * 2; at += 2) {
    if (entryAge(held[at]!, newestTick) + aheadTicks >= KEEP_TICKS) continue;
    if (kept * 2 !== at) putEntry(state, base, kept, held[at]!, held[at + 1]!);
    kept += 1;
  }
  u32[base + ROW_META] = withLogCount(u32[base + ROW_META]!, kept);
  return kept;
}

/** Moves what lies beyond the row into a record of another kind; false, and nothing changed, when there is none. */
function moveLog(state: FeatureState, row: number, kind: number): boolean {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  const record = kind === KIND_ROW ? -1 : poolOf(state, kind).take();
  if (record < 0 && kind !== KIND_ROW) return false;
  const count = copyLog(state, row, held);
  giveBlock(state, base);
  u32[base + ROW_RECORD] = kind === KIND_ROW ? 0 : recordWord(kind, record);
  for (let index = LOG_CALLS; index < count; index += 1)
    putEntry(state, base, index, held[index * 2]!, held[index * 2 + 1]!);
  return true;
}

/** Gives back the block of a number, if it has one; its entries in the row stay. */
export function giveBlock(state: FeatureState, base: number): void {
  const word = state.rows.u32[base + ROW_RECORD]!;
  const kind = recordKind(word);
  if (kind !== KIND_REGULAR && kind !== KIND_FREQUENT) return;
  poolOf(state, kind).give(recordOf(word));
  state.rows.u32[base + ROW_RECORD] = 0;
}

/** A full log that cannot grow keeps the newest calls: the oldest makes room unless the call is older still. */
export function replaceOldest(
  state: FeatureState,
  row: number,
  newestTick: number,
  word0: number,
  word1: number,
): void {
  const count = copyLog(state, row, held);
  let place = 0;
  for (let index = 1; index < count; index += 1)
    if (entryAge(held[index * 2]!, newestTick) > entryAge(held[place * 2]!, newestTick)) place = index;
  if (entryAge(word0, newestTick) > entryAge(held[place * 2]!, newestTick)) return;
  putEntry(state, row * ROW_WORDS, place, word0, word1);
}

/** Whether the log holds a call of this side (`out`: `TRAIT_OUT` or 0) with this peer in the 7 days before `at`. */
export function logKnows(
  state: FeatureState,
  row: number,
  at: number,
  out: number,
  fingerprint: number,
): boolean {
  const { f64, u32 } = state.rows;
  const base = row * ROW_WORDS;
  const last = f64[row * ROW_DOUBLES + ROW_LAST]!;
  const newestTick = tickOf(last);
  const ticks = at > last ? KEEP_TICKS - Math.floor((at - last) / TICK_MS) : KEEP_TICKS;
  const count = logCount(u32[base + ROW_META]!);
  const first = base + ROW_LOG;
  const end = first + Math.min(count, LOG_CALLS) * 2;
  if (stretchKnows(u32, first, end, newestTick, ticks, out, fingerprint)) return true;
  if (count <= LOG_CALLS) return false;
  const from = blockBase(state, base);
  const until = from + (count - LOG_CALLS) * 2;
  return stretchKnows(blockOf(state, base), from, until, newestTick, ticks, out, fingerprint);
}

/** Gives the incoming call of that time and peer another trait; nothing when it is not in the log. */
export function markInLog(
  state: FeatureState,
  row: number,
  tick: number,
  fingerprint: number,
  trait: number,
): void {
  const { u32 } = state.rows;
  const base = row * ROW_WORDS;
  const count = logCount(u32[base + ROW_META]!);
  const first = base + ROW_LOG;
  const end = first + Math.min(count, LOG_CALLS) * 2;
  if (markStretch(u32, first, end, tick, fingerprint, trait) || count <= LOG_CALLS) return;
  const from = blockBase(state, base);
  markStretch(blockOf(state, base), from, from + (count - LOG_CALLS) * 2, tick, fingerprint, trait);
}
