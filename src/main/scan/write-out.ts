import type { Writable } from 'node:stream';
import { Fault } from '../../domain/fault.ts';

/**
 * Writes all parts, waiting while the reader is slow. False when the reader has gone (`jingtong scan ... | head`): that
 * is its right and no fault. Any other failure is a `Fault`.
 */
export async function writeOut(
  stream: Writable,
  parts: Iterable<string | Uint8Array>,
  name: string,
): Promise<boolean> {
  let failure: NodeJS.ErrnoException | null = null;
  const onError = (error: NodeJS.ErrnoException) => {
    failure = error;
  };
  stream.on('error', onError);
  try {
    for (const part of parts) {
      if (failure !== null) break;
      await new Promise<void>((resolve) => stream.write(part, () => resolve()));
    }
    // A failed write reports itself to the stream one turn after it calls back.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (failure === null) return true;
    const { code, message } = failure as NodeJS.ErrnoException;
    if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return false;
    throw new Fault('output-failed', `cannot write to ${name}: ${message}`);
  } finally {
    // Kept when the reader has gone: a late EPIPE must not end the process.
    if (failure === null) stream.off('error', onError);
  }
}

/** Joins small parts so that each write is worth its system call. */
export function* inBlocks(parts: Iterable<string>, size = 65_536): Iterable<string> {
  let block = '';
  for (const part of parts) {
    block += part;
    if (block.length < size) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}
