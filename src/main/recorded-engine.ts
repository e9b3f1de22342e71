import type { CallEvent } from '../domain/call-event.ts';
import type { Policy } from '../domain/policy.ts';
import type { Verdict } from '../domain/verdict.ts';
import {
  type Opening,
  openRecordedPipeline,
  type RecordedPipeline,
  type RecordedPipelineOptions,
} from '../traffic/pipeline/index.ts';
import { type FilePlace, lastStart, type RecordedCall } from '../traffic/record/index.ts';
import { createEngine, type Engine, type EngineOptions, type PolicyReload, randomSeed } from './engine.ts';
import { VERSION } from './version.ts';

export interface RecordedEngineOptions extends EngineOptions {
  readonly dataDir: string;
  /** How this process names itself to others that want the folder (`jingtong watch`). */
  readonly what: string;
  readonly journal?: Omit<RecordedPipelineOptions, 'dataDir' | 'software' | 'what' | 'settings'>;
}

/** A judged call; `repeated`: its event id was known, this is the earlier verdict and nothing was counted. */
export interface JudgedEvent {
  readonly event: CallEvent;
  readonly verdict: Verdict;
  readonly repeated: boolean;
  /** Resolves when the operating system has the verdict: it survives a kill of this process. */
  readonly written: Promise<void>;
}

/** An engine whose every verdict stands in a journal and whose state survives the process. */
export interface RecordedEngine {
  readonly engine: Engine;
  readonly recorded: RecordedPipeline;
  readonly dataDir: string;
  readonly opening: Opening;
  /** Judges and appends, in the order of the calls to it. Throws `journal-full` when the disk long takes nothing. */
  judge(event: CallEvent, from?: FilePlace): JudgedEvent;
  /** The next call is judged under this policy; calls before it keep theirs. No call waits. */
  usePolicy(policy: Policy): void;
  /** Reads the policy folders again and swaps when they are sound and changed; else the old policy stays. */
  reloadPolicy(): Promise<PolicyReload>;
  /** Everything judged is on the disk, the state is saved, the folder is free for others. */
  close(): Promise<void>;
}

/**
 * Opens a data folder with an engine in it, as it was when it was last used, `kill -9` or not. Throws `data-in-use`,
 * `journal-broken`, and what `createEngine` throws.
 */
export async function openRecordedEngine(options: RecordedEngineOptions): Promise<RecordedEngine> {
  const { dataDir, what, journal, ...engineOptions } = options;
  // The seed is as old as the data folder: with another one the journal could not be judged again alike.
  const hashSeed = options.hashSeed ?? lastStart(dataDir)?.settings.hashSeed ?? randomSeed();
  const engine = await createEngine({ ...engineOptions, hashSeed });
  const { features, pipeline, settings } = engine;
  const recorded = openRecordedPipeline(
    { features, pipeline, policy: engine.policy() },
    { ...journal, dataDir, what, software: VERSION, settings: { ...settings } },
  );
  const usePolicy = (policy: Policy, compiled = engine.compile(policy)): void => {
    recorded.usePolicy(policy, compiled);
    engine.usePolicy(policy, compiled);
  };
  return {
    engine,
    recorded,
    dataDir,
    opening: recorded.opening,
    judge(event, from) {
      const result = recorded.judge(event, from);
      if (!result.repeated)
        return { event, verdict: result.verdict, repeated: false, written: result.written };
      const earlier = recorded.verdictAt(result.seq);
      if (earlier !== null) return { ...earlier, repeated: true, written: Promise.resolve() };
      throw new Error(`entry ${result.seq} of the journal was judged and is no verdict`);
    },
    usePolicy: (policy) => usePolicy(policy),
    async reloadPolicy() {
      const read = await engine.readPolicy(dataDir);
      if (read.ok && read.changed) usePolicy(read.policy, await engine.compileBetweenCalls(read.policy));
      return read;
    },
    close: () => recorded.close(),
  };
}

export type { RecordedCall };
