import { factsOf } from '../../domain/call-facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { Policy } from '../../domain/policy.ts';
import type { FeatureStore } from '../features/index.ts';
import {
  baseSnapshotPath,
  type ChainBreak,
  entryOf,
  type JournalBase,
  type JournalRecord,
  readBase,
  readJournal,
  readSnapshot,
  type StartEntry,
  type VerdictEntry,
  writeEntry,
} from '../record/index.ts';
import { type CallPipeline, type CompiledPolicy, createCallPipeline } from './call-pipeline.ts';

export interface ReplayParts {
  /** Empty features under a start entry's settings. */
  readonly features: (settings: StartEntry['settings']) => FeatureStore;
  /** The archived policy of a digest. */
  readonly load: (digest: string) => Policy;
  readonly compile: (policy: Policy) => CompiledPolicy;
  readonly onProgress?: (entries: number) => void;
}

/** A verdict that came out otherwise the second time. */
export interface ReplayDifference {
  readonly seq: number;
  /** The entry's canonical text as it stands, and as it came out now. */
  readonly recorded: string;
  readonly replayed: string;
  /** Version of the software that recorded it. */
  readonly software: string;
}

export interface Replay {
  readonly entries: number;
  /** Verdicts compared: equal and different ones. */
  readonly equal: number;
  readonly different: number;
  readonly firstDifference: ReplayDifference | null;
  readonly break: ChainBreak | null;
}

/**
 * Judges every call of a journal again, in order, under the policies recorded, from empty features on (or from the state
 * that its removed beginning left), and compares the
 * bytes of the entries. Verdicts before `fromSeq` are judged, since state depends on them, but not compared. Stops at a
 * broken chain. Throws `policy-missing` and `policy-damaged`.
 */
export function replayJournal(dataDir: string, fromSeq: number, parts: ReplayParts): Replay {
  const base = readBase(dataDir);
  const run = {
    dataDir,
    pipeline: null as CallPipeline | null,
    software: '',
    digest: '',
    start: (base?.start ?? null) as StartEntry | null,
    base,
  };
  const result = { entries: 0, equal: 0, different: 0 };
  let firstDifference: ReplayDifference | null = null;
  for (const item of readJournal(dataDir)) {
    if (item.kind === 'break') return { ...result, firstDifference, break: item.break };
    if (item.kind !== 'record') continue;
    const { record } = item;
    result.entries += 1;
    if (result.entries % 65_536 === 0) parts.onProgress?.(result.entries);
    const entry = entryOf(record);
    if (entry.kind === 'start') {
      Object.assign(run, { start: entry, software: entry.software, pipeline: null, base: null });
      continue;
    }
    if (entry.kind !== 'verdict') continue;
    const pipeline = pipelineFor(record, run, parts);
    const again = judgeAgain(record.seq, entry, pipeline);
    if (record.seq < fromSeq) continue;
    if (again === record.body) result.equal += 1;
    else {
      result.different += 1;
      firstDifference ??= { seq: record.seq, recorded: record.body, replayed: again, software: run.software };
    }
  }
  return { ...result, firstDifference, break: null };
}

interface Run {
  readonly dataDir: string;
  pipeline: CallPipeline | null;
  digest: string;
  readonly start: StartEntry | null;
  /** Where the journal begins, as long as the features follow from there. */
  readonly base: JournalBase | null;
}

function pipelineFor(record: JournalRecord, run: Run, parts: ReplayParts): CallPipeline {
  const digest = record.policy?.digest ?? '';
  if (run.pipeline !== null && run.digest === digest) return run.pipeline;
  const compiled = parts.compile(parts.load(digest));
  run.digest = digest;
  if (run.pipeline !== null) run.pipeline.setPolicy(compiled);
  else {
    const features = parts.features(run.start?.settings ?? {});
    if (run.base !== null) restoreBase(run.dataDir, run.base, features);
    run.pipeline = createCallPipeline({ features, ...compiled });
  }
  return run.pipeline;
}

function restoreBase(dataDir: string, base: JournalBase, features: FeatureStore): void {
  const path = baseSnapshotPath(dataDir, base);
  const why = readSnapshot(path, (snapshot) => {
    if (snapshot === null || snapshot.hash !== base.previous) return 'damaged';
    const restored = features.restore(snapshot.features);
    return restored.ok ? null : restored.reason;
  });
  if (why !== null)
    throw new Fault('journal-broken', `${path}, where the journal begins: ${why}. Put it back from a copy.`);
}

function judgeAgain(seq: number, entry: VerdictEntry, pipeline: CallPipeline): string {
  const decision = pipeline.judge(factsOf(entry.event));
  return writeEntry(seq, { ...entry, decision, suspect: pipeline.lastSuspect });
}
