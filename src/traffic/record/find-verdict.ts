import type { CallEvent } from '../../domain/call-event.ts';
import type { PolicyStamp, Verdict } from '../../domain/verdict.ts';
import { findLine } from './find-line.ts';
import { readEntry, verdictOf } from './journal-entry.ts';
import { entryOf, readJournal } from './read-journal.ts';
import { listSegments, segmentOf } from './segment.ts';
import { verdictSeq } from './verdict-id.ts';

/** A verdict with the call it is about. */
export interface RecordedCall {
  readonly event: CallEvent;
  readonly verdict: Verdict;
}

/** Looks a verdict up by its id, in the one segment that can hold it; `null` when the journal has no such verdict. */
export function findVerdict(dataDir: string, id: string): RecordedCall | null {
  const seq = verdictSeq(id);
  const call = seq === null ? null : verdictAt(dataDir, seq);
  return call?.verdict.id === id.trim() ? call : null;
}

/** The verdict at a place of the journal whose policy is known already: in well under a millisecond. */
export function verdictUnder(dataDir: string, seq: number, policy: PolicyStamp): RecordedCall | null {
  const segment = segmentOf(listSegments(dataDir), seq);
  const line = segment === null ? null : findLine(segment, seq);
  const entry = line === null ? null : readEntry(line.body);
  return entry?.kind === 'verdict' ? { event: entry.event, verdict: verdictOf(seq, entry, policy) } : null;
}

/** The verdict that stands at a place of the journal; `null` when none stands there. Reads a whole file. */
export function verdictAt(dataDir: string, seq: number): RecordedCall | null {
  for (const item of readJournal(dataDir, { seq, previous: null })) {
    if (item.kind === 'break') return null;
    if (item.kind !== 'record' || item.record.seq < seq) continue;
    if (item.record.seq > seq || item.record.policy === null) return null;
    const entry = entryOf(item.record);
    return entry.kind === 'verdict'
      ? { event: entry.event, verdict: verdictOf(seq, entry, item.record.policy) }
      : null;
  }
  return null;
}
