import iconv from 'iconv-lite';
import type { ByteReader } from './byte-reader.ts';
import { chunkReader, readerChunks } from './chunk-reader.ts';

/** Name of a character encoding as `iconv-lite` knows it; `utf-8` also stands for plain ASCII. */
export type TextEncoding = string;

export interface DetectedEncoding {
  readonly encoding: TextEncoding;
  readonly guessed: boolean;
  /** Length of the byte-order mark at the beginning. */
  readonly markBytes: number;
}

const MARKS: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** True when `encoding` is one this product can read. */
export function knownEncoding(encoding: string): boolean {
  return iconv.encodingExists(encoding);
}

/**
 * The encoding of a text: its byte-order mark, else what the caller says, else what its first bytes look like
 * (UTF-16 without mark by its zero bytes, valid UTF-8, then GB18030 against the Cyrillic one-byte sets).
 */
export function detectEncoding(sample: Uint8Array, told?: string): DetectedEncoding {
  for (const [encoding, mark] of MARKS) {
    if (!mark.every((byte, index) => sample[index] === byte)) continue;
    return { encoding, guessed: false, markBytes: mark.length };
  }
  if (told !== undefined) return { encoding: told, guessed: false, markBytes: 0 };
  const wide = wideEncoding(sample);
  if (wide !== null) return { encoding: wide, guessed: true, markBytes: 0 };
  if (isUtf8(sample)) return { encoding: 'utf-8', guessed: false, markBytes: 0 };
  return { encoding: narrowEncoding(sample), guessed: true, markBytes: 0 };
}

/** Re-encodes a reader as UTF-8; UTF-8 passes untouched and costs nothing. */
export function toUtf8(reader: ByteReader, encoding: TextEncoding): ByteReader {
  if (/^(utf-?8|ascii|us-ascii)$/i.test(encoding)) return reader;
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of readerChunks(reader)) {
      const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      if (text !== '') yield Buffer.from(text, 'utf8');
    }
    const rest = decoder.end();
    if (rest !== undefined && rest !== '') yield Buffer.from(rest, 'utf8');
  };
  return chunkReader(chunks(), reader);
}

/** Every second byte of Western or numeric UTF-16 text is zero. */
function wideEncoding(sample: Uint8Array): TextEncoding | null {
  const length = Math.min(sample.length, 4096) & ~1;
  if (length < 8) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let at = 0; at < length; at += 2) {
    if (sample[at] === 0) evenZeros += 1;
    if (sample[at + 1] === 0) oddZeros += 1;
  }
  if (oddZeros > length * 0.35 && evenZeros < length * 0.05) return 'utf-16le';
  return evenZeros > length * 0.35 && oddZeros < length * 0.05 ? 'utf-16be' : null;
}

/** Valid UTF-8, but for a character cut by the end of the sample and for a stray bad byte in ten thousand. */
function isUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(sample.subarray(0, wholeCharacters(sample)));
  let broken = 0;
  let foreign = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0xfffd) broken += 1;
    else if (unit > 127) foreign += 1;
  }
  return broken === 0 || broken * 4 < foreign;
}

function wholeCharacters(sample: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= sample.length; back += 1) {
    const byte = sample[sample.length - back]!;
    if (byte < 0x80) return sample.length;
    if (byte >= 0xc0) return sample.length - back;
  }
  return sample.length;
}

/** GB18030 if the high bytes pair up as Chinese characters, else the Cyrillic set whose small letters prevail. */
function narrowEncoding(sample: Uint8Array): TextEncoding {
  let pairs = 0;
  let common = 0;
  let koiSmall = 0;
  let windowsSmall = 0;
  let high = 0;
  let single = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const byte = sample[at]!;
    if (byte < 0x80) continue;
    high += 1;
    if (byte >= 0xc0 && byte <= 0xdf) koiSmall += 1;
    if (byte >= 0xe0) windowsSmall += 1;
    const trail = sample[at + 1] ?? 0;
    if (trail < 0x80) {
      single += 1;
      continue;
    }
    const next = sample[at + 1]!;
    pairs += 1;
    if (byte >= 0xb0 && byte <= 0xd7 && next >= 0xa1) common += 1;
    if (next >= 0xc0 && next <= 0xdf) koiSmall += 1;
    if (next >= 0xe0) windowsSmall += 1;
    high += 1;
    at += 1;
  }
  if (high === 0) return 'utf-8';
  if (
    pairs > 0 &&
    single <= pairs * 0.1 &&
    common >= pairs * 0.6 &&
    !cyrillicLike(koiSmall, windowsSmall, high, common, pairs)
  )
    return 'gb18030';
  return koiSmall >= windowsSmall ? 'koi8-r' : 'windows-1251';
}

/** Cyrillic words are long runs from one quarter of the table; Chinese leads and trails spread over it. */
function cyrillicLike(
  koiSmall: number,
  windowsSmall: number,
  high: number,
  common: number,
  pairs: number,
): boolean {
  const oneQuarter = Math.max(koiSmall, windowsSmall) / high;
  return oneQuarter > 0.8 || (oneQuarter > 0.65 && common < pairs * 0.8);
}
