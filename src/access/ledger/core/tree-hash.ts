import { createHash } from 'node:crypto';

/** SHA-256 throughout (RFC 9162 §2.1.1): 32 octets. */
export const HASH_BYTES = 32;

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

/** SHA-256(0x00 || entry): the prefixes keep a leaf from posing as a node. */
export const leafHash = (entry: Uint8Array): Buffer =>
  createHash('sha256').update(LEAF).update(entry).digest();

/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest();

/** The largest power of two below `count`, which is at least 2: where a tree of that many leaves parts. */
export function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** Root over neighbouring subtrees, the largest first, as a tree that is not full parts into. Not for none. */
export const foldHashes = (subtrees: readonly Buffer[]): Buffer =>
  subtrees.reduceRight((right, left) => nodeHash(left, right));
