import { readBase } from './journal-base.ts';
import { readHead } from './journal-head.ts';
import { type ChainBreak, readJournal } from './read-journal.ts';
import { listSegments } from './segment.ts';

export interface JournalProof {
  readonly segments: number;
  readonly entries: number;
  readonly verdicts: number;
  readonly lastSeq: number;
  /** The hash of the last entry: keep it elsewhere, and nobody can rewrite what came before. */
  readonly lastHash: string;
  /** What was removed from its beginning by `jingtong journal prune`; `null`: nothing. */
  readonly pruned: { readonly until: number; readonly hash: string; readonly at: number } | null;
  readonly break: ChainBreak | null;
}

/**
 * Proves that a journal is as it was written: no line changed, removed, added or moved, none cut off behind the last one
 * known to be on the disk (`head.json`). A `torn` last line beyond that is a crash, not an alteration.
 */
export function verifyJournal(
  dataDir: string,
  onProgress: (entries: number) => void = () => {},
): JournalProof {
  let entries = 0;
  let verdicts = 0;
  let lastSeq = 0;
  let lastHash = '';
  let broken: ChainBreak | null = null;
  const head = readHead(dataDir);
  let headSeen = head === null || head.seq === 0;
  for (const item of readJournal(dataDir)) {
    if (item.kind === 'break') broken = item.break;
    if (item.kind !== 'record') continue;
    entries += 1;
    if (item.record.kind === 'verdict') verdicts += 1;
    lastSeq = item.record.seq;
    lastHash = item.record.hash;
    if (head?.seq === lastSeq && head.hash === lastHash) headSeen = true;
    if (entries % 65_536 === 0) onProgress(entries);
  }
  const segments = listSegments(dataDir);
  if (!headSeen && head !== null && (broken === null || broken.kind === 'torn')) {
    const rewritten = head.seq <= lastSeq;
    broken = {
      kind: rewritten ? 'changed' : 'missing',
      path: segments.at(-1)?.path ?? dataDir,
      line: 0,
      seq: rewritten ? head.seq : lastSeq + 1,
      offset: 0,
      detail: rewritten
        ? `entry ${head.seq} is not the one that was written to the disk`
        : `entries ${lastSeq + 1} to ${head.seq} were cut off the end`,
    };
  }
  const base = readBase(dataDir);
  const pruned = base === null ? null : { until: base.first - 1, hash: base.previous, at: base.prunedAt };
  return { segments: segments.length, entries, verdicts, lastSeq, lastHash, pruned, break: broken };
}
