import type { NumberKey } from '../../domain/number-key.ts';

const TWO_32 = 0x100000000;

/**
 * A well-mixed 32-bit hash (signed, which V8 keeps off the heap) of a key (two rounds of the murmur3 finaliser over its two halves).
 * The seed keeps an attacker who chooses numbers from choosing slots; it travels with a snapshot.
 */
export function hashKey(key: NumberKey, seed: number): number {
  let hash = (key >>> 0) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash ^ ((key / TWO_32) >>> 0), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Another hash of the same number, independent enough of the first to serve as a fingerprint. */
export function rehash(hash: number): number {
  let mixed = Math.imul(hash ^ 0x9e3779b9, 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

/** Bits of a peer's fingerprint in every structure: two of 60 peers share one with a chance of 11 %. */
export const FINGERPRINT_BITS = 14;
const FINGERPRINT_MASK = (1 << FINGERPRINT_BITS) - 1;

export function fingerprintOf(hash: number): number {
  return rehash(hash) & FINGERPRINT_MASK;
}
