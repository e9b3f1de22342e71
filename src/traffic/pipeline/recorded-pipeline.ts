import { mkdirSync } from 'node:fs';
import type { CallEvent } from '../../domain/call-event.ts';
import { factsOf } from '../../domain/call-facts.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { FeatureStore } from '../features/index.ts';
import {
  createIntakeLedger,
  createRecentEvents,
  eventDigest,
  type FilePlace,
  findJournalEnd,
  type IntakeEntry,
  type IntakeLedger,
  type Journal,
  type JournalEnd,
  type JournalOptions,
  type JournalState,
  lockDataDir,
  openJournal,
  openPolicyArchive,
  type RecordedCall,
  startAt,
  verdictAt,
  verdictOf,
  writeSnapshot,
} from '../record/index.ts';
import type { CallPipeline, CompiledPolicy } from './call-pipeline.ts';
import { type Recovery, recoverState } from './recover.ts';

export interface RecordedPipelineOptions extends JournalOptions {
  /** How this process names itself to others that want the same folder (`jingtong watch`). */
  readonly what: string;
  /** Everything beside the policy that decides what the features say; other settings start the features empty. */
  readonly settings: Readonly<Record<string, number>>;
  /** Entries between two snapshots, more when the state is large. (Default: 100,000) */
  readonly snapshotEvery?: number;
  /** Calls remembered by event id in one generation, a power of two. (Default: 524,288) */
  readonly recentEvents?: number;
  /** Told what went wrong without harm to any verdict. */
  readonly onProblem?: (message: string) => void;
}

/** What happened to the folder while it was opened, for a message to the operator. */
export interface Opening extends Recovery {
  readonly entries: number;
  readonly torn: JournalEnd['torn'];
  /** True when the features start empty: a new folder, or other settings than before. */
  readonly fresh: boolean;
}

/** A judged call, or one that was judged before and is not counted again. `written`: see `Journal`. */
export type Recorded =
  | { readonly repeated: false; readonly verdict: Verdict; readonly written: Promise<void> }
  | { readonly repeated: true; readonly seq: number };

/** A pipeline whose every verdict stands in a journal, and whose state survives the process. */
export interface RecordedPipeline {
  readonly opening: Opening;
  readonly intake: IntakeLedger;
  /**
   * Judges, counts and appends, in the order of the calls to it. An event id seen among the last half million is
   * `repeated`. Throws the `journal-full` fault, before anything is counted, when the disk has long taken nothing.
   */
  judge(event: CallEvent, from?: FilePlace): Recorded;
  /** Appends a step of a watched file; resolves when it is written. */
  step(entry: IntakeEntry): Promise<void>;
  /** The verdict at a place of the journal, written already or about to be; `null` when none stands there. */
  verdictAt(seq: number): RecordedCall | null;
  /** The next call is judged under this policy; it is archived first. */
  usePolicy(policy: Policy, compiled: CompiledPolicy): void;
  journal(): JournalState;
  /** Everything judged so far is on the disk when it resolves. */
  sync(): Promise<void>;
  /** Last snapshot, journal closed, folder free for others. */
  close(): Promise<void>;
}

const VERDICTS_AT_HAND = 8_192;
/** A snapshot of a large state takes as long as judging many calls: at least one entry per so many bytes between two. */
const BYTES_PER_ENTRY = 512;

/**
 * Opens a data folder for judging: takes its lock, finds the journal's end, rebuilds the state, archives the policy.
 * `features` must be fresh and be the pipeline's own. Throws `data-in-use`, `journal-broken`.
 */
