import type { ByteReader } from './byte-reader.ts';

/** Reads a sequence of chunks as bytes. `bytesRead` and `totalBytes` are those of the underlying source. */
export function chunkReader(
  chunks: AsyncIterator<Uint8Array>,
  underlying: { readonly bytesRead: number; readonly totalBytes: number | null; close(): Promise<void> },
): ByteReader {
  let chunk = new Uint8Array(0);
  let taken = 0;
  return {
    get bytesRead() {
      return underlying.bytesRead;
    },
    totalBytes: underlying.totalBytes,
    async read(into, offset) {
      while (taken >= chunk.length) {
        const next = await chunks.next();
        if (next.done === true) return 0;
        chunk = next.value as Uint8Array<ArrayBuffer>;
        taken = 0;
      }
      const count = Math.min(chunk.length - taken, into.length - offset);
      into.set(chunk.subarray(taken, taken + count), offset);
      taken += count;
      return count;
    },
    async close() {
      await chunks.return?.();
      await underlying.close();
    },
  };
}

/** The chunks of a reader, for what wants an iterable (a decoder). */
export async function* readerChunks(reader: ByteReader, size = 1 << 16): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(size);
    const count = await reader.read(chunk, 0);
    if (count === 0) return;
    yield chunk.subarray(0, count);
  }
}

/** Puts bytes that were read ahead back in front of a reader. */
export function withPrefix(prefix: Uint8Array, reader: ByteReader): ByteReader {
  let taken = 0;
  return {
    get bytesRead() {
      return reader.bytesRead;
    },
    totalBytes: reader.totalBytes,
    async read(into, offset) {
      if (taken >= prefix.length) return reader.read(into, offset);
      const count = Math.min(prefix.length - taken, into.length - offset);
      into.set(prefix.subarray(taken, taken + count), offset);
      taken += count;
      return count;
    },
    close: () => reader.close(),
  };
}
