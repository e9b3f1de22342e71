import { inflateRawSync, unzipSync } from 'node:zlib';
import type { HepPacket } from './hep-packet.ts';

/**
 * Unfolds a compressed payload (chunk 16: gzip, zlib or bare deflate) and makes it the packet's. Stops at `limit` bytes, so
 * that a small packet cannot unfold into all memory. Says why it could not, `null` when it could.
 */
export function unpackPayload(
  packet: HepPacket,
  limit: number,
): 'bad-compression' | 'payload-too-large' | null {
  const packed = packet.bytes.subarray(packet.payloadStart, packet.payloadEnd);
  for (const unfold of [unzipSync, inflateRawSync]) {
    try {
      const payload = unfold(packed, { maxOutputLength: limit });
      packet.payload = payload;
      packet.payloadStart = 0;
      packet.payloadEnd = payload.length;
      packet.isCompressed = false;
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return 'payload-too-large';
    }
  }
  return 'bad-compression';
}