export function openRecordedPipeline(
  parts: { readonly features: FeatureStore; readonly pipeline: CallPipeline; readonly policy: Policy },
  options: RecordedPipelineOptions,
): RecordedPipeline {
  mkdirSync(options.dataDir, { recursive: true });
  const lock = lockDataDir(options.dataDir, options.what);
  try {
    return open(parts, options, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function open(
  parts: { readonly features: FeatureStore; readonly pipeline: CallPipeline; readonly policy: Policy },
  options: RecordedPipelineOptions,
  release: () => void,
): RecordedPipeline {
  const { features, pipeline } = parts;
  const { dataDir } = options;
  const state = {
    features,
    pipeline,
    recent: createRecentEvents(options.recentEvents),
    intake: createIntakeLedger(),
  };
  const end = findJournalEnd(dataDir);
  const fresh = !sameSettings(dataDir, end, options.settings);
  const recovery = fresh
    ? recoverState(dataDir, { ...end, start: end.lastSeq + 1 }, state)
    : recoverState(dataDir, end, state);
  const journal = openJournal(options, end);
  const archive = openPolicyArchive(dataDir);
  let policy = parts.policy;
  archive.keep(policy);
  if (fresh) journal.append({ kind: 'start', software: options.software, settings: options.settings });
  if (end.policy?.digest !== policy.stamp.digest) journal.append({ kind: 'policy', policy: policy.stamp });
  const atHand = new Map<number, RecordedCall>();
  const keeper = snapshotKeeper(options, journal, state, recovery.snapshotSeq);

  return {
    opening: { ...recovery, entries: end.lastSeq, torn: end.torn, fresh },
    intake: state.intake,
    judge(event, from) {
      const digest = eventDigest(event.id);
      const known = state.recent.find(digest);
      if (known !== 0) return { repeated: true, seq: known };
      journal.assertRoom();
      const decision = pipeline.judge(factsOf(event));
      const entry = {
        kind: 'verdict',
        event,
        decision,
        suspect: pipeline.lastSuspect,
        from: from ?? null,
      } as const;
      const { seq, written } = journal.append(entry);
      state.recent.add(digest, seq);
      if (from !== undefined) state.intake.place(from, seq);
      const verdict = verdictOf(seq, entry, policy.stamp, digest);
      atHand.set(seq, { event, verdict });
      forgetWritten(atHand, journal);
      keeper.after(seq);
      return { repeated: false, verdict, written };
    },
    async step(entry) {
      const { written } = journal.append(entry);
      state.intake.step(entry);
      await written;
    },
    verdictAt: (seq) => atHand.get(seq) ?? verdictAt(dataDir, seq),
    usePolicy(next, compiled) {
      archive.keep(next);
      pipeline.setPolicy(compiled);
      if (next.stamp.digest !== policy.stamp.digest) journal.append({ kind: 'policy', policy: next.stamp });
      policy = next;
    },
    journal: () => journal.state(),
    sync: () => journal.sync(),
    async close() {
      try {
        keeper.last();
        await journal.close();
      } finally {
        release();
      }
    },
  };
}

/** A verdict stays at hand until it can be read from the journal's files. */
function forgetWritten(atHand: Map<number, RecordedCall>, journal: Journal): void {
  if (atHand.size <= VERDICTS_AT_HAND) return;
  const oldest = atHand.keys().next();
  if (!oldest.done && oldest.value <= journal.state().writtenSeq) atHand.delete(oldest.value);
}

/** Whether the features may go on from the journal: the settings they last started under are these. */
function sameSettings(dataDir: string, end: JournalEnd, settings: Readonly<Record<string, number>>): boolean {
  const start = end.start === null ? null : startAt(dataDir, end.start);
  return start !== null && canonical(start.settings) === canonical(settings);
}

const canonical = (settings: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Takes snapshots between calls, seldom enough that they cost little, and one at the end. */
function snapshotKeeper(
  options: RecordedPipelineOptions,
  journal: Journal,
  state: { features: FeatureStore; recent: { save(): Uint8Array }; intake: IntakeLedger },
  lastSnapshot: number,
) {
  let last = lastSnapshot;
  let due = false;
  const every = options.snapshotEvery ?? 100_000;
  // The journal may be behind for a moment: a snapshot whose entry it never got is recognised by its hash and refused.
  const take = (): void => {
    const { lastSeq: seq, lastHash: hash } = journal.state();
    if (seq === last) return;
    const recent = state.recent.save();
    const intake = state.intake.save();
    writeSnapshot(options.dataDir, { seq, hash, recent, intake, features: state.features.snapshot() });
    last = seq;
  };
  return {
    after(seq: number): void {
      if (due || seq - last < every) return;
      if (seq - last < state.features.stats().bytes / BYTES_PER_ENTRY) return;
      due = true;
      setImmediate(() => {
        due = false;
        try {
          take();
        } catch (error) {
          // Only a slower restart is lost; the next one is tried as many entries later.
          last = seq;
          options.onProblem?.(`no snapshot could be written: ${(error as Error).message}`);
        }
      });
    },
    last: take,
  };
}
