import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { chainHash, unsealLine } from './chain.ts';
import { readLines } from './read-lines.ts';
import type { SegmentFile } from './segment.ts';

/** So much is read line by line at the end; about seventy quiet calls. */
const NEAR_BYTES = 32 << 10;
const PROBE_BYTES = 4 << 10;
const LINE_FEED = 10;

/** One entry's line as it stands. */
export interface FoundLine {
  /** The entry's canonical text without its hash. */
  readonly body: string;
  readonly hash: string;
  /** Byte offset after the line. */
  readonly end: number;
}

/**
 * The line of one entry, found by halving its segment file, which is in order: some twenty small reads, whatever the
 * size of the file. `null` when it is not there or does not follow from the line before; the rest of the chain is not
 * looked at.
 */
export function findLine(segment: SegmentFile, seq: number): FoundLine | null {
  let previous: string | null = null;
  for (const line of readLines(segment.path, lineBefore(segment.path, seq), NEAR_BYTES)) {
    const sealed = line.whole ? unsealLine(line.text) : null;
    if (sealed === null) return null;
    const at = seqOf(sealed.body);
    if (at === seq) {
      const follows = previous !== null && chainHash(previous, sealed.body) === sealed.hash;
      return follows ? { ...sealed, end: line.end } : null;
    }
    if (at > seq) return null;
    previous = sealed.hash;
  }
  return null;
}

/** Offset of a line near an entry and before it; at the latest the file's header. */
function lineBefore(path: string, seq: number): number {
  const file = openSync(path, 'r');
  try {
    let low = 0;
    let high = fstatSync(file).size;
    while (high - low > NEAR_BYTES) {
      const middle = Math.floor((low + high) / 2);
      const found = lineAfter(file, middle, high);
      if (found !== null && found.seq < seq) low = found.start;
      else high = middle;
    }
    return low;
  } finally {
    closeSync(file);
  }
}

/** The first line that begins in a stretch of the file; `null` when none does. */
function lineAfter(file: number, from: number, end: number): { start: number; seq: number } | null {
  const block = Buffer.allocUnsafe(PROBE_BYTES);
  for (let at = from; at < end; ) {
    const read = readSync(file, block, 0, PROBE_BYTES, at);
    const feed = block.subarray(0, read).indexOf(LINE_FEED);
    if (feed !== -1) {
      const start = at + feed + 1;
      if (start >= end) return null;
      const top = readSync(file, block, 0, 64, start);
      return { start, seq: seqOf(block.toString('latin1', 0, top)) };
    }
    if (read < PROBE_BYTES) return null;
    at += read;
  }
  return null;
}

/** Number of the entry that a line holds; 0 for the header, infinite for what is no entry. */
function seqOf(line: string): number {
  const match = /^\{"seq":([1-9][0-9]{0,14}),/.exec(line);
  if (match !== null) return Number(match[1]);
  return line.startsWith('{"segment":') ? 0 : Number.POSITIVE_INFINITY;
}
