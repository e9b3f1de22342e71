import { HASHES_A_TILE, hashesOf, type Tile } from './tile.ts';
import { EMPTY_ROOT, foldHashes } from './tree-hash.ts';
import { fullRoot, nodesOf } from './tree-node.ts';

/** Grows a tree at its right edge; holds one tile a level (8 KiB each, 7 levels are 2^56 entries). */
export interface TileWriter {
  /** Entries so far. */
  size(): number;
  /** The next entry's hash. */
  push(leaf: Buffer): void;
  root(): Buffer;
  /** Tiles that changed since the last call, the lowest level first. */
  takeChanged(): Tile[];
}

interface Edge {
  index: number;
  hashes: Buffer[];
}

/** `edge`: the last tile of every level, as stored; none for an empty log. */
export function createTileWriter(edge: readonly Tile[] = []): TileWriter {
  const levels: Edge[] = [];
  for (const { level, index, hashes } of edge) levels[level] = afterFull({ index, hashes: hashesOf(hashes) });
  const changed = new Map<string, Tile>();
  const grown = new Set<number>();

  const note = (level: number, { index, hashes }: Edge): void => {
    changed.set(`${level}/${index}`, { level, index, hashes: Buffer.concat(hashes) });
  };
  const add = (level: number, hash: Buffer): void => {
    levels[level] ??= { index: 0, hashes: [] };
    const last = levels[level];
    last.hashes.push(hash);
    grown.add(level);
    if (last.hashes.length < HASHES_A_TILE) return;
    note(level, last);
    levels[level] = afterFull(last);
    add(level + 1, fullRoot(last.hashes));
  };
  return {
    size: () => (levels[0] === undefined ? 0 : levels[0].index * HASHES_A_TILE + levels[0].hashes.length),
    push: (leaf) => add(0, leaf),
    root: () => edgeRoot(levels),
    takeChanged() {
      for (const level of grown) if (levels[level]!.hashes.length > 0) note(level, levels[level]!);
      grown.clear();
      const tiles = [...changed.values()].sort((a, b) => a.level - b.level || a.index - b.index);
      changed.clear();
      return tiles;
    },
  };
}

const afterFull = (edge: Edge): Edge =>
  edge.hashes.length < HASHES_A_TILE ? edge : { index: edge.index + 1, hashes: [] };

function edgeRoot(levels: readonly Edge[]): Buffer {
  const subtrees: Buffer[] = [];
  for (const { hashes } of levels) {
    const own = nodesOf({ from: 0, until: hashes.length }).map(({ height, index }) =>
      fullRoot(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height)),
    );
    subtrees.unshift(...own);
  }
  return subtrees.length === 0 ? EMPTY_ROOT : foldHashes(subtrees);
}
