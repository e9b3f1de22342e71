import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrontier } from './frontier.ts';
import { isConsistent, rootOfInclusion } from './proof.ts';
import { proveConsistency, proveInclusion, rootAt } from './prove.ts';
import type { Tile } from './tile.ts';
import { createTileWriter } from './tile-writer.ts';
import { leafHash } from './tree-hash.ts';

const sha = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// RFC 9162 §2.1.1 and §2.1.3-4 word for word, without anything stored.
const pow = (n: number): number => {
  let k = 1;
  while (k << 1 < n) k <<= 1;
  return k;
};
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return leaves[0]!;
  const k = pow(leaves.length);
  return sha(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}
function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = pow(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}
function naiveProof(m: number, leaves: readonly Buffer[], whole = true): Buffer[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = pow(leaves.length);
  return m <= k
    ? [...naiveProof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

const leavesOf = (count: number, salt = ''): Buffer[] =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`${salt}${at}`)));

/** Grows a tree in batches, each time from what was stored, as the sequencer does. */
function grow(leaves: readonly Buffer[], batch: number) {
  const tiles = new Map<string, Tile>();
  for (let from = 0; from < leaves.length; from += batch) {
    const edge = new Map<number, Tile>();
    for (const tile of tiles.values())
      if ((edge.get(tile.level)?.index ?? -1) < tile.index) edge.set(tile.level, tile);
    const writer = createTileWriter([...edge.values()]);
    expect(writer.size()).toBe(from);
    for (const leaf of leaves.slice(from, from + batch)) writer.push(leaf);
    for (const tile of writer.takeChanged()) tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  return async (level: number, index: number) => tiles.get(`${level}/${index}`)!.hashes;
}

describe('the tree', () => {
  it('has the roots of RFC 9162 §2.1.1 for known small trees', () => {
    expect(createFrontier().root().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('equals the naive tree at every size to 300: roots, every inclusion, every consistency', async () => {
    const all = leavesOf(300);
    const read = grow(all, 37);
    const frontier = createFrontier();
    for (let size = 1; size <= 300; size += 1) {
      frontier.push(all[size - 1]!);
      const leaves = all.slice(0, size);
      const root = naiveRoot(leaves);
      expect(frontier.root()).toEqual(root);
      expect(await rootAt(read, size)).toEqual(root);
      const step = size <= 64 ? 1 : 17;
      for (let at = 0; at < size; at += step) {
        const hashes = await proveInclusion(read, at, size);
        if (at % 11 === 0) expect(hashes).toEqual(naivePath(at, leaves));
        expect(rootOfInclusion({ leaf: at, size, hashes }, leaves[at]!)?.equals(root)).toBe(true);
        const old = { size: at + 1, root: await rootAt(read, at + 1) };
        const proof = await proveConsistency(read, at + 1, size);
        if (at % 11 === 0) expect(proof).toEqual(naiveProof(at + 1, leaves));
        expect(isConsistent({ old, new: { size, root }, hashes: proof })).toBe(true);
      }
    }
  });

  it('equals the naive tree at random larger sizes, whatever the batches were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 256, max: 70_000 }),
        fc.integer({ min: 200, max: 9_000 }),
        fc.nat(),
        async (size, batch, pick) => {
          const leaves = leavesOf(size);
          const read = grow(leaves, batch);
          const root = naiveRoot(leaves);
          expect(await rootAt(read, size)).toEqual(root);
          const at = pick % size;
          const hashes = await proveInclusion(read, at, size);
          expect(rootOfInclusion({ leaf: at, size, hashes }, leaves[at]!)).toEqual(root);
          const old = { size: at + 1, root: naiveRoot(leaves.slice(0, at + 1)) };
          const proof = await proveConsistency(read, at + 1, size);
          expect(isConsistent({ old, new: { size, root }, hashes: proof })).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('believes no proof that was touched', async () => {
    const leaves = leavesOf(300);
    const read = grow(leaves, 300);
    const root = naiveRoot(leaves);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 299 }),
        fc.nat(),
        fc.constantFrom('flip', 'drop', 'repeat', 'place', 'size', 'root'),
        async (at, pick, how) => {
          const hashes = await proveInclusion(read, at, 300);
          const spot = pick % hashes.length;
          const bad = hashes.map((hash) => Buffer.from(hash));
          if (how === 'flip') bad[spot]![pick % 32]! ^= 1;
          if (how === 'drop') bad.splice(spot, 1);
          if (how === 'repeat') bad.splice(spot, 0, bad[spot]!);
          const leaf = how === 'place' ? at - 1 : at;
          const expected = how === 'root' ? leafHash(root) : root;
          const given = { leaf, size: how === 'size' ? 301 : 300, hashes: bad };
          if (how !== 'size')
            expect(rootOfInclusion(given, leaves[at]!)?.equals(expected) ?? false).toBe(false);
          const old = { size: at, root: naiveRoot(leaves.slice(0, how === 'place' ? at - 1 : at)) };
          const proof = (await proveConsistency(read, at, 300)).map((hash) => Buffer.from(hash));
          const where = pick % proof.length;
          if (how === 'flip') proof[where]![pick % 32]! ^= 1;
          if (how === 'drop') proof.splice(where, 1);
          if (how === 'repeat') proof.splice(where, 0, proof[where]!);
          if (how !== 'size')
            expect(isConsistent({ old, new: { size: 300, root: expected }, hashes: proof })).toBe(false);
        },
      ),
      { numRuns: 400 },
    );
  });
});
