/**
 * Small sets that forget by the day: a cell of 4 bits holds the local day (modulo 15, plus 1) of the latest item that
 * fell into it, 0 when none did within 7 days. Serves the hours of the day (one cell an hour: exact) and the distinct
 * devices and cells of a caller (16 hashed cells, linear counting). The state does not depend on the order of calls.
 */
const CYCLE = 15;
const DAYS = 7;

/** Drops what is older than 7 days when the newest day moves from `from` to `to`. */
export function sweepDayCells(u32: Uint32Array, base: number, words: number, from: number, to: number): void {
  for (let word = base; word < base + words; word += 1) {
    const cells = u32[word]!;
    if (cells === 0) continue;
    u32[word] = to - from >= DAYS ? 0 : sweptWord(cells, from, to);
  }
}

function sweptWord(cells: number, from: number, to: number): number {
  let kept = 0;
  for (let shift = 0; shift < 32; shift += 4) {
    const cell = (cells >>> shift) & 15;
    if (cell !== 0 && ageDays(cell, from) + (to - from) < DAYS) kept |= cell << shift;
  }
  return kept >>> 0;
}

const ageDays = (cell: number, newest: number): number => ((newest % CYCLE) - (cell - 1) + CYCLE) % CYCLE;

/** Remembers an item of `day` in a cell; `newest` is the newest day, `day` at most 6 days before it. */
export function touchDayCell(
  u32: Uint32Array,
  base: number,
  cell: number,
  day: number,
  newest: number,
): void {
  const word = base + (cell >>> 3);
  const shift = (cell & 7) << 2;
  const before = (u32[word]! >>> shift) & 15;
  if (before !== 0 && ageDays(before, newest) <= newest - day) return;
  u32[word] = ((u32[word]! & ~(15 << shift)) | (((day % CYCLE) + 1) << shift)) >>> 0;
}

/** Cells in use. */
export function countDayCells(u32: Uint32Array, base: number, words: number): number {
  let count = 0;
  for (let word = base; word < base + words; word += 1) {
    let cells = u32[word]!;
    cells |= cells >>> 1;
    cells |= cells >>> 2;
    cells &= 0x11111111;
    count += Math.imul(cells, 0x11111111) >>> 28;
  }
  return count;
}

/**
 * Distinct items from cells in use of 16, by linear counting, rounded down: an honest number with one device reads 1.
 * Exact for one; standard error 0.3 at 4 items, 1.1 at 10; saturates at 44.
 */
export const DISTINCT_OF_16_CELLS: Float64Array = Float64Array.from({ length: 17 }, (_, used) =>
  Math.floor(-16 * Math.log((16 - Math.min(used, 15)) / 16)),
);
