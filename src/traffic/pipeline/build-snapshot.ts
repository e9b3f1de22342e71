import { createFeatureStore } from '../features/index.ts';
import {
  createIntakeLedger,
  createPolicyTimeline,
  createRecentEvents,
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
  const features = createFeatureStore(settings);
  const state: RecordedState = {
    features,
    pipeline: { recall: (facts, suspect) => recallCall(features, facts, suspect) },
    recent: createRecentEvents(recentEvents),
    intake: createIntakeLedger(),
    policies: createPolicyTimeline(),
  };
  recoverState(dataDir, end, state);
  saveState(dataDir, end.lastSeq, end.lastHash, state);
}

/** Writes what the state is after an entry. */
export function saveState(dataDir: string, seq: number, hash: string, state: RecordedState): void {
  const recent = state.recent.save();
  const texts = { intake: state.intake.save(), policies: state.policies.save() };
  writeSnapshot(dataDir, { seq, hash, recent, ...texts, features: state.features.snapshot() });
}
