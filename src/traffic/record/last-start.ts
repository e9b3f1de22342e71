import type { PolicyStamp } from '../../domain/verdict.ts';
import { unsealLine } from './chain.ts';
import { readBase } from './journal-base.ts';
import { readEntry, type StartEntry } from './journal-entry.ts';
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
  // It is the first entry of a file: of the last one, or of the one that the last one's header names.
  const [top, first] = firstLines(last.path, 2);
  const entry = readEntry(unsealLine(first ?? '')?.body ?? '');
  if (entry?.kind === 'start') return entry;
  const start = readHeader(unsealLine(top ?? '')?.body ?? '')?.start ?? null;
  return start === null ? null : startAt(dataDir, start);
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
  const last = listSegments(dataDir).at(-1);
  let policy: PolicyStamp | null = null;
  if (last === undefined) return null;
  for (const item of readJournal(dataDir, { seq: last.first, previous: null })) {
    if (item.kind === 'header') policy = item.header.policy;
    if (item.kind === 'record') policy = item.record.policy;
  }
  return policy;
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
