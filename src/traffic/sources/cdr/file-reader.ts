import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Fault } from '../../../domain/fault.ts';
import type { ByteReader } from './byte-reader.ts';
import { chunkReader } from './chunk-reader.ts';

/** Opens a file of call records. Throws `Fault` `call-records-unreadable` when it cannot be opened or read. */
export async function fileReader(path: string): Promise<ByteReader> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const status = await file.stat();
  if (status.isDirectory()) {
    await file.close();
    throw new Fault('call-records-unreadable', `${path} is a directory; name the files in it`);
  }
  let bytesRead = 0;
  let closed = false;
  return {
    get bytesRead() {
      return bytesRead;
    },
    totalBytes: status.isFile() ? status.size : null,
    async read(into, offset) {
      const { bytesRead: count } = await file
        .read(into, offset, into.length - offset, null)
        .catch((cause: unknown) => {
          throw unreadable(path, cause);
        });
      bytesRead += count;
      return count;
    },
    async close() {
      if (closed) return;
      closed = true;
      await file.close();
    },
  };
}

/** Reads a stream (standard input). */
export function streamReader(stream: Readable): ByteReader {
  let bytesRead = 0;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      bytesRead += bytes.length;
      yield bytes;
    }
  };
  return chunkReader(chunks(), {
    get bytesRead() {
      return bytesRead;
    },
    totalBytes: null,
    close: async () => {},
  });
}

function unreadable(path: string, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault('call-records-unreadable', `cannot read ${path}: ${why}`, { cause });
}
