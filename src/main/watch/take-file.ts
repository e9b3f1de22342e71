import { constants, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { type Measure, measureRank } from '../../domain/measure.ts';
import {
  type CallRecordFile,
  type CallRecordFileOptions,
  type CallRecordTally,
  openCallRecordFile,
  type RecordedPipeline,
} from '../../traffic/pipeline/index.ts';
import {
  fileId,
  type IntakeEntry,
  type IntakeFile,
  isOversized,
  REMEMBERED_EVENTS,
} from '../../traffic/record/index.ts';
import type { ProgressBar } from '../scan/progress-bar.ts';
import { QuarantineFile } from '../scan/quarantine-file.ts';
import type { FolderFile } from './folder-files.ts';

/** How files of a folder are read, the same for all of them. */
export type ReadingOptions = Omit<
  CallRecordFileOptions,
  'from' | 'source' | 'receivedAt' | 'onQuarantine' | 'onProgress' | 'seen'
>;

/** What became of one file; the totals are in the journal too. */
export interface FileOutcome {
  readonly name: string;
  readonly sha256: string;
  readonly outcome: 'done' | 'damaged' | 'refused' | 'stopped';
  /** `resumed`: an earlier run had died in it; `grown`: it had been processed when it was shorter. */
  readonly note: 'resumed' | 'grown' | null;
  readonly reason: string | null;
  readonly format: string | null;
  readonly totals: FileTotals;
  /** Verdicts given in this run, by measure. */
  readonly measures: Readonly<Partial<Record<Measure, number>>>;
  readonly warnings: readonly string[];
}

/** `rows = calls + duplicates + merged + quarantined + dropped`, and `calls = judged + known + oversized`. */
export type FileTotals = Readonly<
  Record<
    'rows' | 'calls' | 'duplicates' | 'merged' | 'quarantined' | 'dropped' | 'judged' | 'known' | 'oversized',
    number
  >
>;

const NOTHING: FileTotals = {
  rows: 0,
  calls: 0,
  duplicates: 0,
  merged: 0,
  quarantined: 0,
  dropped: 0,
  judged: 0,
  known: 0,
  oversized: 0,
};
/** Calls at the old end of a file that grew which are told apart by id. */
const GROWN_MARGIN = 65_536;
/** Bytes that may wait for the disk before reading waits for it. */
const MAX_PENDING_BYTES = 8 << 20;

export interface TakeFile {
  readonly dataDir: string;
  readonly recorded: RecordedPipeline;
  readonly reading: ReadingOptions;
  readonly now: () => number;
  /** Shows how far a file is. */
  readonly bar: (name: string) => ProgressBar;
  /** True: stop between two calls; the file is taken up there by the next run. */
  readonly stopped: () => boolean;
}

/**
 * Judges every call of a file that is not in the journal yet, each exactly once: the place of the last one is part of its
 * journal entry, so that there is no moment at which the two could differ.
 */
export async function takeFile(
  file: FolderFile,
  sha256: string,
  grownFrom: IntakeFile | null,
  take: TakeFile,
): Promise<FileOutcome> {
  const { recorded } = take;
  const known = recorded.intake.find(fileId(sha256));
  const isResumed = known?.state === 'open';
  const at = isResumed ? known.at : take.now();
  const bar = take.bar(file.name);
  const quarantine = new QuarantineFile(quarantinePath(take.dataDir, file, sha256, 'csv'));
  const progress = { bytes: 0 };
  const job: Job = {
    file,
    sha256,
    at,
    note: isResumed ? 'resumed' : grownFrom === null ? null : 'grown',
    from: resumeAfter(known, grownFrom, recorded),
    progress: (calls) => bar.update(progress.bytes, file.size, calls),
    oversized: { count: 0 },
  };
  try {
    const opened = await openCallRecordFile({
      ...take.reading,
      from: { path: file.path },
      source: `watch:${file.name}`,
      receivedAt: at,
      onQuarantine: (record) => quarantine.add(record),
      onProgress: (bytes) => {
        progress.bytes = bytes;
      },
    });
    return opened.ok ? await readThrough(job, opened.value, take) : await refuse(job, opened, take);
  } finally {
    bar.finish();
    quarantine.close();
  }
}

/** One file being taken. */
interface Job {
  readonly file: FolderFile;
  readonly sha256: string;
  readonly at: number;
  readonly note: FileOutcome['note'];
  /** Calls at the beginning that need no look. */
  readonly from: number;
  readonly progress: (calls: number) => void;
  /** Calls whose texts are too long for any call: not judged. */
  readonly oversized: { count: number };
}

function stepOf(
  job: Job,
  step: IntakeEntry['step'],
  at: number,
  more: Partial<IntakeEntry> = {},
): IntakeEntry {
  const { name, size, mtimeMs } = job.file;
  const { sha256 } = job;
  return {
    kind: 'intake',
    step,
    name,
    sha256,
    size,
    mtimeMs: Math.round(mtimeMs),
    at,
    totals: {},
    reason: null,
    ...more,
  };
}

async function refuse(
  job: Job,
  { reason, detail }: { readonly reason: string; readonly detail: string },
  { recorded, dataDir, now }: TakeFile,
): Promise<FileOutcome> {
  const { file, sha256, note } = job;
  keepRefused(dataDir, file, sha256, reason, detail);
  await recorded.step(stepOf(job, 'refused', now(), { reason }));
  const nothing = { format: null, totals: NOTHING, measures: {}, warnings: [] };
  return { ...nothing, name: file.name, sha256, outcome: 'refused', note, reason: detail };
}

async function readThrough(job: Job, opened: CallRecordFile, take: TakeFile): Promise<FileOutcome> {
  const { recorded } = take;
  const { file, sha256, note } = job;
  if (note !== 'resumed') await recorded.step(stepOf(job, 'begin', job.at));
  const measures: Partial<Record<Measure, number>> = {};
  const ended = await judgeCalls(job, opened, take, measures);
  const tally = opened.tally();
  const totals = totalsOf(tally, recorded.intake.find(fileId(sha256))?.judged ?? 0, job.oversized.count);
  const { warnings } = tally;
  const told = { name: file.name, sha256, note, format: opened.format, totals, measures, warnings };
  if (ended === 'stopped') return { ...told, outcome: 'stopped', reason: null };
  const reason = ended === 'whole' ? null : ended;
  await recorded.step(stepOf(job, 'end', take.now(), { totals, reason }));
  return { ...told, outcome: reason === null ? 'done' : 'damaged', reason };
}

/**
 * How many calls of the file need no look: all up to the last journalled one of a run that died. A file that grew tells
 * the calls it told before, save that some at its old end may have got further rows and come later now: the last ones are
 * therefore told apart by their ids, as long as those are remembered.
 */
function resumeAfter(
  known: IntakeFile | null,
  grownFrom: IntakeFile | null,
  recorded: RecordedPipeline,
): number {
  if (known?.state === 'open') return known.nth;
  if (grownFrom === null) return 0;
  const since = recorded.journal().lastSeq - grownFrom.lastSeq;
  return since + GROWN_MARGIN < REMEMBERED_EVENTS ? Math.max(0, grownFrom.nth - GROWN_MARGIN) : grownFrom.nth;
}

/** `whole`, `stopped`, or what was wrong with the file; what could be read of a damaged one is judged. */
async function judgeCalls(
  job: Job,
  opened: CallRecordFile,
  { recorded, stopped }: TakeFile,
  measures: Partial<Record<Measure, number>>,
): Promise<string> {
  const file = fileId(job.sha256);
  let nth = 0;
  try {
    for await (const batch of opened.events()) {
      for (const { event } of batch) {
        nth += 1;
        if (isOversized(event)) job.oversized.count += 1;
        if (nth <= job.from || isOversized(event)) continue;
        const result = recorded.judge(event, { file, nth });
        if (result.repeated) continue;
        const { measure } = result.verdict;
        if (measureRank(measure) > 0) measures[measure] = (measures[measure] ?? 0) + 1;
        if (recorded.journal().pendingBytes > MAX_PENDING_BYTES) await result.written;
      }
      job.progress(nth);
      if (stopped()) return 'stopped';
    }
    return 'whole';
  } catch (error) {
    if (error instanceof Fault && error.code === 'call-records-damaged') return error.message;
    throw error;
  }
}

function totalsOf(tally: CallRecordTally, judged: number, oversized: number): FileTotals {
  const dropped = Object.values(tally.dropped).reduce((sum, count) => sum + count, 0);
  return {
    rows: tally.rows,
    calls: tally.events,
    duplicates: tally.duplicates,
    merged: tally.mergedRows,
    quarantined: tally.quarantined,
    dropped,
    judged,
    known: Math.max(0, tally.events - judged - oversized),
    oversized,
  };
}

function quarantinePath(dataDir: string, file: FolderFile, sha256: string, ending: string): string {
  const dir = join(dataDir, 'quarantine');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return join(dir, `${file.name}.${sha256.slice(0, 8)}.${ending}`);
}

/** A file nobody can read stays where it is; a copy and the reason are kept, for whoever sent it may take it away. */
function keepRefused(
  dataDir: string,
  file: FolderFile,
  sha256: string,
  reason: string,
  detail: string,
): void {
  const text = JSON.stringify({ file: file.path, size: file.size, sha256, reason, detail }, null, 2);
  writeFileSync(quarantinePath(dataDir, file, sha256, 'reason.json'), `${text}\n`, { mode: 0o600 });
  copyFileSync(file.path, quarantinePath(dataDir, file, sha256, 'copy'), constants.COPYFILE_FICLONE);
}
