import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import type { ArchivableCall, CallArchive } from '../../ports/call-archive.ts';
import { verdictOf } from './journal-entry.ts';
import { entryOf, readJournal } from './read-journal.ts';
import { listSegments, type SegmentFile } from './segment.ts';

export interface ArchiverState {
  /** Closed journal files that are not in the archive yet. */
  readonly behind: number;
  /** Why the archive is behind; `null`: it is not, or is being written. */
  readonly problem: string | null;
}

/** Moves closed journal files into the archive, one after the other. */
export interface Archiver {
  state(): ArchiverState;
  /** Ends after the file under way. */
  stop(): Promise<void>;
}

/**
 * Starts archiving: looks for closed journal files every `everyMs` (default 10 s). A file counts only when it is whole: a
 * broken chain is a problem that is told, never archived. After a failure it is tried again at the next look.
 */
export function createArchiver(options: {
  readonly dataDir: string;
  readonly archive: CallArchive;
  readonly everyMs?: number;
  readonly onProblem?: (message: string) => void;
}): Archiver {
  const { dataDir, archive, everyMs = 10_000 } = options;
  const stopping = new AbortController();
  let problem: string | null = null;
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        for (const segment of closedSegments(dataDir, archive)) {
          if (stopping.signal.aborted) return;
          await archive.add(segment.first, callsIn(dataDir, segment));
        }
        problem = null;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (message !== problem) options.onProblem?.(`the archive is behind: ${message}`);
        problem = message;
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    state: () => ({ behind: closedSegments(dataDir, archive).length, problem }),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** All files but the last, which is still being written, less those that are archived. */
const closedSegments = (dataDir: string, archive: CallArchive): readonly SegmentFile[] =>
  listSegments(dataDir)
    .slice(0, -1)
    .filter(({ first }) => !archive.parts().has(first));

/** The judged calls of one journal file. Throws the `journal-broken` fault where its chain is broken. */
export function* callsIn(dataDir: string, segment: SegmentFile): Generator<ArchivableCall> {
  for (const item of readJournal(dataDir, { segments: [segment], seq: segment.first, previous: null })) {
    if (item.kind === 'break')
      throw new Fault('journal-broken', `${item.break.path}, line ${item.break.line}: ${item.break.detail}`);
    if (item.kind !== 'record' || item.record.kind !== 'verdict' || item.record.policy === null) continue;
    const entry = entryOf(item.record);
    if (entry.kind !== 'verdict') continue;
    yield { seq: entry.seq, event: entry.event, verdict: verdictOf(entry.seq, entry, item.record.policy) };
  }
}
