import { progressLine } from '../../lib/progress-line.ts';

export interface ProgressBar {
  /** Bytes done of `total` (`null`: not known) and calls judged so far; draws at most ten times a second. */
  update(done: number, total: number | null, items: number): void;
  /** Wipes the line. */
  finish(): void;
}

const DRAW_EVERY_MS = 100;
const WIPE_LINE = '\r\u001b[2K';

/** A bar on `stream` when that is a terminal; otherwise one that does nothing. Needs no timer: it draws when told. */
export function progressBar(
  label: string,
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  now: () => number,
): ProgressBar {
  if (stream.isTTY !== true) return { update() {}, finish() {} };
  const startedAt = now();
  let drawnAt = 0;
  return {
    update(done, total, items) {
      const at = now();
      if (at - drawnAt < DRAW_EVERY_MS) return;
      drawnAt = at;
      const state = { label, done, total, items, elapsedMs: at - startedAt };
      stream.write(`\r${progressLine(state, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    finish() {
      if (drawnAt > 0) stream.write(WIPE_LINE);
    },
  };
}
