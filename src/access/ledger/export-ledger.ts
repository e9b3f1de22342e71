import { Fault } from '../../domain/fault.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import type { LedgerPiece } from './core/verify-ledger.ts';
import { readLedger } from './read-ledger.ts';

const MAGIC = 'jingtong-audit-export';

/** Lines of an export: checkpoints first, then hashes and entries, one JSON document a line. No personal data is in it. */
export async function* exportLedger(store: LedgerStore): AsyncGenerator<string> {
  const checkpoints = (await store.checkpoints()).map(({ note }) => note);
  yield JSON.stringify({ format: MAGIC, v: 1, checkpoints });
  let size = 0;
  for await (const piece of readLedger(store)) {
    if (piece.kind === 'tile')
      yield JSON.stringify({ tile: piece.index, hashes: piece.hashes.toString('base64') });
    else {
      size = piece.seq + 1;
      yield JSON.stringify({ seq: piece.seq, entry: piece.entry });
    }
  }
  yield JSON.stringify({ end: size });
}

/** An export as it is read: checkpoints are known before the first piece. */
export interface ExportReader {
  readonly checkpoints: readonly string[];
  readonly pieces: AsyncIterable<LedgerPiece>;
}

/** Reads an export line by line. Throws `bad-export` with the line's number when a line is none. */
export async function readExport(lines: AsyncIterable<string>): Promise<ExportReader> {
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done === true ? {} : objectOf(first.value, 1);
  if (head.format !== MAGIC || !Array.isArray(head.checkpoints)) throw badLine(1, 'it is no audit export');
  return {
    checkpoints: head.checkpoints.map(String),
    pieces: { [Symbol.asyncIterator]: () => piecesOf(iterator) },
  };
}

async function* piecesOf(lines: AsyncIterator<string>): AsyncGenerator<LedgerPiece> {
  for (let number = 2; ; number += 1) {
    const line = await lines.next();
    if (line.done === true) return;
    if (line.value === '') continue;
    const { seq, entry, tile, hashes, end } = objectOf(line.value, number);
    if (isPlace(seq) && typeof entry === 'string') yield { kind: 'entry', seq, entry };
    else if (isPlace(tile) && typeof hashes === 'string')
      yield { kind: 'tile', index: tile, hashes: Buffer.from(hashes, 'base64').subarray(0, 8192) };
    else if (!isPlace(end)) throw badLine(number, 'it is neither an entry nor hashes');
  }
}

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function objectOf(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw badLine(number, 'it is no JSON object');
}

const badLine = (number: number, why: string): Fault =>
  new Fault(
    'bad-export',
    `line ${number} of the export cannot be read: ${why}; export again, or verify the database`,
  );
