import { EMPTY_ROOT, foldHashes, nodeHash } from './tree-hash.ts';

/** The root of a growing log in at most 53 hashes of memory. */
export interface Frontier {
  size(): number;
  push(leaf: Buffer): void;
  root(): Buffer;
}

export function createFrontier(): Frontier {
  let size = 0;
  const subtrees: Buffer[] = [];
  return {
    size: () => size,
    push(leaf) {
      let hash = leaf;
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(subtrees.pop()!, hash);
      subtrees.push(hash);
      size += 1;
    },
    root: () => (size === 0 ? EMPTY_ROOT : foldHashes(subtrees)),
  };
}
