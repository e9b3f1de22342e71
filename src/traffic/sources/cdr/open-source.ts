import { type BerFraming, berFraming } from '../ber/ber-framing.ts';
import { type CaptureKind, captureKind } from '../pcap/capture-kind.ts';
import type { ByteReader } from './byte-reader.ts';
import { withPrefix } from './chunk-reader.ts';
import { type Compression, compressionOf, decompress, foreignPacking } from './decompress.ts';
import { detectEncoding, type TextEncoding, toUtf8 } from './text-encoding.ts';

/** Unpacked UTF-8 text (or binary records) of a source with a sample of its beginning. */
export interface OpenedSource {
  readonly reader: ByteReader;
  /** The outermost packing. */
  readonly compression: Compression;
  /** What the source is when it is a packing that is not read (`a zip archive`), `null` for all else. */
  readonly foreign: string | null;
  /** How binary charging records lie in it; `null` for text. Binary bytes are handed on as they are. */
  readonly ber: BerFraming | null;
  /** Kind of capture file it is, `null` for all else. Its bytes are handed on as they are. */
  readonly capture: CaptureKind | null;
  readonly encoding: TextEncoding;
  /** True when the encoding was judged from the bytes and not told by a mark or the caller. */
  readonly encodingGuessed: boolean;
  /** The first bytes (up to 256 KiB) as UTF-8, without byte-order mark; the reader still begins with them. */
  readonly sample: Uint8Array;
  /** True when the sample is all there is. */
  readonly sampleIsWhole: boolean;
}

const SAMPLE_BYTES = 1 << 18;
const HEAD_BYTES = 8;

/**
 * Unpacks and decodes a source and reads its beginning ahead. `encoding` overrides what the bytes look like. A fault
 * before the first byte of text is thrown here, a later one when reading comes to it. `told` says that the source holds
 * binary charging records or text; by default its bytes are asked.
 */
export async function openSource(
  raw: ByteReader,
  name: string,
  encoding?: string,
  told?: 'ber' | 'text',
): Promise<OpenedSource> {
  const { unpacked, compression, foreign } = await unpack(raw, name);
  const bytes = await readAhead(unpacked, SAMPLE_BYTES);
  const capture = told === undefined ? captureKind(bytes.bytes) : null;
  if (capture !== null)
    return { ...binarySource(bytes, withFailure(unpacked, bytes.failure), compression, null), capture };
  const ber = told === 'text' || foreign !== null ? null : berFraming(bytes.bytes);
  if (ber !== null || told === 'ber')
    return binarySource(bytes, withFailure(unpacked, bytes.failure), compression, ber ?? BARE);
  const detected = detectEncoding(bytes.bytes, encoding);
  const text = toUtf8(
    withPrefix(bytes.bytes.subarray(detected.markBytes), withFailure(unpacked, bytes.failure)),
    detected.encoding,
  );
  const sample = await readAhead(text, SAMPLE_BYTES);
  if (sample.bytes.length === 0 && sample.failure !== null) throw sample.failure;
  return {
    reader: withPrefix(sample.bytes, withFailure(text, sample.failure)),
    compression,
    foreign,
    ber: null,
    capture: null,
    encoding: detected.encoding,
    encodingGuessed: detected.guessed,
    sample: sample.bytes,
    sampleIsWhole: sample.ended,
  };
}

const BARE: BerFraming = { headerBytes: 0, head: 'bare' };

function binarySource(
  ahead: ReadAhead,
  rest: ByteReader,
  compression: Compression,
  ber: BerFraming | null,
): OpenedSource {
  return {
    reader: withPrefix(ahead.bytes, rest),
    compression,
    foreign: null,
    ber,
    capture: null,
    encoding: 'binary',
    encodingGuessed: false,
    sample: ahead.bytes,
    sampleIsWhole: ahead.ended,
  };
}

/** Copying programs sometimes pack what was packed already. */
const MAX_PACKINGS = 3;

async function unpack(raw: ByteReader, name: string) {
  let unpacked = raw;
  let outermost: Compression = 'none';
  for (let depth = 0; ; depth += 1) {
    const head = await readAhead(unpacked, HEAD_BYTES);
    unpacked = withPrefix(head.bytes, withFailure(unpacked, head.failure));
    const compression = depth < MAX_PACKINGS ? compressionOf(head.bytes) : 'none';
    if (compression === 'none')
      return { unpacked, compression: outermost, foreign: foreignPacking(head.bytes) };
    if (depth === 0) outermost = compression;
    unpacked = decompress(compression, unpacked, name);
  }
}

interface ReadAhead {
  readonly bytes: Uint8Array;
  readonly ended: boolean;
  /** What reading failed with; it is raised again when the reader comes to that place. */
  readonly failure: unknown;
}

async function readAhead(reader: ByteReader, size: number): Promise<ReadAhead> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  try {
    while (filled < size) {
      const count = await reader.read(bytes, filled);
      if (count === 0) return { bytes: bytes.subarray(0, filled), ended: true, failure: null };
      filled += count;
    }
  } catch (failure) {
    return { bytes: bytes.subarray(0, filled), ended: false, failure };
  }
  return { bytes, ended: false, failure: null };
}

function withFailure(reader: ByteReader, failure: unknown): ByteReader {
  if (failure === null) return reader;
  return {
    ...reader,
    bytesRead: reader.bytesRead,
    read: () => Promise.reject(failure),
    close: () => reader.close(),
  };
}
