import { Fault } from '../../domain/fault.ts';
import type { PolicyStamp } from '../../domain/verdict.ts';
import { chainHash, sealLine } from './chain.ts';
import { type Chunk, JournalDisk, newChunk } from './journal-disk.ts';
import { type NewEntry, writeEntry } from './journal-entry.ts';
import type { JournalEnd } from './open-journal.ts';
import { MAX_LINE_BYTES } from './read-lines.ts';
import { JOURNAL_FORMAT, segmentPath, writeHeader } from './segment.ts';

export interface JournalOptions {
  readonly dataDir: string;
  readonly software: string;
  /** A segment is closed when it reaches this size. (Default: 32 MiB) */
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
  /**
   * Resolves when the operating system has the entry (and the disk too under `every-write`). Rejects with `journal-failed`
   * when the disk lost writes, and with `journal-full` when the journal was closed before the disk took it.
   */
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
  /** Throws `journal-full` when too much waits for the disk and `journal-failed` when it lost writes; nothing is added. */
  append(entry: NewEntry): Appended;
  /** Throws what `append` would. */
  assertRoom(): void;
  /** Forces everything appended so far to the disk. */
  sync(): Promise<void>;
  state(): JournalState;
  /** Writes and syncs what is pending and closes. Throws `journal-full` or `journal-failed` when the disk does not keep it. */
  close(): Promise<void>;
}

const DEFAULTS = {
  segmentBytes: 32 << 20,
  sync: 'interval',
  syncMs: 200,
  maxPendingBytes: 64 << 20,
} as const;
const RETRY_MS = 1_000;
/** Between two writes: what is appended meanwhile shares one. */
const REST_MS = 2;

/** Opens a journal for writing at the end that `findJournalEnd` found. The caller holds the folder's lock. */
export function openJournal(options: JournalOptions, end: JournalEnd): Journal {
  return new JournalWriter({ ...DEFAULTS, ...options }, end);
}

class JournalWriter implements Journal {
  readonly #options: Required<JournalOptions>;
  readonly #disk: JournalDisk;
  /** Waiting to be written, oldest first; the first one may be under way. */
  readonly #chunks: Chunk[] = [];
  #lastSeq: number;
  #lastHash: string;
  #policy: PolicyStamp | null;
  #start: number | null;
  #segmentSize: number;
  #pendingBytes = 0;
  #stalled: string | null = null;
  #failed: Fault | null = null;
  #closed = false;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** When the last write ended, on the clock of `performance.now()`. */
  #wroteAt = Number.NEGATIVE_INFINITY;

  constructor(options: Required<JournalOptions>, end: JournalEnd) {
    this.#options = options;
    this.#disk = new JournalDisk(options.dataDir, end);
    this.#lastSeq = end.lastSeq;
    this.#lastHash = end.lastHash;
    this.#policy = end.policy;
    this.#start = end.start;
    this.#segmentSize = end.segment?.bytes ?? Number.POSITIVE_INFINITY;
  }

