import { HASH_BYTES, leafHash, nodeHash } from './tree-hash.ts';

const half = (number: number): number => Math.floor(number / 2);
const isOdd = (number: number): boolean => number % 2 === 1;
const isSize = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

/** A leaf, its place, and the hashes beside its way to the root. */
export interface InclusionProof {
  readonly leaf: number;
  readonly size: number;
  readonly hashes: readonly Buffer[];
}

/** The root that an inclusion proof leads to (RFC 9162 §2.1.3.2); `null`: it is no proof for this place and size. */
export function rootOfInclusion({ leaf, size, hashes }: InclusionProof, hash: Buffer): Buffer | null {
  if (!isSize(leaf) || !isSize(size) || leaf >= size || !areHashes(hashes)) return null;
  let place = leaf;
  let last = size - 1;
  let root = hash;
  for (const beside of hashes) {
    if (last === 0) return null;
    if (isOdd(place) || place === last) {
      root = nodeHash(beside, root);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else root = nodeHash(root, beside);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? root : null;
}

/** Whether the entry stands at this place of the log with this root. */
export function isIncluded(proof: InclusionProof, entry: Uint8Array, root: Uint8Array): boolean {
  return rootOfInclusion(proof, leafHash(entry))?.equals(root) ?? false;
}

/** Two sizes and roots of one log, and the hashes that lead from one to the other. */
export interface ConsistencyProof {
  readonly old: { readonly size: number; readonly root: Buffer };
  readonly new: { readonly size: number; readonly root: Buffer };
  readonly hashes: readonly Buffer[];
}

/** Whether the new log begins with the whole old one (RFC 9162 §2.1.4.2). Anything begins with the empty log. */
export function isConsistent({ old, new: next, hashes }: ConsistencyProof): boolean {
  if (!isSize(old.size) || !isSize(next.size) || old.size > next.size || !areHashes(hashes)) return false;
  if (old.size === 0) return hashes.length === 0;
  if (old.size === next.size) return hashes.length === 0 && old.root.equals(next.root);
  const path = isPowerOfTwo(old.size) ? [old.root, ...hashes] : hashes;
  if (path.length === 0) return false;
  const roots = rootsOfConsistency(old.size, next.size, path);
  return roots?.old.equals(old.root) === true && roots.new.equals(next.root);
}

function rootsOfConsistency(
  old: number,
  size: number,
  path: readonly Buffer[],
): { readonly old: Buffer; readonly new: Buffer } | null {
  let [place, last] = [old - 1, size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [oldRoot, newRoot] = [path[0]!, path[0]!];
  for (const beside of path.slice(1)) {
    if (last === 0) return null;
    if (isOdd(place) || place === last) {
      oldRoot = nodeHash(beside, oldRoot);
      newRoot = nodeHash(beside, newRoot);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else newRoot = nodeHash(newRoot, beside);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? { old: oldRoot, new: newRoot } : null;
}

function isPowerOfTwo(number: number): boolean {
  let rest = number;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}

const areHashes = (hashes: readonly Buffer[]): boolean =>
  hashes.length <= 63 * 2 && hashes.every(({ length }) => length === HASH_BYTES);
