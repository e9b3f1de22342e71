import type { OpenedCheckpoint } from './checkpoint.ts';
import type { Finding } from './finding.ts';
import { createFrontier } from './frontier.ts';
import { nameRows, type OddPlace } from './name-rows.ts';
import { HASHES_A_TILE, hashAt, hashesOf } from './tile.ts';
import { leafHash } from './tree-hash.ts';

/** A part of a log in the order in which it is read: stored hashes of 256 places, then the rows of these places. */
export type LedgerPiece =
  | { readonly kind: 'tile'; readonly index: number; readonly hashes: Buffer }
  | { readonly kind: 'entry'; readonly seq: number; readonly entry: string };

/** A checkpoint whose signatures hold, and what to call it. */
export interface LabelledCheckpoint {
  readonly label: string;
  readonly checkpoint: OpenedCheckpoint;
}

export interface LedgerWalk {
  /** Places the log has now. */
  readonly size: number;
  readonly findings: readonly Finding[];
  /** Odd places that were not named one by one, for there are too many. */
  readonly unnamed: number;
  /** Largest size at which the rows are those of a checkpoint; 0: none. */
  readonly provenUntil: number;
  /** The checkpoints whose log this is, up to their size. */
  readonly matching: readonly LabelledCheckpoint[];
}

const MAX_ODD = 10_000;
/** Near the end of what is kept a neighbour that would tell what happened may be missing. */
const UNSURE = 256;

/**
 * Reads a whole log once, hashes every row, and compares with the stored hashes and with signed checkpoints. Each checkpoint
 * that matches proves every row below its size and, with the others, that the log only grew. Memory: 10,000 odd places.
 */
export async function verifyLedger(
  pieces: AsyncIterable<LedgerPiece>,
  checkpoints: readonly LabelledCheckpoint[],
): Promise<LedgerWalk> {
  const walk = startWalk(checkpoints);
  for await (const piece of pieces) {
    if (piece.kind === 'tile') walk.tile(piece.index, piece.hashes);
    else walk.entry(piece.seq, leafHash(Buffer.from(piece.entry)));
  }
  return walk.end();
}

interface Compared extends LabelledCheckpoint {
  readonly rows: boolean;
  readonly hashes: boolean;
}

function startWalk(checkpoints: readonly LabelledCheckpoint[]) {
  const sorted = checkpoints.toSorted((a, b) => a.checkpoint.size - b.checkpoint.size);
  const [rows, hashes] = [createFrontier(), createFrontier()];
  const compared: Compared[] = [];
  const odd = new Map<number, OddPlace>();
  const early: Finding[] = [];
  let unnamed = 0;
  let isBroken = false;
  let tile: { index: number; hashes: Buffer } = { index: -1, hashes: Buffer.alloc(0) };

  const compare = (): void => {
    while (sorted[compared.length]?.checkpoint.size === rows.size()) {
      const one = sorted[compared.length]!;
      const { root } = one.checkpoint;
      compared.push({ ...one, rows: rows.root().equals(root), hashes: hashes.root().equals(root) });
    }
  };
  const place = (found: Buffer | null): void => {
    const seq = rows.size();
    const expected = expectedAt(tile, seq);
    rows.push(found ?? expected ?? Buffer.alloc(32));
    hashes.push(expected ?? found ?? Buffer.alloc(32));
    if (found === null || expected === null || !found.equals(expected)) {
      const one = { seq, found: found?.toString('hex') ?? null, expected: expected?.toString('hex') ?? null };
      if (odd.size < MAX_ODD) odd.set(seq, one);
      else unnamed += 1;
    }
    compare();
  };
  /** Rows of a tile that never came. */
  const closeTile = (): void => {
    const until = tile.index * HASHES_A_TILE + hashesOf(tile.hashes).length;
    while (tile.index >= 0 && rows.size() < until) place(null);
  };
  /** A place that cannot follow: the log is told up to here, and the rest is one finding. */
  const isFar = (seq: number): boolean => {
    isBroken = seq - rows.size() > MAX_GAP;
    if (isBroken) early.push({ kind: 'range', seq: rows.size(), until: seq });
    return isBroken;
  };
  compare();
  return {
    tile(index: number, next: Buffer): void {
      closeTile();
      if (isBroken || isFar(index * HASHES_A_TILE)) return;
      tile = { index, hashes: next };
    },
    entry(seq: number, leaf: Buffer): void {
      if (seq < rows.size() && !isBroken) {
        early.push(secondRow(odd, seq, leaf));
        return;
      }
      if (isBroken || isFar(seq)) return;
      while (rows.size() < seq) place(null);
      place(leaf);
    },
    end(): LedgerWalk {
      closeTile();
      const isCut = unnamed > 0;
      const places = [...odd.values()];
      const sure = isCut ? places.slice(0, -UNSURE) : places;
      const named = early.concat(
        settleNames(nameRows(sure), compared),
        checkpointFindings(sorted, compared, rows.size()),
      );
      return {
        size: rows.size(),
        findings: named,
        unnamed: unnamed + places.length - sure.length,
        provenUntil: Math.max(0, ...compared.map((one) => (one.rows ? one.checkpoint.size : 0))),
        matching: compared.filter((one) => one.rows),
      };
    },
  };
}

/** Longer than this no gap is told place by place. */
const MAX_GAP = 1_000_000;

function expectedAt(tile: { readonly index: number; readonly hashes: Buffer }, seq: number): Buffer | null {
  const at = seq - tile.index * HASHES_A_TILE;
  if (tile.index < 0 || at < 0 || at >= tile.hashes.length / 32) return null;
  return hashAt(tile.hashes, at);
}

/** A row for a place that has been passed: the one that was missed there, or one too many. */
function secondRow(odd: Map<number, OddPlace>, seq: number, leaf: Buffer): Finding {
  const missed = odd.get(seq);
  if (missed?.found !== null || missed.expected !== leaf.toString('hex')) return { kind: 'inserted', seq };
  odd.delete(seq);
  return { kind: 'out-of-order', seq };
}

/** Where the rows are those of a signed checkpoint, it is the stored hash that was changed. */
function settleNames(findings: readonly Finding[], compared: readonly Compared[]): Finding[] {
  const proven = Math.max(0, ...compared.map((one) => (one.rows && !one.hashes ? one.checkpoint.size : 0)));
  return findings.map((finding) =>
    finding.kind === 'altered' && finding.seq < proven ? { kind: 'hash-altered', seq: finding.seq } : finding,
  );
}

function checkpointFindings(
  sorted: readonly LabelledCheckpoint[],
  compared: readonly Compared[],
  size: number,
): Finding[] {
  const findings: Finding[] = [];
  let sound = 0;
  let isBroken = false;
  for (const { checkpoint, label, rows, hashes } of compared) {
    const until = checkpoint.size;
    if (rows || hashes) sound = until;
    else if (compared.some((other) => other.checkpoint.size >= until && other.rows))
      findings.push({ kind: 'fork', seq: until, label });
    else if (!isBroken) {
      findings.push({ kind: 'range', seq: sound, until });
      isBroken = true;
    }
  }
  for (const { checkpoint, label } of sorted.slice(compared.length))
    findings.push({ kind: 'shorter', seq: size, checkpoint: checkpoint.size, label });
  return findings;
}
