import { existsSync, unlinkSync } from 'node:fs';
import { factsOf } from '../../domain/call-facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { FeatureStore } from '../features/index.ts';
import {
  baseSnapshotPath,
  type ChainBreak,
  entryOf,
  eventDigest,
  findLine,
  type IntakeLedger,
  type JournalEnd,
  type JournalEntry,
  type JournalItem,
  type JournalPlace,
  listSegments,
  listSnapshots,
  type PolicyTimeline,
  type RecentEvents,
  readBase,
  readJournal,
  readOn,
  readSnapshot,
  segmentOf,
} from '../record/index.ts';
import type { CallPipeline } from './call-pipeline.ts';

/** The state that a journal determines. */
export interface RecordedState {
  readonly features: FeatureStore;
  readonly pipeline: Pick<CallPipeline, 'recall'>;
  readonly recent: RecentEvents;
  readonly intake: IntakeLedger;
  readonly policies: PolicyTimeline;
}

export interface Recovery {
  /** Entry of the snapshot that was used, 0 when none was. */
  readonly snapshotSeq: number;
  /** Entries read again after it. */
  readonly replayed: number;
  /** Snapshots that could not be used, with the reason. */
  readonly refused: readonly string[];
}

/** The entry whose state is wanted, its hash, and where the features last started empty. */
export type RecoverTo = Pick<JournalEnd, 'lastSeq' | 'lastHash' | 'start'>;

/**
 * Brings the state to where it was after entry `end.lastSeq`: newest usable snapshot, then the entries after it. The
 * state must be fresh. A damaged snapshot, or one of another journal, is passed over for the one before, at last for all
 * entries since the features last started empty. Snapshots that cannot be used are removed: they hold nothing that the
 * journal does not.
 */
export function recoverState(dataDir: string, end: RecoverTo, state: RecordedState): Recovery {
  const start = end.start ?? 1;
  const refused: string[] = [];
  for (const { seq, path } of listSnapshots(dataDir)) {
    if (seq < start || seq > end.lastSeq) {
      refused.push(`${path}: not of this journal's present state`);
      unlinkSync(path);
      continue;
    }
    const place = placeOf(dataDir, seq);
    const why = useSnapshot(path, place?.hash ?? null, state);
    if (why === null && place !== null) {
      const replayed = seq === end.lastSeq ? 0 : replay(readOn(dataDir, place), end.lastSeq, state);
      return { snapshotSeq: seq, replayed, refused };
    }
    refused.push(`${path}: ${why}`);
    unlinkSync(path);
  }
  return { snapshotSeq: 0, replayed: recoverFromBase(dataDir, end, state), refused };
}

/** Brings a fresh state there from the journal's beginning alone; returns how many entries were read. */
export function recoverFromBase(dataDir: string, end: RecoverTo, state: RecordedState): number {
  const start = end.start ?? 1;
  const base = readBase(dataDir);
  state.recent.clear();
  if (base !== null) {
    const path = baseSnapshotPath(dataDir, base);
    const why = existsSync(path)
      ? useSnapshot(path, base.previous, state, start < base.first)
      : 'the file is missing';
    if (why !== null)
      throw new Fault(
        'journal-broken',
        `${path}, where the journal begins: ${why}. Put it back from a copy.`,
      );
  }
  return replay(readJournal(dataDir), end.lastSeq, state, start);
}

/** `null` when the snapshot is in use, else why not. Without features: they started empty after it. */
function useSnapshot(
  path: string,
  hash: string | null,
  state: RecordedState,
  withFeatures = true,
): string | null {
  return readSnapshot(path, (snapshot) => {
    if (snapshot === null) return 'damaged';
    if (hash !== snapshot.hash) return 'belongs to another journal';
    if (!state.recent.load(snapshot.recent)) return 'damaged list of recent events';
    const restored = withFeatures ? state.features.restore(snapshot.features) : null;
    if (restored !== null && !restored.ok) return restored.reason;
    state.intake.load(snapshot.intake);
    state.policies.load(snapshot.policies);
    return null;
  });
}

/** The place of an entry that stands in the journal; `null` when it does not. */
function placeOf(dataDir: string, seq: number): JournalPlace | null {
  const segment = segmentOf(listSegments(dataDir), seq);
  const line = segment === null ? null : findLine(segment, seq);
  return segment === null || line === null
    ? null
    : { seq, hash: line.hash, end: line.end, policy: null, segment };
}

/** Takes entries up to `last` into the state; before `from`, features are left alone. */
function replay(items: Iterable<JournalItem>, last: number, state: RecordedState, from = 0): number {
  let replayed = 0;
  for (const item of items) {
    if (item.kind === 'break') throw broken(item.break);
    if (item.kind !== 'record') continue;
    if (item.record.seq > last) break;
    recall(entryOf(item.record), state, item.record.seq >= from);
    replayed += 1;
    if (item.record.seq === last) break;
  }
  return replayed;
}

function recall(entry: JournalEntry, state: RecordedState, counts: boolean): void {
  if (entry.kind === 'policy') state.policies.note(entry.seq, entry.policy);
  if (entry.kind === 'intake') state.intake.step(entry);
  if (entry.kind !== 'verdict') return;
  if (entry.from !== null) state.intake.place(entry.from, entry.seq);
  state.recent.add(eventDigest(entry.event.id), entry.seq);
  if (counts) state.pipeline.recall(factsOf(entry.event), entry.suspect);
}

/** State that misses calls would go on giving verdicts that nobody can replay. */
const broken = ({ path, line, detail, seq }: ChainBreak): Fault =>
  new Fault(
    'journal-broken',
    `${path}, line ${line}: ${detail} (entry ${seq}), so the state cannot be rebuilt. Put the file back from a copy; ` +
      'run "jingtong journal verify" for the whole picture.',
  );
