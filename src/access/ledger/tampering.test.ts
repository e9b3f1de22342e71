import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointText } from './core/checkpoint.ts';
import type { Finding } from './core/finding.ts';
import { createFrontier } from './core/frontier.ts';
import { noteSigner } from './core/note-key.ts';
import { formatSignedNote, signNote } from './core/signed-note.ts';
import { createTileWriter } from './core/tile-writer.ts';
import { leafHash } from './core/tree-hash.ts';
import type { LedgerPiece } from './core/verify-ledger.ts';
import { exportLedger, readExport } from './export-ledger.ts';
import { verifyAudit } from './verify-audit.ts';

const LOG = noteSigner('log', 'centre.example/audit', Buffer.alloc(32, 1));

/** A row of a log, and the hashes as they were stored. */
interface Row {
  readonly seq: number;
  readonly entry: string;
}

const rowsOf = (size: number): Row[] =>
  Array.from({ length: size }, (_, seq) => ({ seq, entry: `{"id":"${seq}","what":"entry ${seq}"}` }));

const hashesOf = (rows: readonly Row[]): Buffer[] => rows.map(({ entry }) => leafHash(Buffer.from(entry)));

function noteAt(leaves: readonly Buffer[], size: number, signer = LOG): string {
  const frontier = createFrontier();
  for (const leaf of leaves.slice(0, size)) frontier.push(leaf);
  const text = checkpointText({ origin: 'centre.example/audit', size, root: frontier.root() });
  return formatSignedNote({ text, signatures: [signNote(signer, text, 0)] });
}

async function* piecesOf(rows: readonly Row[], leaves: readonly Buffer[]): AsyncGenerator<LedgerPiece> {
  let at = 0;
  for (let index = 0; index * 256 < Math.max(leaves.length, rows.length); index += 1) {
    const hashes = Buffer.concat(leaves.slice(index * 256, index * 256 + 256));
    if (hashes.length > 0) yield { kind: 'tile', index, hashes };
    for (; at < rows.length && rows[at]!.seq < (index + 1) * 256; at += 1)
      yield { kind: 'entry', ...rows[at]! };
  }
}

const verified = (rows: readonly Row[], leaves: readonly Buffer[], notes: readonly string[]) =>
  verifyAudit(
    piecesOf(rows, leaves),
    notes.map((note, at) => ({ label: `c${at}`, note, isOutside: false })),
    [LOG.key],
  );

const renumbered = (rows: readonly Row[]): Row[] => rows.map(({ entry }, seq) => ({ seq, entry }));

/** One log with a checkpoint at its end; what was done to it, and what must be said. */
const cases = fc.record({ size: fc.integer({ min: 3, max: 700 }), pick: fc.nat(), other: fc.nat() });

async function findingsOf(
  size: number,
  change: (rows: Row[]) => readonly Row[],
): Promise<readonly Finding[]> {
  const rows = rowsOf(size);
  const leaves = hashesOf(rows);
  const report = await verified(change([...rows]), leaves, [noteAt(leaves, size)]);
  expect(report.outcome).toBe('altered');
  return report.findings;
}

