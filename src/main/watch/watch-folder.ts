import { type FSWatcher, watch } from 'node:fs';
import { Fault } from '../../domain/fault.ts';
import { openCallRecordFile } from '../../traffic/pipeline/index.ts';
import { fileId, type IntakeFile } from '../../traffic/record/index.ts';
import { fileOrder } from '../scan/file-order.ts';
import { contentDigest } from './content-digest.ts';
import { type CompletenessRule, completeFiles, type FolderFile } from './folder-files.ts';
import { type FileOutcome, type TakeFile, takeFile } from './take-file.ts';

export interface WatchFolder extends TakeFile {
  readonly dir: string;
  readonly rule: CompletenessRule;
  /** The folder is looked at this often even when nothing tells of a change: network mounts tell of none. */
  readonly everyMs: number;
  /** Process what is there, waiting for files still being written, and end. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly onFile: (outcome: FileOutcome) => void;
  /** The content of a file was processed before, under another name. */
  readonly onDuplicate: (name: string, of: IntakeFile) => void;
  readonly onProblem: (message: string) => void;
}

/** Totals of a run, for its last line and its exit code. */
export interface WatchTotals {
  files: number;
  duplicates: number;
  refused: number;
  damaged: number;
  quarantinedRows: number;
  judged: number;
}

/** Processes the files of a folder as they become complete, until the signal or, with `once`, until all are through. */
export async function watchFolder(watching: WatchFolder): Promise<WatchTotals> {
  const totals: WatchTotals = {
    files: 0,
    duplicates: 0,
    refused: 0,
    damaged: 0,
    quarantinedRows: 0,
    judged: 0,
  };
  const looked = new Map<string, FolderFile>();
  const handled = new Map<string, FolderFile>();
  const bell = folderBell(watching);
  try {
    while (!watching.signal.aborted) {
      const { complete, waiting } = look(watching, looked);
      const news = complete.filter((file) => !isThrough(file, handled, watching));
      for (const file of await inOrder(news, watching)) {
        if (watching.signal.aborted) break;
        if (await handle(file, watching, totals)) handled.set(file.name, file);
      }
      if (watching.once && waiting.length === 0 && news.length === 0) break;
      if (news.length === 0) await bell.next();
    }
  } finally {
    bell.close();
  }
  return totals;
}

function look(
  watching: WatchFolder,
  looked: Map<string, FolderFile>,
): { complete: readonly FolderFile[]; waiting: readonly FolderFile[] } {
  try {
    const seen = completeFiles(watching.dir, watching.rule, watching.now(), looked);
    looked.clear();
    for (const file of [...seen.complete, ...seen.waiting]) looked.set(file.name, file);
    return seen;
  } catch (error) {
    if (watching.once)
      throw new Fault('folder-unreadable', `cannot read ${watching.dir}: ${(error as Error).message}`, {
        cause: error,
      });
    watching.onProblem(`cannot read ${watching.dir}: ${(error as Error).message}; trying again`);
    return { complete: [], waiting: [] };
  }
}

/** Nothing of the file is new, by what this run saw and by what the journal knows. */
function isThrough(
  file: FolderFile,
  handled: ReadonlyMap<string, FolderFile>,
  { recorded }: WatchFolder,
): boolean {
  if (sameAs(handled.get(file.name), file)) return true;
  const named = recorded.intake.named(file.name);
  if (named === null || named.state === 'open') return false;
  return named.name === file.name && named.size === file.size && named.mtimeMs === Math.round(file.mtimeMs);
}

const sameAs = (one: FolderFile | undefined, other: FolderFile): boolean =>
  one?.size === other.size && one.mtimeMs === other.mtimeMs;

/** True when the file needs no further look until it changes. */
async function handle(file: FolderFile, watching: WatchFolder, totals: WatchTotals): Promise<boolean> {
  const { intake } = watching.recorded;
  const named = intake.named(file.name);
  try {
    const sha256 = await contentDigest(file.path);
    const known = intake.find(fileId(sha256));
    if (known !== null && known.state !== 'open') return await countDuplicate(file, known, watching, totals);
    const grown =
      named !== null &&
      named.size < file.size &&
      (await contentDigest(file.path, named.size)) === named.sha256;
    const outcome = await takeFile(file, sha256, grown ? named : null, watching);
    count(outcome, totals);
    watching.onFile(outcome);
    return outcome.outcome !== 'stopped';
  } catch (error) {
    if (error instanceof Fault && error.code.startsWith('journal-')) throw error;
    const known = error instanceof Fault || typeof (error as NodeJS.ErrnoException).code === 'string';
    if (!known) throw error;
    watching.onProblem(`${file.name}: ${(error as Error).message}; it is tried again when it changes`);
    return true;
  }
}

async function countDuplicate(
  file: FolderFile,
  known: IntakeFile,
  { recorded, now, onDuplicate }: WatchFolder,
  totals: WatchTotals,
): Promise<boolean> {
  const { sha256 } = known;
  if (recorded.intake.named(file.name)?.sha256 === sha256) return true;
  const { name, size } = file;
  const mtimeMs = Math.round(file.mtimeMs);
  await recorded.step({
    kind: 'intake',
    step: 'duplicate',
    name,
    sha256,
    size,
    mtimeMs,
    at: now(),
    totals: {},
    reason: null,
  });
  totals.duplicates += 1;
  onDuplicate(name, known);
  return true;
}

function count(outcome: FileOutcome, totals: WatchTotals): void {
  totals.files += 1;
  if (outcome.outcome === 'refused') totals.refused += 1;
  if (outcome.outcome === 'damaged') totals.damaged += 1;
  totals.quarantinedRows += outcome.totals.quarantined;
  totals.judged += outcome.totals.judged;
}

/** Files that became complete together, the one with the earliest first call first: state is then built in order. */
async function inOrder(files: readonly FolderFile[], watching: WatchFolder): Promise<readonly FolderFile[]> {
  const { recorded, reading, now } = watching;
  const news = files.filter(({ name, size }) => recorded.intake.named(name)?.size !== size);
  const order = await fileOrder(
    news.map(({ path }) => path),
    (path) => openCallRecordFile({ ...reading, from: { path }, source: 'watch', receivedAt: now() }),
  ).catch(() => news.keys());
  const sorted = [...order].map((place) => news[place]!);
  return [...files.filter((file) => !news.includes(file)), ...sorted];
}

/** Rings when the folder changes, when the time is up and when the watch is to end. */
function folderBell({ dir, everyMs, signal, rule }: WatchFolder): { next(): Promise<void>; close(): void } {
  let ring: () => void = () => {};
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(dir, { persistent: false }, () => ring());
    watcher.on('error', () => {});
  } catch {
    // The folder cannot be watched: looking at it now and then is enough.
  }
  const end = (): void => ring();
  signal.addEventListener('abort', end);
  return {
    next: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => ring(), Math.min(everyMs, Math.max(50, rule.settleMs)));
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal.aborted) ring();
      }),
    close() {
      signal.removeEventListener('abort', end);
      watcher?.close();
    },
  };
}
