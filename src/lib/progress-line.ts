import { padToWidth } from './display-width.ts';

export interface ProgressState {
  /** What is being worked through (`Master.csv`). */
  readonly label: string;
  /** Units done, usually bytes; `total` is `null` when the end is not known (a pipe). */
  readonly done: number;
  readonly total: number | null;
  /** Things counted on the way (calls), for the rate. */
  readonly items: number;
  readonly elapsedMs: number;
}

/** One line of at most `width` columns: bar, share, items, items a second, time left. Unknown parts are left out. */
export function progressLine(state: ProgressState, width: number): string {
  const { label, done, total, items, elapsedMs } = state;
  const rate = elapsedMs > 0 ? Math.round((items * 1000) / elapsedMs) : 0;
  const counts = `${shortCount(items)} · ${shortCount(rate)}/s`;
  if (total === null || total <= 0) return exactly(`${label}  ${counts} · ${span(elapsedMs)}`, width);
  const share = Math.min(1, done / total);
  const left = share > 0.005 ? ` · ${span((elapsedMs * (1 - share)) / share)} left` : '';
  const text = ` ${String(Math.floor(share * 100)).padStart(3)}% · ${counts}${left}`;
  const room = Math.min(30, width - text.length - label.length - 4);
  if (room < 5) return exactly(`${label}${text}`, width);
  const filled = Math.round(share * room);
  return exactly(`${label}  ${'█'.repeat(filled)}${'░'.repeat(room - filled)}${text}`, width);
}

const exactly = (text: string, width: number) => padToWidth(text.slice(0, width), width);

/** `950`, `12.3k`, `4.0M`. */
export function shortCount(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 1_000_000) return `${(count / 1_000).toFixed(count < 100_000 ? 1 : 0)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `42s`, `3m05s`, `2h10m`. */
export function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}m${two(seconds % 60)}s`
    : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}
