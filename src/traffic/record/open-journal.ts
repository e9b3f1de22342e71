import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { PolicyStamp } from '../../domain/verdict.ts';
import { CHAIN_START } from './chain.ts';
import { readHead } from './journal-head.ts';
import { type ChainBreak, readJournal } from './read-journal.ts';
import { journalDir, listSegments } from './segment.ts';

/** Where a journal ends and the next entry goes. */
export interface JournalEnd {
  readonly lastSeq: number;
  readonly lastHash: string;
  readonly policy: PolicyStamp | null;
  /** The entry where the features last started empty; `null`: there is none yet. */
  readonly start: number | null;
  /** The segment being written; `null` when the next entry opens a new one. */
  readonly segment: { readonly path: string; readonly bytes: number } | null;
  /** What was cut off the end because a crash had left it half written; `null`: nothing. */
  readonly torn: { readonly bytes: number; readonly keptAs: string } | null;
}

/**
 * Finds the end of a journal after whatever happened to it. A half-written tail is cut at the last whole line, after a
 * copy of it was kept beside the file; nothing that was acknowledged as on the disk is ever cut: damage before that point
 * throws the `journal-broken` fault and leaves the files alone. Only for the holder of the folder's lock: a line that another
 * process is writing looks torn.
 */
export function findJournalEnd(dataDir: string): JournalEnd {
  mkdirSync(journalDir(dataDir), { recursive: true, mode: 0o700 });
  const head = readHead(dataDir);
  const segments = listSegments(dataDir);
  const last = segments.at(-1);
  if (last === undefined) {
    if (head !== null && head.seq > 0) throw lost(dataDir, 0, head.seq);
    return { lastSeq: 0, lastHash: CHAIN_START, policy: null, start: null, segment: null, torn: null };
  }
  const end: Walked = { seq: last.first - 1, hash: '', policy: null, start: null, bytes: 0 };
  let broken: ChainBreak | null = null;
  for (const item of readJournal(dataDir, { segments: [last], seq: last.first, previous: null })) {
    if (item.kind === 'break') broken = item.break;
    if (item.kind === 'header') {
      const { policy, start } = item.header;
      Object.assign(end, { hash: item.hash, policy, start, bytes: item.end });
    }
    if (item.kind === 'record') {
      const { seq, hash, policy, kind } = item.record;
      Object.assign(end, { seq, hash, policy, bytes: item.record.end });
      if (kind === 'start') end.start = seq;
    }
  }
  if (head !== null && end.seq < head.seq)
    throw broken === null ? lost(dataDir, end.seq, head.seq) : damaged(broken);
  const torn = broken === null ? null : cutTail(dataDir, last.path, end.bytes);
  if (end.bytes > 0) {
    const segment = { path: last.path, bytes: end.bytes };
    forceToDisk(last.path);
    return { lastSeq: end.seq, lastHash: end.hash, policy: end.policy, start: end.start, segment, torn };
  }
  // Not even its header was whole: the file before it is the last one.
  unlinkSync(last.path);
  return { ...findJournalEnd(dataDir), torn };
}

interface Walked {
  seq: number;
  hash: string;
  policy: PolicyStamp | null;
  start: number | null;
  bytes: number;
}

/** What a killed process had written but not yet forced: from here on it is on the disk. */
function forceToDisk(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** So much of what is cut off is kept: more than a crash leaves. */
const MAX_KEPT_BYTES = 16 << 20;

function cutTail(dataDir: string, path: string, bytes: number): { bytes: number; keptAs: string } {
  const size = statSync(path).size;
  const keptAs = join(journalDir(dataDir), `torn-${Date.now()}.bin`);
  const file = openSync(path, 'r');
  try {
    const tail = Buffer.alloc(Math.min(size - bytes, MAX_KEPT_BYTES));
    const read = readSync(file, tail, 0, tail.length, bytes);
    writeFileSync(keptAs, tail.subarray(0, read), { mode: 0o600 });
  } finally {
    closeSync(file);
  }
  truncateSync(path, bytes);
  return { bytes: size - bytes, keptAs };
}

const lost = (dataDir: string, lastSeq: number, headSeq: number): Fault =>
  new Fault(
    'journal-broken',
    `the journal in ${dataDir} ends at entry ${lastSeq}, but entry ${headSeq} was on the disk: ` +
      'entries were cut off or a file is missing. Put the files back from a copy, or start with an empty --data folder.',
  );

const damaged = (broken: ChainBreak): Fault =>
  new Fault(
    'journal-broken',
    `${broken.path}, line ${broken.line}: ${broken.detail} (entry ${broken.seq}). Nothing was written. ` +
      'Run "jingtong journal verify" for the whole picture, and put the file back from a copy.',
  );
