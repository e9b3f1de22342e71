import { closeSync, openSync, readSync } from 'node:fs';

/** One line of a file without its line end. */
export interface FileLine {
  readonly text: string;
  /** Byte offset of the line and of the next one. */
  readonly start: number;
  readonly end: number;
  /** False for a last line that has no line end: it was being written when the writer died. */
  readonly whole: boolean;
}

const CHUNK_BYTES = 1 << 20;
/** A longer line is no journal line; reading stops there and reports it as torn. */
export const MAX_LINE_BYTES = 1 << 20;

/** Reads the lines of a file from a byte offset on, a chunk at a time, with at most two megabytes in memory. */
export function* readLines(path: string, from = 0, chunkBytes = CHUNK_BYTES): Generator<FileLine> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest: Buffer = Buffer.alloc(0);
    let start = from;
    for (;;) {
      const read = readSync(file, chunk, 0, chunkBytes, start + rest.length);
      const data =
        rest.length === 0 ? chunk.subarray(0, read) : Buffer.concat([rest, chunk.subarray(0, read)]);
      let taken = 0;
      for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, taken)) {
        yield {
          text: data.toString('utf8', taken, end),
          start: start + taken,
          end: start + end + 1,
          whole: true,
        };
        taken = end + 1;
      }
      rest = Buffer.from(data.subarray(taken));
      start += taken;
      if (read < chunkBytes || rest.length > MAX_LINE_BYTES) break;
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), start, end: start + rest.length, whole: false };
  } finally {
    closeSync(file);
  }
}
