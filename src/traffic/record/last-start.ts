import type { PolicyStamp } from '../../domain/verdict.ts';
import { unsealLine } from './chain.ts';
import type { StartEntry } from './journal-entry.ts';
import { entryOf, readJournal } from './read-journal.ts';
import { readLines } from './read-lines.ts';
import { listSegments, readHeader } from './segment.ts';

/**
 * The entry where the features last started empty, read without opening the journal for writing; `null` when there is no
 * journal yet or its last segment cannot be read.
 */
export function lastStart(dataDir: string): StartEntry | null {
  const last = listSegments(dataDir).at(-1);
  if (last === undefined) return null;
  let found: StartEntry | null = null;
  for (const item of readJournal(dataDir, { seq: last.first, previous: null })) {
    if (item.kind !== 'record' || item.record.kind !== 'start') continue;
    const entry = entryOf(item.record);
    if (entry.kind === 'start') found = entry;
  }
  if (found !== null) return found;
  const [top] = readLines(last.path);
  const header = readHeader(unsealLine(top?.text ?? '')?.body ?? '');
  return header?.start == null ? null : startAt(dataDir, header.start);
}

/** The policy in force at the end of a journal, read without touching it; `null` when there is none yet. */
export function lastPolicy(dataDir: string): PolicyStamp | null {
  const last = listSegments(dataDir).at(-1);
  let policy: PolicyStamp | null = null;
  if (last === undefined) return null;
  for (const item of readJournal(dataDir, { seq: last.first, previous: null })) {
    if (item.kind === 'header') policy = item.header.policy;
    if (item.kind === 'record') policy = item.record.policy;
  }
  return policy;
}

/** The start entry at a place of the journal; `null` when none stands there. */
export function startAt(dataDir: string, seq: number): StartEntry | null {
  for (const item of readJournal(dataDir, { seq, previous: null })) {
    if (item.kind !== 'record' || item.record.seq < seq) continue;
    const entry = entryOf(item.record);
    return entry.kind === 'start' ? entry : null;
  }
  return null;
}
