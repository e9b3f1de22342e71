import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { headPath, writeHead } from './journal-head.ts';
import type { JournalEnd } from './open-journal.ts';
import { syncDir } from './replace-file.ts';
import { journalDir } from './segment.ts';

/** Lines that go to the disk in one write. */
export interface Chunk {
  /** Path of the segment to open first; `null`: go on in the open one. */
  readonly opens: string | null;
  readonly lines: string[];
  bytes: number;
  /** True once it is being written: nothing may be added any more. */
  taken: boolean;
  lastSeq: number;
  lastHash: string;
  readonly written: Promise<void>;
  done(): void;
  fail(error: Error): void;
}

/** An empty chunk; `lastSeq` and `lastHash` are those of the entry before. */
export function newChunk(opens: string | null, lastSeq: number, lastHash: string): Chunk {
  let done: () => void = () => {};
  let fail: (error: Error) => void = () => {};
  const written = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  // Whoever waits for it is told; that nobody waits is no fault.
  written.catch(() => {});
  return { opens, lines: [], bytes: 0, taken: false, lastSeq, lastHash, written, done, fail };
}

/**
 * The open segment file and the head file of a journal. It keeps the positions itself, so that a write that failed half way
 * is repeated in place and leaves no torn line in the middle.
 */
export class JournalDisk {
  readonly #dataDir: string;
  #file: FileHandle | null = null;
  #head: FileHandle | null = null;
  #path: string | null;
  #position: number;
  /** The chunk being written and its bytes, kept for a second try. */
  #current: { readonly chunk: Chunk; readonly bytes: Buffer } | null = null;
  #written: { readonly seq: number; readonly hash: string };
  #syncedSeq = 0;
  #syncing: Promise<void> | null = null;

  constructor(dataDir: string, end: JournalEnd) {
    this.#dataDir = dataDir;
    this.#path = end.segment?.path ?? null;
    this.#position = end.segment?.bytes ?? 0;
    this.#written = { seq: end.lastSeq, hash: end.lastHash };
  }

  get writtenSeq(): number {
    return this.#written.seq;
  }

  get syncedSeq(): number {
    return this.#syncedSeq;
  }

  /** A chunk that opens a segment leaves the one before as it is: `sync` first. */
  async write(chunk: Chunk): Promise<void> {
    if (this.#current?.chunk !== chunk) this.#current = { chunk, bytes: Buffer.from(chunk.lines.join('')) };
    const { bytes } = this.#current;
    const file = await this.#fileFor(chunk);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, this.#position + done);
      done += bytesWritten;
    }
    this.#position += bytes.length;
    this.#written = { seq: chunk.lastSeq, hash: chunk.lastHash };
    this.#current = null;
  }

  /** Forces what is written to the disk, then says so in the head file. One at a time. */
  async sync(): Promise<void> {
    while (this.#syncing !== null) await this.#syncing;
    this.#syncing = this.#syncNow().finally(() => {
      this.#syncing = null;
    });
    await this.#syncing;
  }

  async close(): Promise<void> {
    await this.#file?.close();
    await this.#head?.datasync();
    await this.#head?.close();
  }

  async #syncNow(): Promise<void> {
    const target = this.#written;
    if (this.#file === null || target.seq === this.#syncedSeq) return;
    await this.#file.datasync();
    this.#head ??= await openHead(this.#dataDir);
    await this.#head.write(writeHead(target), 0);
    this.#syncedSeq = target.seq;
  }

  async #fileFor({ opens }: Chunk): Promise<FileHandle> {
    if (opens !== null && this.#path !== opens) {
      await this.#file?.close();
      this.#file = null;
      this.#path = opens;
      this.#position = 0;
    }
    if (this.#path === null) throw new Error('no segment is open');
    if (this.#file !== null) return this.#file;
    this.#file = await open(this.#path, opens === null ? 'r+' : 'w', 0o600);
    if (opens !== null) syncDir(journalDir(this.#dataDir));
    return this.#file;
  }
}

/** Opened for writing in place, made first when missing. */
async function openHead(dataDir: string): Promise<FileHandle> {
  const made = await open(headPath(dataDir), 'a', 0o600);
  await made.close();
  return open(headPath(dataDir), 'r+');
}
