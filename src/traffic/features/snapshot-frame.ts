import { createHash } from 'node:crypto';

/**
 * A snapshot is a row of frames: magic, kind, sequence number and payload length (four 32-bit words, little endian),
 * 16 bytes of SHA-256 over those words and the payload, then the payload. Frames may be cut and joined at will on the
 * way (a file read in blocks); they are found again by their length.
 */
const MAGIC = 0x5346544a;
const HEAD_BYTES = 16;
const DIGEST_BYTES = 16;
const MAX_PAYLOAD = 1 << 26;
export const FRAME_BYTES = HEAD_BYTES + DIGEST_BYTES;

export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** Raised inside the reader only; `restore` turns it into its refusal. */
export class SnapshotRefused extends Error {}

export function packFrame(kind: number, sequence: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_BYTES + payload.length);
  const head = new DataView(frame.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint32(4, kind, true);
  head.setUint32(8, sequence, true);
  head.setUint32(12, payload.length, true);
  frame.set(payload, FRAME_BYTES);
  frame.set(digest(frame.subarray(0, HEAD_BYTES), payload), HEAD_BYTES);
  return frame;
}

function digest(head: Uint8Array, payload: Uint8Array): Uint8Array {
  return createHash('sha256').update(head).update(payload).digest().subarray(0, DIGEST_BYTES);
}

/** Frames of a snapshot in order, each checked; throws `SnapshotRefused` at the first that is not what was written. */
export function* readFrames(chunks: Iterable<Uint8Array>): Generator<Frame> {
  const reader = new ByteReader(chunks);
  for (let sequence = 0; ; sequence += 1) {
    const head = reader.take(FRAME_BYTES);
    if (head === null) return;
    const words = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const length = words.getUint32(12, true);
    if (words.getUint32(0, true) !== MAGIC) throw new SnapshotRefused('not a feature snapshot');
    if (words.getUint32(8, true) !== sequence || length > MAX_PAYLOAD)
      throw new SnapshotRefused(`damaged at frame ${sequence}: out of order or of impossible length`);
    const payload = reader.take(length);
    if (payload === null) throw new SnapshotRefused(`damaged: ends inside frame ${sequence}`);
    const expected = digest(head.subarray(0, HEAD_BYTES), payload);
    if (Buffer.compare(expected, head.subarray(HEAD_BYTES)) !== 0)
      throw new SnapshotRefused(`damaged at frame ${sequence}: checksum differs`);
    yield { kind: words.getUint32(4, true), payload };
  }
}

class ByteReader {
  private readonly source: Iterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: Iterable<Uint8Array>) {
    this.source = chunks[Symbol.iterator]();
  }

  /** The next `count` bytes as a copy; null at the end. Bytes too few for the request are damage. */
  take(count: number): Uint8Array | null {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.rest.length === 0) {
        const next = this.source.next();
        if (next.done) {
          if (filled === 0) return null;
          throw new SnapshotRefused('damaged: ends inside a frame');
        }
        this.rest = next.value;
      }
      const part = this.rest.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.length;
      this.rest = this.rest.subarray(part.length);
    }
    return taken;
  }
}
