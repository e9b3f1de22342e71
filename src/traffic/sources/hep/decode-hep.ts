import { decodeHep2 } from './decode-hep2.ts';
import { decodeHep3, isHep3Magic } from './decode-hep3.ts';
import type { HepPacket } from './hep-packet.ts';

/**
 * Why a packet was dropped. `total-length`: the length field is below 6 or beyond what was received. `chunk-length`: a chunk
 * is shorter than its own head or runs past the packet. `frame-inside`: the next frame lies inside this one's length.
 */
export const HEP_REFUSALS = [
  'too-short',
  'unknown-magic',
  'total-length',
  'chunk-length',
  'frame-inside',
  'header-length',
] as const;
export type HepRefusal = (typeof HEP_REFUSALS)[number];

/**
 * Reads the packet that begins at `start` into `into`: with HEPv3 as far as its own length says, with HEPv1 and HEPv2,
 * which have none, up to `end`. Never throws, allocates nothing. `null`: it was read.
 */
export function decodeHep(bytes: Uint8Array, start: number, end: number, into: HepPacket): HepRefusal | null {
  if (end - start < 6) return 'too-short';
  if (!isHep3Magic(bytes, start)) {
    const first = bytes[start];
    return first === 1 || first === 2 ? decodeHep2(bytes, start, end, into) : 'unknown-magic';
  }
  const total = hep3Length(bytes, start);
  if (total < 6 || start + total > end) return 'total-length';
  return decodeHep3(bytes, start, start + total, into);
}

/** Length of the HEPv3 frame at `start` by its own word; the caller has checked the magic and that six bytes are there. */
export function hep3Length(bytes: Uint8Array, start: number): number {
  return (bytes[start + 4]! << 8) | bytes[start + 5]!;
}
