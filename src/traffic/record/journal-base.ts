import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { CHAIN_START } from './chain.ts';
import type { StartEntry } from './journal-entry.ts';
import { replaceFile } from './replace-file.ts';
import { journalDir } from './segment.ts';

/** Where a journal begins whose oldest files were removed: what they led to, so that the rest still proves itself. */
export interface JournalBase {
  /** The first entry that is left. */
  readonly first: number;
  /** Hash of the entry before it: the chain goes on from here. */
  readonly previous: string;
  /** The start entry whose settings the features had there. */
  readonly start: StartEntry & { readonly seq: number };
  /** When the files were removed, epoch milliseconds. */
  readonly prunedAt: number;
}

const basePath = (dataDir: string): string => join(journalDir(dataDir), 'base.json');

/** The state after the last entry that is gone, in the form of a snapshot. */
export function baseSnapshotPath(dataDir: string, { first }: Pick<JournalBase, 'first'>): string {
  return join(journalDir(dataDir), `base-${String(first - 1).padStart(12, '0')}.snapshot`);
}

export const listBaseSnapshots = (dataDir: string): readonly string[] =>
  readdirSync(journalDir(dataDir))
    .filter((name) => /^base-[0-9]{12}\.snapshot$/.test(name))
    .map((name) => join(journalDir(dataDir), name));

/** `null` when the journal is whole. Throws `journal-broken` when the file cannot be read as what it is. */
export function readBase(dataDir: string): JournalBase | null {
  let text: string;
  try {
    text = readFileSync(basePath(dataDir), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
  try {
    const base = JSON.parse(text) as JournalBase;
    if (Number.isSafeInteger(base.first) && base.first > 1 && typeof base.previous === 'string') return base;
  } catch {
    // Not JSON: said below.
  }
  throw new Fault('journal-broken', `${basePath(dataDir)} is damaged: put it back from a copy`);
}

export const writeBase = (dataDir: string, base: JournalBase): void =>
  replaceFile(basePath(dataDir), `${JSON.stringify(base)}\n`);

/** Where reading a journal from its beginning starts. */
export function journalStart(dataDir: string): { readonly seq: number; readonly previous: string } {
  const base = readBase(dataDir);
  return base === null ? { seq: 1, previous: CHAIN_START } : { seq: base.first, previous: base.previous };
}
