import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { Fault } from '../../domain/fault.ts';
import { chainHash, sealLine } from './chain.ts';
import { type NewEntry, writeEntry } from './journal-entry.ts';
import { headPath, writeHead } from './journal-head.ts';
import type { JournalEnd } from './open-journal.ts';
import { MAX_LINE_BYTES } from './read-lines.ts';
import { syncDir } from './replace-file.ts';
import { JOURNAL_FORMAT, journalDir, segmentPath, writeHeader } from './segment.ts';

export interface JournalOptions {
  readonly dataDir: string;
  readonly software: string;
  /** A segment is closed when it reaches this size. (Default: 64 MiB) */
  readonly segmentBytes?: number;
  /**
   * `interval`: written entries survive the death of the process at once and a power loss after `syncMs`.
   * `every-write`: `written` waits for the disk itself. (Default: `interval`)
   */
  readonly sync?: 'interval' | 'every-write';
  /** (Default: 200) */
  readonly syncMs?: number;
  /** Bytes that may wait for a disk that does not take them, before `append` refuses. (Default: 64 MiB) */
  readonly maxPendingBytes?: number;
}

export interface Appended {
  readonly seq: number;
  /** Resolves when the operating system has the entry (and the disk too under `every-write`). Never rejects before `close`. */
  readonly written: Promise<void>;
}

export interface JournalState {
  readonly lastSeq: number;
  readonly lastHash: string;
  /** Last entry that the operating system has, and last one forced to the disk. */
  readonly writtenSeq: number;
  readonly syncedSeq: number;
  readonly pendingBytes: number;
  /** Why nothing can be written now; `null`: all is well. Writing is tried again every second. */
  readonly stalled: string | null;
}

/** The one writer of a journal: appends in order, many entries in one write. */
export interface Journal {
  /** Throws the `journal-full` fault, and adds nothing, when too much waits for the disk. */
  append(entry: NewEntry): Appended;
  /** Throws the `journal-full` fault when `append` would. */
  assertRoom(): void;
  /** Forces everything appended so far to the disk. */
  sync(): Promise<void>;
  state(): JournalState;
  /** Writes and syncs what is pending and closes. Throws `journal-unwritten` when the disk does not take it. */
  close(): Promise<void>;
}

const DEFAULTS = {
  segmentBytes: 64 << 20,
  sync: 'interval',
  syncMs: 200,
  maxPendingBytes: 64 << 20,
} as const;
const RETRY_MS = 1_000;

