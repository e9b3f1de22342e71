import type { PolicyStamp } from '../../domain/verdict.ts';
import { unsealLine } from './chain.ts';
import { readBase } from './journal-base.ts';
import { readEntry, type StartEntry } from './journal-entry.ts';
import { entryOf, readJournal } from './read-journal.ts';
import { readLines } from './read-lines.ts';
import { listSegments, readHeader } from './segment.ts';

/**
 * The entry where the features last started empty, read without opening the journal for writing; `null` when there is no
 * journal yet or none of its files can be read.
 */
export function lastStart(dataDir: string): StartEntry | null {
  // A crash may leave a last file whose header never got whole: the one before then tells.
  for (const { path } of listSegments(dataDir).toReversed()) {
    const [top, first] = firstLines(path, 2);
    const header = readHeader(unsealLine(top ?? '')?.body ?? '');
    if (header === null) continue;
    // It is the first entry of a file: of this one, or of the one that its header names.
    const entry = readEntry(unsealLine(first ?? '')?.body ?? '');
    if (entry?.kind === 'start') return entry;
    return header.start === null ? null : startAt(dataDir, header.start);
  }
  return null;
}

function firstLines(path: string, count: number): string[] {
  const lines: string[] = [];
  for (const line of readLines(path)) {
    lines.push(line.text);
    if (lines.length === count) break;
  }
  return lines;
}

/** The policy in force at the end of a journal, read without touching it; `null` when there is none yet. */
export function lastPolicy(dataDir: string): PolicyStamp | null {
  for (const segment of listSegments(dataDir).toReversed()) {
    let policy: PolicyStamp | null = null;
    for (const item of readJournal(dataDir, { segments: [segment], seq: segment.first, previous: null })) {
      if (item.kind === 'header') policy = item.header.policy;
      if (item.kind === 'record') policy = item.record.policy;
    }
    if (policy !== null) return policy;
  }
  return null;
}

/** The start entry at a place of the journal, removed or not; `null` when none stands there. */
export function startAt(dataDir: string, seq: number): (StartEntry & { readonly seq: number }) | null {
  const base = readBase(dataDir);
  if (base !== null && seq < base.first) return base.start.seq === seq ? base.start : null;
  for (const item of readJournal(dataDir, { seq, previous: null })) {
    if (item.kind !== 'record' || item.record.seq < seq) continue;
    const entry = entryOf(item.record);
    return entry.kind === 'start' ? entry : null;
  }
  return null;
}
