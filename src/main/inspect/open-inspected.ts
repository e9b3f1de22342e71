import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { Fault } from '../../domain/fault.ts';
import { type ByteReader, streamReader } from '../../traffic/sources/index.ts';

/** The file to be inspected, its beginning read ahead. */
export interface InspectedFile {
  readonly name: string;
  /** `null` for standard input. */
  readonly bytes: number | null;
  /** What it begins with, unpacked, up to `HEAD_BYTES`. */
  readonly head: Uint8Array;
  /** All of it, the head included, unpacked when `unpack`; to be asked for once. */
  reader(unpack: boolean): ByteReader;
  /** The same as it lies there, for a reader that unpacks by itself. */
  stream(): Readable;
  /** Only what was read ahead, as it lies there; may be asked for beside the others. */
  beginning(): Readable;
}

export const HEAD_BYTES = 1 << 18;

/** Opens a path, or standard input for `-`, `skip` bytes from its beginning. Throws a `Fault` when it cannot be read. */
export async function openInspected(path: string, skip: number): Promise<InspectedFile> {
  const size = path === '-' ? null : await sizeOf(path);
  const raw = path === '-' ? skipping(process.stdin, skip) : createReadStream(path, { start: skip });
  const source = raw[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const ahead = await readAhead(source, path);
  const isPacked = ahead[0] === 0x1f && ahead[1] === 0x8b;
  const all = (): Readable => Readable.from(withAhead(ahead, source), { objectMode: false });
  return {
    name: path,
    bytes: size,
    head: (isPacked ? beginningUnpacked(ahead) : ahead).subarray(0, HEAD_BYTES),
    stream: all,
    beginning: () => Readable.from([Buffer.from(ahead)]),
    reader: (unpack) => streamReader(unpack && isPacked ? all().pipe(createGunzip()) : all()),
  };
}

async function sizeOf(path: string): Promise<number> {
  const status = await stat(path).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('inspect-unreadable', `cannot read ${path}: ${why}`, { cause });
  });
  if (status.isDirectory())
    throw new Fault('inspect-unreadable', `${path} is a directory; name a file in it`);
  return status.size;
}

async function* skipping(stream: AsyncIterable<unknown>, skip: number): AsyncGenerator<Uint8Array> {
  let left = skip;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    if (left < bytes.length) yield bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}

async function readAhead(source: AsyncIterator<Uint8Array>, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    while (total < HEAD_BYTES) {
      const { done, value } = await source.next();
      if (done === true) break;
      chunks.push(value);
      total += value.length;
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('inspect-unreadable', `cannot read ${path}: ${why}`, { cause });
  }
  return Buffer.concat(chunks);
}

async function* withAhead(ahead: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (ahead.length > 0) yield ahead;
  for (;;) {
    const { done, value } = await source.next();
    if (done === true) return;
    yield value;
  }
}

/** What the packed beginning holds; the rest is missing, and that is no fault here. */
function beginningUnpacked(ahead: Uint8Array): Uint8Array {
  try {
    return gunzipSync(ahead, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 << 20 });
  } catch {
    return ahead;
  }
}
