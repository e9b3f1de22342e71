import { createFeatureStore } from '../features/index.ts';
import {
  createIntakeLedger,
  createPolicyTimeline,
  createRecentEvents,
  type Snapshot,
  writeSnapshot,
} from '../record/index.ts';
import { recallCall } from './call-pipeline.ts';
import { type RecordedState, type RecoverTo, recoverState } from './recover.ts';

/** A snapshot wanted of a journal that others may go on writing; plain data, for another thread. */
export interface SnapshotOrder {
  readonly dataDir: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly recentEvents: number | undefined;
  /** The entry whose state is wanted; it is written already. */
  readonly end: RecoverTo;
}

/**
 * Makes a snapshot from the one before and the journal's entries since, the way a restart does: the same bytes as the
 * judging process would write, without asking it. Throws what recovery throws.
 */
export function buildSnapshot({ dataDir, settings, recentEvents, end }: SnapshotOrder): void {
  const state = emptyState(settings, recentEvents);
  recoverState(dataDir, end, state);
  saveState(dataDir, end.lastSeq, end.lastHash, state);
}

/** The state before the first entry, counting only: without rules. */
export function emptyState(
  settings: Readonly<Record<string, number>>,
  recentEvents: number | undefined,
): RecordedState {
  const features = createFeatureStore(settings);
  return {
    features,
    pipeline: { recall: (facts, suspect) => recallCall(features, facts, suspect) },
    recent: createRecentEvents(recentEvents),
    intake: createIntakeLedger(),
    policies: createPolicyTimeline(),
  };
}

/** What the state is after an entry. */
export function snapshotOf(seq: number, hash: string, state: RecordedState): Snapshot {
  const recent = state.recent.save();
  const texts = { intake: state.intake.save(), policies: state.policies.save() };
  return { seq, hash, recent, ...texts, features: state.features.snapshot() };
}

/** Writes it among the snapshots that a restart looks at. */
export const saveState = (dataDir: string, seq: number, hash: string, state: RecordedState): void =>
  writeSnapshot(dataDir, snapshotOf(seq, hash, state));
