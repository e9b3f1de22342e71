import { factsOf } from '../../domain/call-facts.ts';
import type { Policy } from '../../domain/policy.ts';
import {
  type ChainBreak,
  entryOf,
  type JournalRecord,
  readJournal,
  type StartEntry,
  type VerdictEntry,
  writeEntry,
} from '../record/index.ts';
import type { CallPipeline, CompiledPolicy } from './call-pipeline.ts';

export interface ReplayParts {
  /** A pipeline with empty features under a start entry's settings and a policy. */
  readonly start: (settings: StartEntry['settings'], policy: CompiledPolicy) => CallPipeline;
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
 * Judges every call of a journal again, in order, under the policies recorded, from empty features on, and compares the
 * bytes of the entries. Verdicts before `fromSeq` are judged, since state depends on them, but not compared. Stops at a
 * broken chain. Throws `policy-missing` and `policy-damaged`.
 */
export function replayJournal(dataDir: string, fromSeq: number, parts: ReplayParts): Replay {
  const run = {
    pipeline: null as CallPipeline | null,
    software: '',
    digest: '',
    start: null as StartEntry | null,
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
      Object.assign(run, { start: entry, software: entry.software, pipeline: null });
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

function pipelineFor(
  record: JournalRecord,
  run: { pipeline: CallPipeline | null; digest: string; start: StartEntry | null },
  parts: ReplayParts,
): CallPipeline {
  const digest = record.policy?.digest ?? '';
  if (run.pipeline !== null && run.digest === digest) return run.pipeline;
  const compiled = parts.compile(parts.load(digest));
  run.digest = digest;
  if (run.pipeline === null) run.pipeline = parts.start(run.start?.settings ?? {}, compiled);
  else run.pipeline.setPolicy(compiled);
  return run.pipeline;
}

function judgeAgain(seq: number, entry: VerdictEntry, pipeline: CallPipeline): string {
  const decision = pipeline.judge(factsOf(entry.event));
  return writeEntry(seq, { ...entry, decision, suspect: pipeline.lastSuspect });
}