interface Chunk {
  /** Path of the segment to open first; `null`: go on in the open one. */
  readonly opens: string | null;
  lines: string[];
  /** True once it is being written: nothing may be added any more. */
  taken: boolean;
  bytes: number;
  lastSeq: number;
  lastHash: string;
  readonly done: PromiseWithResolvers;
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Opens a journal for writing at the end that `findJournalEnd` found. The caller holds the folder's lock. */
export function openJournal(given: JournalOptions, end: JournalEnd): Journal {
  const options = { ...DEFAULTS, ...given };
  const chunks: Chunk[] = [];
  let { lastSeq, lastHash } = end;
  let { policy, start } = end;
  let segmentSize = end.segment?.bytes ?? Number.POSITIVE_INFINITY;
  let pendingBytes = 0;
  let stalled: string | null = null;
  let closed = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  const disk = openDisk(options.dataDir, end);

  const chunkFor = (opens: string | null): Chunk => {
    const last = chunks.at(-1);
    if (opens === null && last !== undefined && !last.taken) return last;
    const chunk: Chunk = { opens, lines: [], taken: false, bytes: 0, lastSeq, lastHash, done: deferred() };
    chunks.push(chunk);
    return chunk;
  };

  const add = (chunk: Chunk, body: string): void => {
    const hash = chainHash(lastHash, body);
    const line = `${sealLine(body, hash)}\n`;
    const bytes = Buffer.byteLength(line);
    chunk.lines.push(line);
    chunk.bytes += bytes;
    pendingBytes += bytes;
    segmentSize += bytes;
    lastHash = hash;
    chunk.lastHash = hash;
  };

  const rotate = (seq: number): Chunk => {
    segmentSize = 0;
    const chunk = chunkFor(segmentPath(options.dataDir, seq));
    add(
      chunk,
      writeHeader({ format: JOURNAL_FORMAT, first: seq, policy, software: options.software, start }),
    );
    return chunk;
  };

  const drain = async (): Promise<void> => {
    for (let chunk = chunks[0]; chunk !== undefined; chunk = chunks[0]) {
      chunk.taken = true;
      try {
        await disk.write(chunk);
        if (options.sync === 'every-write') await disk.sync();
      } catch (error) {
        stalled = error instanceof Error ? error.message : String(error);
        if (closed) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      stalled = null;
      chunks.shift();
      pendingBytes -= chunk.bytes;
      chunk.done.resolve();
      scheduleSync();
    }
  };

  const run = (): void => {
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(drain).finally(() => {
      running = null;
      if (chunks.length > 0 && !closed) run();
    });
  };

  const scheduleSync = (): void => {
    if (closed || timer !== null || disk.syncedSeq === disk.writtenSeq) return;
    timer = setTimeout(() => {
      timer = null;
      disk.sync().then(scheduleSync, (error: Error) => {
        stalled = error.message;
        scheduleSync();
      });
    }, options.syncMs);
    timer.unref();
  };

  const settle = async (): Promise<void> => {
    while (running !== null || (chunks.length > 0 && stalled === null)) {
      run();
      await running;
    }
  };

  const assertRoom = (): void => {
    if (closed) throw new Fault('journal-closed', 'the journal is closed: nothing can be added');
    if (pendingBytes > options.maxPendingBytes) throw full(options.dataDir, stalled);
  };

  return {
    assertRoom,
    append(entry) {
      assertRoom();
      const seq = lastSeq + 1;
      const body = writeEntry(seq, entry);
      if (body.length > MAX_LINE_BYTES / 4)
        throw new Fault('journal-entry-too-large', tooLarge(entry, body.length));
      // A start entry always opens a file, so that the last one is found without reading any.
      const opens = segmentSize >= options.segmentBytes || entry.kind === 'start';
      const chunk = opens ? rotate(seq) : chunkFor(null);
      add(chunk, body);
      lastSeq = seq;
      chunk.lastSeq = seq;
      if (entry.kind === 'policy') policy = entry.policy;
      if (entry.kind === 'start') start = seq;
      run();
      return { seq, written: chunk.done.promise };
    },
    async sync() {
      await settle();
      await disk.sync();
    },
    state: () => ({
      lastSeq,
      lastHash,
      writtenSeq: disk.writtenSeq,
      syncedSeq: disk.syncedSeq,
      pendingBytes,
      stalled,
    }),
    async close() {
      if (closed) return;
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await settle();
      if (chunks.length > 0) {
        const error = full(options.dataDir, stalled);
        for (const chunk of chunks) chunk.done.reject(error);
        await disk.close();
        throw error;
      }
      await disk.sync();
      await disk.close();
    },
  };
}

/** The open segment file and the head file. Positions are ours, so a write that failed half way is repeated in place. */
function openDisk(dataDir: string, end: JournalEnd) {
  let file: FileHandle | null = null;
  let head = null as FileHandle | null;
  let path = end.segment?.path ?? null;
  let position = end.segment?.bytes ?? 0;
  let current: Chunk | null = null;
  let buffer: Buffer | null = null;
  let written = { seq: end.lastSeq, hash: end.lastHash };
  let syncedSeq = 0;
  let syncing: Promise<void> | null = null;

  const syncNow = async (): Promise<void> => {
    const target = written;
    if (file === null || target.seq === syncedSeq) return;
    await file.datasync();
    head ??= await openHead(dataDir);
    await head.write(writeHead(target), 0);
    syncedSeq = target.seq;
  };

  const sync = async (): Promise<void> => {
    while (syncing !== null) await syncing;
    syncing = syncNow().finally(() => {
      syncing = null;
    });
    await syncing;
  };

  const openFile = async (chunk: Chunk): Promise<FileHandle> => {
    if (chunk.opens !== null && path !== chunk.opens) {
      if (file !== null) {
        await sync();
        await file.close();
        file = null;
      }
      path = chunk.opens;
      position = 0;
    }
    if (path === null) throw new Error('no segment is open');
    file ??= await open(path, chunk.opens === null ? 'r+' : 'w', 0o600);
    if (chunk.opens !== null) syncDir(journalDir(dataDir));
    return file;
  };

  return {
    get writtenSeq() {
      return written.seq;
    },
    get syncedSeq() {
      return syncedSeq;
    },
    sync,
    async write(chunk: Chunk): Promise<void> {
      if (current !== chunk) buffer = Buffer.from(chunk.lines.join(''));
      current = chunk;
      const bytes = buffer ?? Buffer.alloc(0);
      const into = await openFile(chunk);
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await into.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
      position += bytes.length;
      written = { seq: chunk.lastSeq, hash: chunk.lastHash };
      current = null;
      buffer = null;
    },
    async close(): Promise<void> {
      await file?.close();
      await head?.datasync();
      await head?.close();
    },
  };
}

/** Opened for writing in place, made first when missing. */
async function openHead(dataDir: string): Promise<FileHandle> {
  const made = await open(headPath(dataDir), 'a', 0o600);
  await made.close();
  return open(headPath(dataDir), 'r+');
}

function deferred(): PromiseWithResolvers {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

const full = (dataDir: string, why: string | null): Fault =>
  new Fault(
    'journal-full',
    `the journal in ${dataDir} cannot be written${why === null ? ' fast enough' : `: ${why}`}. Free space on that disk.`,
    { retryable: true },
  );

const tooLarge = (entry: NewEntry, length: number): string =>
  `a ${entry.kind} entry of ${length} characters is too large for the journal: the source must cut its texts`;
