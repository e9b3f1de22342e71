import { statSync } from 'node:fs';

const EVERY_MS = 400;

/**
 * Calls `onChange` when one of the files was written, replaced, made or taken away; asks again each time which files count. A poll
 * sees what is mounted over a network too. Returns a function that stops it.
 */
export function watchFiles(files: () => readonly string[], onChange: () => void): () => void {
  let last = stateOf(files());
  const timer = setInterval(() => {
    const state = stateOf(files());
    if (state === last) return;
    last = state;
    onChange();
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

const stateOf = (files: readonly string[]): string => files.map(one).join('\n');

function one(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${file} ${mtimeMs} ${size} ${ino}`;
  } catch {
    return `${file} gone`;
  }
}