  assertRoom(): void {
    if (this.#closed) throw new Fault('journal-closed', 'the journal is closed: nothing can be added');
    if (this.#failed !== null) throw this.#failed;
    if (this.#pendingBytes > this.#options.maxPendingBytes) throw this.#full();
  }

  append(entry: NewEntry): Appended {
    this.assertRoom();
    const seq = this.#lastSeq + 1;
    const body = writeEntry(seq, entry);
    if (body.length > MAX_LINE_BYTES / 4)
      throw new Fault('journal-entry-too-large', tooLarge(entry, body.length));
    // A start entry always opens a file, so that the last one is found without reading any.
    const opens = this.#segmentSize >= this.#options.segmentBytes || entry.kind === 'start';
    const chunk = opens ? this.#rotate(seq) : this.#chunk();
    this.#add(chunk, body);
    this.#lastSeq = seq;
    chunk.lastSeq = seq;
    if (entry.kind === 'policy') this.#policy = entry.policy;
    if (entry.kind === 'start') this.#start = seq;
    this.#run();
    return { seq, written: chunk.written };
  }

  async sync(): Promise<void> {
    await this.#settle();
    if (this.#failed === null) await this.#forced();
    if (this.#failed !== null) throw this.#failed;
  }

  state(): JournalState {
    return {
      lastSeq: this.#lastSeq,
      lastHash: this.#lastHash,
      writtenSeq: this.#disk.writtenSeq,
      syncedSeq: this.#disk.syncedSeq,
      pendingBytes: this.#pendingBytes,
      stalled: this.#stalled,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#settle();
    if (this.#chunks.length > 0) {
      const error = this.#full();
      for (const chunk of this.#chunks) chunk.fail(error);
      await this.#disk.close();
      throw error;
    }
    const forced = this.#failed === null && (await this.#forced());
    await this.#disk.close();
    if (!forced && this.#failed !== null) throw this.#failed;
  }

  /** The chunk that takes the next line: the last one, unless it is being written already. */
  #chunk(): Chunk {
    const last = this.#chunks.at(-1);
    return last !== undefined && !last.taken ? last : this.#push(null);
  }

  #push(opens: string | null): Chunk {
    const chunk = newChunk(opens, this.#lastSeq, this.#lastHash);
    this.#chunks.push(chunk);
    return chunk;
  }

  #rotate(seq: number): Chunk {
    this.#segmentSize = 0;
    const { dataDir, software } = this.#options;
    const chunk = this.#push(segmentPath(dataDir, seq));
    const header = { format: JOURNAL_FORMAT, first: seq, policy: this.#policy, software, start: this.#start };
    this.#add(chunk, writeHeader(header));
    return chunk;
  }

  #add(chunk: Chunk, body: string): void {
    const hash = chainHash(this.#lastHash, body);
    const line = `${sealLine(body, hash)}\n`;
    const bytes = Buffer.byteLength(line);
    chunk.lines.push(line);
    chunk.bytes += bytes;
    chunk.lastHash = hash;
    this.#pendingBytes += bytes;
    this.#segmentSize += bytes;
    this.#lastHash = hash;
  }

  /**
   * Starts writing in the next turn of the event loop, so that what is appended in this one shares a write; soon after another
   * write a moment later, since a write costs as much as judging several calls. A lone call is written at once.
   */
  #run(): void {
    this.#running ??= new Promise<void>((resolve) => {
      const rested = performance.now() - this.#wroteAt;
      if (rested < REST_MS) setTimeout(resolve, Math.ceil(REST_MS - rested));
      else setImmediate(resolve);
    })
      .then(() => this.#drain())
      .finally(() => {
        this.#running = null;
        if (this.#chunks.length > 0 && !this.#closed) this.#run();
      });
  }

  async #drain(): Promise<void> {
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      chunk.taken = true;
      if (chunk.opens !== null && !(await this.#forced())) return;
      try {
        await this.#disk.write(chunk);
      } catch (error) {
        this.#stalled = error instanceof Error ? error.message : String(error);
        if (this.#closed) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      this.#stalled = null;
      this.#wroteAt = performance.now();
      if (this.#options.sync === 'every-write' && !(await this.#forced())) return;
      this.#chunks.shift();
      this.#pendingBytes -= chunk.bytes;
      chunk.done();
      this.#scheduleSync();
      // What came meanwhile waits its moment, unless nothing more will come.
      if (!this.#closed) return;
    }
  }

  #scheduleSync(): void {
    if (this.#closed || this.#timer !== null || this.#disk.syncedSeq === this.#disk.writtenSeq) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#forced().then((forced) => {
        if (forced) this.#scheduleSync();
      });
    }, this.#options.syncMs);
    this.#timer.unref();
  }

  /**
   * False when the disk reported that it could not keep what it had taken. What was written since the last time may then be
   * lost without a further error, so nothing more is added: only opening the journal again tells what is there.
   */
  async #forced(): Promise<boolean> {
    try {
      await this.#disk.sync();
      return true;
    } catch (error) {
      this.#failed = new Fault(
        'journal-failed',
        `the disk under ${this.#options.dataDir} lost writes: ${(error as Error).message}. Check it, then start again.`,
        { cause: error },
      );
      this.#stalled = this.#failed.message;
      for (const chunk of this.#chunks.splice(0)) chunk.fail(this.#failed);
      return false;
    }
  }

  /** Resolves when everything appended is written, or the disk takes nothing. */
  async #settle(): Promise<void> {
    while (this.#running !== null || (this.#chunks.length > 0 && this.#stalled === null)) {
      this.#run();
      await this.#running;
    }
  }

  #full(): Fault {
    const why = this.#stalled === null ? ' fast enough' : `: ${this.#stalled}`;
    const message = `the journal in ${this.#options.dataDir} cannot be written${why}. Free space on that disk.`;
    return new Fault('journal-full', message, { retryable: true });
  }
}

const tooLarge = (entry: NewEntry, length: number): string =>
  `a ${entry.kind} entry of ${length} characters is too large for the journal: the source must cut its texts`;
