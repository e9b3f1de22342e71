import type { IncomingMessage } from 'node:http';

export type BodyOutcome = 'whole' | 'too-large' | 'cut-off';

/**
 * Collects a body up to `maxBytes` and tells once how it ended; `whole` also when the body is empty. Stops reading at the
 * limit, whatever the length header said.
 */
export function collectBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (outcome: BodyOutcome, body: Buffer) => void,
): void {
  let first: Buffer | null = null;
  let more: Buffer[] | null = null;
  let bytes = 0;
  let ended = false;
  const end = (outcome: BodyOutcome): void => {
    if (ended) return;
    ended = true;
    done(
      outcome,
      outcome !== 'whole' || first === null ? EMPTY : more === null ? first : Buffer.concat(more, bytes),
    );
  };
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      request.pause();
      end('too-large');
    } else if (first === null) first = chunk;
    else if (more === null) more = [first, chunk];
    else more.push(chunk);
  });
  request.on('end', () => end('whole'));
  request.on('error', () => end('cut-off'));
  request.on('close', () => end('cut-off'));
}

const EMPTY = Buffer.alloc(0);
