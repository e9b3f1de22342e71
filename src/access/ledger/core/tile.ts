import { HASH_BYTES } from './tree-hash.ts';

/** Levels of the tree in a tile (C2SP tlog-tiles). */
export const LEVELS_A_TILE = 8;
export const HASHES_A_TILE = 256;

/**
 * Up to 256 neighbouring hashes: of entries on level 0, of full tiles of the level below on the others. Only the last of a
 * level is not full, and hashes are only added: cut off, a tile is that of an earlier size.
 */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 32 octets each, end to end. */
  readonly hashes: Buffer;
}

export const hashAt = (hashes: Buffer, at: number): Buffer =>
  hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);

export const hashesOf = (hashes: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(hashes.length / HASH_BYTES) }, (_, at) => hashAt(hashes, at));

/** How many hashes a level holds in a tree of this size: entries, or full tiles below. */
export const hashesOnLevel = (level: number, size: number): number =>
  Math.floor(size / HASHES_A_TILE ** level);
