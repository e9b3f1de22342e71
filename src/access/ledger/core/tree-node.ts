import { HASHES_A_TILE, LEVELS_A_TILE } from './tile.ts';
import { foldHashes, nodeHash, splitOf } from './tree-hash.ts';

/** Leaves `from` to `until` (excluded) of the log: one subtree of a proof. */
export interface LeafRange {
  readonly from: number;
  readonly until: number;
}

/** A full subtree: leaves `index * 2^height` to `(index + 1) * 2^height`. */
export interface TreeNode {
  readonly height: number;
  readonly index: number;
}

/** Where the hashes lie from which a full subtree's is made: `count` neighbours within one tile. */
export interface TilePart {
  readonly level: number;
  readonly tile: number;
  readonly offset: number;
  readonly count: number;
}

/** Subtrees of an inclusion proof of one leaf, nearest first (RFC 9162 §2.1.3.1). */
export function inclusionRanges(leaf: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let [from, until] = [0, size];
  while (until - from > 1) {
    const middle = from + splitOf(until - from);
    if (leaf < middle) {
      ranges.push({ from: middle, until });
      until = middle;
    } else {
      ranges.push({ from, until: middle });
      from = middle;
    }
  }
  return ranges.reverse();
}

/** Subtrees of a consistency proof between two sizes, 0 < `old` <= `size` (RFC 9162 §2.1.4.1). */
export function consistencyRanges(old: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let [from, until, isPrefix] = [0, size, true];
  while (old !== until) {
    const middle = from + splitOf(until - from);
    if (old <= middle) {
      ranges.push({ from: middle, until });
      until = middle;
    } else {
      ranges.push({ from, until: middle });
      from = middle;
      isPrefix = false;
    }
  }
  if (!isPrefix) ranges.push({ from, until });
  return ranges.reverse();
}

/** The full subtrees a range parts into, left to right; at most 2 a bit of the size. */
export function nodesOf({ from, until }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = from; at < until; ) {
    let height = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= until) {
      height += 1;
      width *= 2;
    }
    nodes.push({ height, index: at / width });
    at += width;
  }
  return nodes;
}

export function tilePartOf({ height, index }: TreeNode): TilePart {
  const level = Math.floor(height / LEVELS_A_TILE);
  const count = 2 ** (height % LEVELS_A_TILE);
  const first = index * count;
  return { level, tile: Math.floor(first / HASHES_A_TILE), offset: first % HASHES_A_TILE, count };
}

/** The hash over a power of two of neighbours. */
export function fullRoot(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) row = pairs(row);
  return row[0]!;
}

const pairs = (row: readonly Buffer[]): Buffer[] =>
  Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at]!, row[2 * at + 1]!));

/** Root of any number of neighbouring hashes of one height, at least one. */
export const rootOf = (hashes: readonly Buffer[]): Buffer =>
  foldHashes(
    nodesOf({ from: 0, until: hashes.length }).map(({ height, index }) =>
      fullRoot(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height)),
    ),
  );
