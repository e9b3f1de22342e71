import { hashAt } from './tile.ts';
import { EMPTY_ROOT, foldHashes } from './tree-hash.ts';
import {
  consistencyRanges,
  fullRoot,
  inclusionRanges,
  type LeafRange,
  nodesOf,
  type TreeNode,
  tilePartOf,
} from './tree-node.ts';

/** Hashes of one stored tile, 32 octets each; fewer than 256 only for the last of its level. Throws when it is absent. */
export type ReadTile = (level: number, index: number) => Promise<Buffer>;

/** Hashes of an inclusion proof; `leaf < size`. Reads two tiles a level at most. */
export const proveInclusion = (read: ReadTile, leaf: number, size: number): Promise<Buffer[]> =>
  rangeRoots(onceEach(read), inclusionRanges(leaf, size));

/** Hashes of a consistency proof; none between equal sizes and from 0. */
export const proveConsistency = (read: ReadTile, old: number, size: number): Promise<Buffer[]> =>
  old === 0 ? Promise.resolve([]) : rangeRoots(onceEach(read), consistencyRanges(old, size));

/** Root of the log when it had `size` entries. */
export async function rootAt(read: ReadTile, size: number): Promise<Buffer> {
  if (size === 0) return EMPTY_ROOT;
  return (await rangeRoots(onceEach(read), [{ from: 0, until: size }]))[0]!;
}

async function rangeRoots(read: ReadTile, ranges: readonly LeafRange[]): Promise<Buffer[]> {
  const roots: Buffer[] = [];
  for (const range of ranges) {
    const subtrees: Buffer[] = [];
    for (const node of nodesOf(range)) subtrees.push(await hashOfNode(read, node));
    roots.push(foldHashes(subtrees));
  }
  return roots;
}

async function hashOfNode(read: ReadTile, node: TreeNode): Promise<Buffer> {
  const { level, tile, offset, count } = tilePartOf(node);
  const hashes = await read(level, tile);
  return fullRoot(Array.from({ length: count }, (_, at) => hashAt(hashes, offset + at)));
}

function onceEach(read: ReadTile): ReadTile {
  const known = new Map<string, Promise<Buffer>>();
  return (level, index) => {
    const key = `${level}/${index}`;
    const hashes = known.get(key) ?? read(level, index);
    known.set(key, hashes);
    return hashes;
  };
}