describe('a row that was tampered with is named', () => {
  it('finds nothing in an untouched log, and says that it is signed', async () => {
    for (const size of [0, 1, 255, 256, 257, 700]) {
      const leaves = hashesOf(rowsOf(size));
      const report = await verified(rowsOf(size), leaves, [noteAt(leaves, size >> 1), noteAt(leaves, size)]);
      expect(report).toMatchObject({ outcome: 'intact', findings: [], size, signedUntil: size });
    }
  });

  it('edited: any byte of any row', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ size, pick, other }) => {
        const seq = pick % size;
        const findings = await findingsOf(size, (rows) => {
          const bytes = Buffer.from(rows[seq]!.entry);
          bytes[other % bytes.length]! ^= 1;
          rows[seq] = { seq, entry: bytes.toString() };
          return rows;
        });
        expect(findings).toEqual([{ kind: 'altered', seq }]);
      }),
      { numRuns: 40 },
    ));

  it('deleted: with a gap, or with all later rows renumbered', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ size, pick }, isRenumbered) => {
        const seq = pick % size;
        const findings = await findingsOf(size, (rows) => {
          rows.splice(seq, 1);
          return isRenumbered ? renumbered(rows) : rows;
        });
        expect(findings.filter(({ kind }) => kind === 'missing')).toContainEqual({ kind: 'missing', seq });
        expect(
          findings.filter(({ kind }) => kind !== 'moved' && kind !== 'shorter').length,
        ).toBeLessThanOrEqual(2);
      }),
      { numRuns: 40 },
    ));

  it('inserted: a row of one’s own between others', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ size, pick }) => {
        const seq = pick % size;
        const findings = await findingsOf(size, (rows) => {
          rows.splice(seq, 0, { seq, entry: '{"forged":true}' });
          return renumbered(rows);
        });
        expect(findings).toContainEqual({ kind: 'inserted', seq });
        expect(findings.every(({ kind }) => kind === 'inserted' || kind === 'moved')).toBe(true);
      }),
      { numRuns: 40 },
    ));

  it('swapped: two rows in each other’s place', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ size, pick, other }) => {
        const [one, two] = [pick % size, other % size];
        fc.pre(one !== two);
        const findings = await findingsOf(size, (rows) => {
          [rows[one], rows[two]] = [
            { ...rows[two]!, seq: one },
            { ...rows[one]!, seq: two },
          ];
          return rows;
        });
        const [low, high] = [Math.min(one, two), Math.max(one, two)];
        expect(findings).toEqual([
          { kind: 'moved', seq: low, until: low + 1, from: high },
          { kind: 'moved', seq: high, until: high + 1, from: low },
        ]);
      }),
      { numRuns: 40 },
    ));

  it('cut off at the end, with and without its stored hashes', async () => {
    const rows = rowsOf(300);
    const leaves = hashesOf(rows);
    const notes = [noteAt(leaves, 200), noteAt(leaves, 300)];
    const kept = await verified(rows.slice(0, 298), leaves, notes);
    expect(kept.findings).toEqual([
      { kind: 'missing', seq: 298 },
      { kind: 'missing', seq: 299 },
    ]);
    const both = await verified(rows.slice(0, 250), leaves.slice(0, 250), notes);
    expect(both).toMatchObject({ outcome: 'altered', signedUntil: 200 });
    expect(both.findings).toEqual([{ kind: 'shorter', seq: 250, checkpoint: 300, label: 'c1' }]);
  });

  it('changed together with the stored hashes: the range between two checkpoints', async () => {
    const rows = rowsOf(600);
    const notes = [100, 300, 400, 600].map((size) => noteAt(hashesOf(rows), size));
    rows[333] = { seq: 333, entry: '{"forged":true}' };
    const report = await verified(rows, hashesOf(rows), notes);
    expect(report).toMatchObject({ outcome: 'altered', signedUntil: 300 });
    expect(report.findings).toEqual([{ kind: 'range', seq: 300, until: 400 }]);
  });

  it('stored hashes changed alone: the entries are cleared', async () => {
    const rows = rowsOf(300);
    const leaves = hashesOf(rows);
    const notes = [noteAt(leaves, 300)];
    leaves[77] = leafHash(Buffer.from('other'));
    expect((await verified(rows, leaves, notes)).findings).toEqual([{ kind: 'hash-altered', seq: 77 }]);
  });

  it('forked: two histories signed by the same key', async () => {
    const rows = rowsOf(300);
    const other = rows.map((row) => (row.seq === 250 ? { ...row, entry: '{"other":true}' } : row));
    const notes = [noteAt(hashesOf(rows), 300), noteAt(hashesOf(other), 280)];
    const report = await verified(rows, hashesOf(rows), notes);
    expect(report.findings).toEqual([{ kind: 'fork', seq: 280, label: 'c1' }]);
  });

  it('proves nothing without a key, and nothing with the key of another', async () => {
    const rows = rowsOf(20);
    const leaves = hashesOf(rows);
    const given = [{ label: 'c', note: noteAt(leaves, 20), isOutside: false }];
    expect((await verifyAudit(piecesOf(rows, leaves), given, [])).outcome).toBe('unproven');
    const stranger = noteSigner('log', 'centre.example/audit', Buffer.alloc(32, 9));
    expect((await verifyAudit(piecesOf(rows, leaves), given, [stranger.key])).findings).toMatchObject([
      { kind: 'checkpoint', reason: 'no-known-signature' },
    ]);
  });
});

describe('an export', () => {
  const storeOf = (rows: readonly Row[]) => {
    const writer = createTileWriter();
    for (const leaf of hashesOf(rows)) writer.push(leaf);
    const tiles = writer.takeChanged();
    const refuse = () => Promise.reject(new Error('not asked for'));
    return {
      inBatch: refuse,
      keepCheckpoint: refuse,
      find: refuse,
      waiting: async () => 0,
      size: async () => rows.length,
      entries: async (from: number, limit: number) => rows.filter(({ seq }) => seq >= from).slice(0, limit),
      tile: async (level: number, index: number) =>
        tiles.find((tile) => tile.level === level && tile.index === index)?.hashes ?? null,
      checkpoints: async () => [{ size: rows.length, note: noteAt(hashesOf(rows), rows.length) }],
    };
  };
  const linesOf = async (rows: readonly Row[]): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of exportLedger(storeOf(rows))) lines.push(line);
    return lines;
  };
  async function reportOf(lines: readonly string[]) {
    const { checkpoints, pieces } = await readExport(
      (async function* () {
        yield* lines;
      })(),
    );
    const given = checkpoints.map((note) => ({ label: 'stored', note, isOutside: false }));
    return verifyAudit(pieces, given, [LOG.key]);
  }

  it('is verified like the log it is of', async () => {
    for (const size of [0, 1, 256, 1100])
      expect(await reportOf(await linesOf(rowsOf(size)))).toMatchObject({ outcome: 'intact', size });
  });

  it('with a place that lies far ahead is told in one line and at once', async () => {
    const lines = await linesOf(rowsOf(300));
    for (const lie of ['{"seq":9007199254740991,"entry":"{}"}', '{"tile":35184372088831,"hashes":"AAAA"}'])
      expect((await reportOf(lines.toSpliced(-1, 0, lie))).findings).toMatchObject([
        { kind: 'range', seq: 300 },
      ]);
  });

  it('tells a lost, a doubled, a moved and an unreadable line', async () => {
    const lines = await linesOf(rowsOf(300));
    const at = lines.findIndex((line) => line.startsWith('{"seq":42,'));
    expect((await reportOf(lines.toSpliced(at, 1))).findings).toEqual([{ kind: 'missing', seq: 42 }]);
    expect((await reportOf(lines.toSpliced(at, 0, lines[at]!))).findings).toEqual([
      { kind: 'inserted', seq: 42 },
    ]);
    const moved = lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!);
    expect((await reportOf(moved)).findings).toEqual([{ kind: 'out-of-order', seq: 42 }]);
    await expect(reportOf(lines.toSpliced(at, 1, '{"seq":42'))).rejects.toThrow(`line ${at + 1} `);
  });
});
