import type { Writable } from 'node:stream';
import type { NumberContext, NumberNormaliser } from '../traffic/normalise/index.ts';

/** Bytes of one input line that are looked at; a longer one is no number, and its rest is skipped unread. */
export const MAX_LINE_BYTES = 4096;
/** Output is handed on in pieces of about this many UTF-16 units. */
const PIECE_UNITS = 1 << 16;
const EVENTS_OF_ROOM = ['drain', 'close', 'error'] as const;
const LF = 0x0a;
const CR = 0x0d;

export interface NormaliseLines {
  readonly normaliser: NumberNormaliser;
  readonly context: NumberContext;
  /** Numbers as they are, or a stream of bytes with one number a line. */
  readonly input: readonly string[] | AsyncIterable<Uint8Array>;
  readonly output: Writable;
}

/** Writes one JSON object a number, in order, waiting whenever the reader of the output is slower. */
export async function normaliseLines({ normaliser, context, input, output }: NormaliseLines): Promise<void> {
  let closed = false;
  const stop = (): void => {
    closed = true;
  };
  output.once('close', stop);
  output.once('error', stop);
  let piece = '';
  const flush = async (): Promise<void> => {
    const text = piece;
    piece = '';
    if (text === '' || closed || output.write(text)) return;
    await roomOrEnd(output);
  };
  for await (const lines of Symbol.asyncIterator in input ? linesOf(input) : [input]) {
    for (const line of lines) {
      piece += `${JSON.stringify(normaliser.normalise(line, context))}\n`;
      if (piece.length >= PIECE_UNITS) await flush();
      if (closed) return;
    }
    // What has come in is answered before waiting for more: a person may be typing.
    await flush();
  }
}

/** Resolves when the output takes more or never will again. */
function roomOrEnd(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of EVENTS_OF_ROOM) output.removeListener(event, done);
      resolve();
    };
    for (const event of EVENTS_OF_ROOM) output.on(event, done);
  });
}

/** Splits bytes into lines at LF or CR LF. Bytes that are no UTF-8 become U+FFFD; a last line may lack its end. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const take = (part: Uint8Array): void => {
    const room = MAX_LINE_BYTES - heldBytes;
    if (room <= 0) return;
    held.push(part.slice(0, room));
    heldBytes += Math.min(room, part.length);
  };
  const finish = (): string => {
    let line = held.length === 1 ? held[0]! : Buffer.concat(held);
    if (line.at(-1) === CR && heldBytes < MAX_LINE_BYTES) line = line.subarray(0, -1);
    held = [];
    heldBytes = 0;
    return decoder.decode(line);
  };
  for await (const chunk of input) {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      take(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (heldBytes > 0) yield [finish()];
}
