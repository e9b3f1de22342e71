import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { Fault } from '../../../domain/fault.ts';
import type { ByteReader } from './byte-reader.ts';
import { chunkReader, readerChunks } from './chunk-reader.ts';

/** How a source is packed, by its first bytes. */
export type Compression = 'none' | 'gzip' | 'zstd';

/** Call records pack 5 to 40 times; more than this over a good stretch is an archive made to fill memory or disk. */
export const BOMB_RATIO = 250;
const BOMB_STRETCH = 64 << 20;
/** Compressed bytes given to the decompressor at once, so that a bomb is noticed before it has unfolded. */
const FEED_BYTES = 4096;

/** Recognises gzip (RFC 1952 §2.3.1) and zstd (RFC 8878 §3.1.1, frames and skippable frames) by their magic bytes. */
export function compressionOf(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const frame = head[0] === 0x28 && head[1] === 0xb5;
  const skippable = head[0] !== undefined && (head[0] & 0xf0) === 0x50 && head[1] === 0x2a;
  if (frame && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return skippable && head[2] === 0x4d && head[3] === 0x18 ? 'zstd' : 'none';
}

const FOREIGN: readonly (readonly [string, readonly number[]])[] = [
  ['a zip archive or an Excel workbook (.xlsx)', [0x50, 0x4b, 0x03, 0x04]],
  ['an Excel workbook (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a bzip2 archive', [0x42, 0x5a, 0x68]],
  ['an xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
];

/** What a file is that people hand in for call records and that is not unpacked here, `null` for all else. */
export function foreignPacking(head: Uint8Array): string | null {
  return FOREIGN.find(([, magic]) => magic.every((byte, at) => head[at] === byte))?.[0] ?? null;
}

/**
 * Unpacks a reader. A damaged or cut archive gives what could be unpacked and then throws `Fault`
 * `call-records-damaged`; one that unfolds beyond `BOMB_RATIO` throws `call-records-bomb`.
 */
export function decompress(compression: Compression, reader: ByteReader, name: string): ByteReader {
  if (compression === 'none') return reader;
  const unpacked = compression === 'gzip' ? gunzip(reader) : unzstd(reader);
  return chunkReader(guarded(unpacked, reader, name, compression), reader);
}

async function* guarded(
  unpacked: AsyncIterable<Uint8Array>,
  reader: ByteReader,
  name: string,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of unpacked) {
      bytes += chunk.length;
      if (bytes > BOMB_STRETCH && bytes > reader.bytesRead * BOMB_RATIO)
        throw bomb(name, bytes, reader.bytesRead);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault(
      'call-records-damaged',
      `${name}: the ${compression} archive is damaged or cut short after ${bytes} unpacked bytes (${why}); rows before that were read, fetch the file again for the rest`,
      { cause },
    );
  }
}

function bomb(name: string, bytes: number, packed: number): Fault {
  return new Fault(
    'call-records-bomb',
    `${name}: ${packed} bytes unfold into more than ${bytes}; no call records pack that well, so reading stopped. Unpack it yourself if you trust it`,
  );
}

/** Fed by hand: a pipe whose end fails drops what it had unpacked and nobody had read yet. */
async function* gunzip(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const unpacker = zlib.createGunzip({ chunkSize: 1 << 18 });
  let ready: Uint8Array[] = [];
  const taken = (): Uint8Array[] => {
    const chunks = ready;
    ready = [];
    return chunks;
  };
  const failed = new Promise<Error>((resolve) => unpacker.once('error', resolve));
  const ended = new Promise<null>((resolve) => unpacker.once('end', () => resolve(null)));
  unpacker.on('data', (chunk: Uint8Array) => ready.push(chunk));
  try {
    for await (const packed of readerChunks(reader)) {
      const failure = await new Promise<Error | null>((resolve) =>
        unpacker.write(packed, (error) => resolve(error ?? null)),
      );
      yield* taken();
      if (failure !== null) throw failure;
    }
    unpacker.end();
    const failure = await Promise.race([failed, ended]);
    yield* taken();
    if (failure !== null) throw failure;
  } finally {
    unpacker.destroy();
  }
}

async function* unzstd(reader: ByteReader): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => {
    if (chunk.length > 0) ready.push(chunk);
  });
  for await (const packed of readerChunks(reader)) {
    for (let from = 0; from < packed.length; from += FEED_BYTES) {
      decoder.push(packed.subarray(from, from + FEED_BYTES));
      const chunks = ready;
      ready = [];
      yield* chunks;
    }
  }
  decoder.push(new Uint8Array(0), true);
  yield* ready;
}
