import { statSync, unlinkSync } from 'node:fs';
import { Fault } from '../../domain/fault.ts';
import {
  baseSnapshotPath,
  findLine,
  folderFault,
  type JournalBase,
  listBaseSnapshots,
  listSegments,
  readBase,
  readEntry,
  readJournal,
  type SegmentFile,
  type SegmentHeader,
  startAt,
  writeBase,
  writeSnapshotFile,
} from '../record/index.ts';
import { emptyState, snapshotOf } from './build-snapshot.ts';
import { recoverFromBase } from './recover.ts';

export interface PruneOptions {
  readonly dataDir: string;
  /** Files whose newest call was received before this may go, epoch milliseconds. */
  readonly before: number;
  /** Now, epoch milliseconds. */
  readonly at: number;
  /** Files that are in the archive, by first entry; `null`: do not ask. */
  readonly archived: ReadonlySet<number> | null;
  readonly dryRun: boolean;
  /** As the judging process has it (`RecordedPipelineOptions`). */
  readonly recentEvents?: number;
}

export interface Pruning {
  readonly files: number;
  readonly bytes: number;
  /** The last entry that is gone; `null` when nothing was old enough. */
  readonly until: number | null;
  /** Old enough, and kept because the archive does not have them. */
  readonly notArchived: number;
}

/**
 * Removes a journal's oldest files and leaves in their place the state and the hash they led to: what remains verifies,
 * replays and recovers as before. The last file always stays. A journal in use may be pruned. A crash at any point leaves
 * the old beginning or the new one. Throws `journal-broken` when what would be removed is not whole, `data-unusable`.
 */
export function pruneJournal(options: PruneOptions): Pruning {
  try {
    return prune(options);
  } catch (error) {
    throw folderFault(options.dataDir, error);
  }
}

function prune(options: PruneOptions): Pruning {
  const { dataDir } = options;
  const begun = readBase(dataDir);
  if (begun !== null && !options.dryRun) removeLeftOver(dataDir, begun);
  const { old, next, notArchived } = removable(options);
  const bytes = old.reduce((sum, { path }) => sum + statSync(path).size, 0);
  const until = next === null || old.length === 0 ? null : next.first - 1;
  if (next !== null && until !== null && !options.dryRun) {
    const base = makeBase(options, next);
    for (const segment of old) unlinkSync(segment.path);
    removeLeftOver(dataDir, base);
  }
  return { files: old.length, bytes, until, notArchived };
}

interface Removable {
  readonly old: readonly SegmentFile[];
  readonly next: SegmentFile | null;
  readonly notArchived: number;
}

/** The files from the beginning on, as far as all are old enough and archived. */
function removable({ dataDir, before, archived }: PruneOptions): Removable {
  const begin = readBase(dataDir)?.first ?? 1;
  const segments = listSegments(dataDir).filter(({ first }) => first >= begin);
  const old: SegmentFile[] = [];
  let notArchived = 0;
  for (const [place, segment] of segments.slice(0, -1).entries()) {
    if (newestCall(segment, segments[place + 1]!.first) >= before) break;
    if (archived !== null && !archived.has(segment.first)) notArchived += 1;
    else if (notArchived === 0) old.push(segment);
  }
  return { old, next: segments[old.length] ?? null, notArchived };
}

/** When the last call of a file was received; without calls, when the file was last written. */
function newestCall(segment: SegmentFile, end: number): number {
  for (let seq = end - 1; seq >= Math.max(segment.first, end - 100); seq -= 1) {
    const line = findLine(segment, seq);
    const entry = line === null ? null : readEntry(line.body);
    if (entry?.kind === 'verdict') return entry.event.receivedAt;
  }
  return statSync(segment.path).mtimeMs;
}

/** State and hash before `next`, on the disk when it returns. */
function makeBase({ dataDir, at, recentEvents }: PruneOptions, next: SegmentFile): JournalBase {
  const header = headerOf(dataDir, next);
  const last = listSegments(dataDir).findLast(({ first }) => first < next.first);
  const previous = last === undefined ? undefined : findLine(last, next.first - 1)?.hash;
  const start = header.start === null ? null : startAt(dataDir, header.start);
  if (previous === undefined || start === null)
    throw new Fault(
      'journal-broken',
      `the entry before ${next.path} cannot be read; nothing was removed. Run "jingtong journal verify".`,
    );
  const base = { first: next.first, previous, start, prunedAt: at };
  const state = emptyState(start.settings, recentEvents);
  recoverFromBase(dataDir, { lastSeq: next.first - 1, lastHash: previous, start: header.start }, state);
  writeSnapshotFile(baseSnapshotPath(dataDir, base), snapshotOf(next.first - 1, previous, state));
  writeBase(dataDir, base);
  return base;
}

function headerOf(dataDir: string, segment: SegmentFile): SegmentHeader {
  for (const item of readJournal(dataDir, { segments: [segment], seq: segment.first, previous: null })) {
    if (item.kind === 'header') return item.header;
    break;
  }
  throw new Fault('journal-broken', `${segment.path} has no header; run "jingtong journal verify"`);
}

/** Files before the beginning that an interrupted pruning left, and the snapshots of earlier beginnings. */
function removeLeftOver(dataDir: string, base: JournalBase): void {
  for (const { first, path } of listSegments(dataDir)) if (first < base.first) unlinkSync(path);
  const own = baseSnapshotPath(dataDir, base);
  for (const path of listBaseSnapshots(dataDir)) if (path !== own) unlinkSync(path);
}
