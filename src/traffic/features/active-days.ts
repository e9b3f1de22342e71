import { bitCount } from './bit-count.ts';
import { localDay, localHour } from './call-traits.ts';
import { sweepDayCells, touchDayCell } from './day-cells.ts';
import {
  anchorDay,
  BUSY_HOURS,
  isBusy,
  ROW_CELLS,
  ROW_DAYS,
  ROW_IMEIS,
  ROW_META,
  ROW_RECORD,
  withAnchorDay,
} from './row-layout.ts';

const DAYS_KEPT = 31;
const DAYS_MASK = 0x7fffffff;
const RECENT_DAYS = 7;
const CELL_WORDS = BUSY_HOURS - ROW_IMEIS;
const HOUR_WORDS = 3;

/** Notes an outgoing call's local day; device and cell are hashes, 0 when absent. `row` is the row's first word. */
export function noteDay(
  u32: Uint32Array,
  row: number,
  day: number,
  imeiHash: number,
  cellHash: number,
): void {
  const meta = u32[row + ROW_META]!;
  let anchor = anchorDay(meta);
  if (u32[row + ROW_DAYS] === 0 || day > anchor) {
    moveAnchor(u32, row, anchor, day);
    anchor = day;
  } else if (anchor - day < DAYS_KEPT)
    u32[row + ROW_DAYS] = (u32[row + ROW_DAYS]! | (1 << (anchor - day))) >>> 0;
  if (anchor - day >= RECENT_DAYS) return;
  if (imeiHash !== 0) touchDayCell(u32, row + ROW_IMEIS, imeiHash & 15, day, anchor);
  if (cellHash !== 0) touchDayCell(u32, row + ROW_CELLS, cellHash & 15, day, anchor);
}

function moveAnchor(u32: Uint32Array, row: number, from: number, to: number): void {
  const days = u32[row + ROW_DAYS]!;
  const ahead = to - from;
  u32[row + ROW_DAYS] = days === 0 || ahead >= DAYS_KEPT ? 1 : (((days << ahead) | 1) & DAYS_MASK) >>> 0;
  u32[row + ROW_META] = withAnchorDay(u32[row + ROW_META]!, to);
  if (days === 0) return;
  const words = isBusy(u32[row + ROW_RECORD]!) ? CELL_WORDS + HOUR_WORDS : CELL_WORDS;
  sweepDayCells(u32, row + ROW_IMEIS, words, from, to);
}

/** Notes the local hour of an outgoing call of a busy number; after `noteDay`. */
export function noteHour(u32: Uint32Array, row: number, at: number, utcOffsetMin: number): void {
  const day = Math.max(0, localDay(at, utcOffsetMin));
  const anchor = anchorDay(u32[row + ROW_META]!);
  if (anchor - day >= RECENT_DAYS || day > anchor) return;
  touchDayCell(u32, row + BUSY_HOURS, localHour(at, utcOffsetMin), day, anchor);
}

/** Distinct local days with an outgoing call, last 31 days up to the newest such day. */
export function daysActive(u32: Uint32Array, row: number): number {
  return bitCount(u32[row + ROW_DAYS]!);
}
