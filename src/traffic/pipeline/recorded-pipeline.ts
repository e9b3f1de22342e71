import type { CallEvent } from '../../domain/call-event.ts';
import { factsOf } from '../../domain/call-facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { FeatureStore } from '../features/index.ts';
import {
  createIntakeLedger,
  createPolicyTimeline,
  createRecentEvents,
  eventDigest,
  type FilePlace,
  findJournalEnd,
  folderFault,
  type IntakeEntry,
  type IntakeLedger,
  isOversized,
  type Journal,
  type JournalEnd,
  type JournalOptions,
  type JournalState,
  lockDataDir,
  MAX_EVENT_UNITS,
  makeDataFolder,
  openJournal,
  openPolicyArchive,
  type RecordedCall,
  readBase,
  startAt,
  verdictAt,
  verdictOf,
  verdictUnder,
} from '../record/index.ts';
import type { CallPipeline, CompiledPolicy } from './call-pipeline.ts';
import { type RecordedState, type Recovery, recoverState } from './recover.ts';
import { type SnapshotKeeper, snapshotKeeper } from './snapshot-keeper.ts';

export interface RecordedPipelineOptions extends JournalOptions {
  /** How this process names itself to others that want the same folder (`jingtong watch`). */
  readonly what: string;
  /** Everything beside the policy that decides what the features say; other settings start the features empty. */
  readonly settings: Readonly<Record<string, number>>;
  /** Entries between two snapshots, more when the state is large. (Default: 100,000) */
  readonly snapshotEvery?: number;
  /**
   * `apart`: snapshots are made on a thread of its own from the one before and the journal, with as much memory again, and
   * judging never stops. `here`: by the judging thread, which stops meanwhile. (Default: `here`)
   */
  readonly snapshots?: 'here' | 'apart';
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
   * `repeated`. Throws, before anything is counted, `journal-full` and `journal-failed` when the disk takes nothing and
   * `event-too-large` for texts no call has.
   */
  judge(event: CallEvent, from?: FilePlace | null): Recorded;
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

/**
 * Opens a data folder for judging: takes its lock, finds the journal's end, rebuilds the state, archives the policy.
 * `features` must be fresh and be the pipeline's own. Throws `data-in-use`,
 * `data-unusable`, `journal-broken`.
 */
export function openRecordedPipeline(parts: Parts, options: RecordedPipelineOptions): RecordedPipeline {
  const { dataDir, what } = options;
  let release = (): void => {};
  try {
    makeDataFolder(dataDir);
    const lock = lockDataDir(dataDir, what);
    release = () => lock.release();
    return open(parts, options, release);
  } catch (error) {
    release();
    throw folderFault(dataDir, error);
  }
}

interface Parts {
  readonly features: FeatureStore;
  readonly pipeline: CallPipeline;
  readonly policy: Policy;
}

function open(parts: Parts, options: RecordedPipelineOptions, release: () => void): RecordedPipeline {
  const { dataDir } = options;
  const state: RecordedState = {
    ...parts,
    recent: createRecentEvents(options.recentEvents),
    intake: createIntakeLedger(),
    policies: createPolicyTimeline(),
  };
  const end = findJournalEnd(dataDir);
  const fresh = !sameSettings(dataDir, end, options.settings);
  const recovery = recoverState(dataDir, fresh ? { ...end, start: end.lastSeq + 1 } : end, state);
  const journal = openJournal(options, end);
  openPolicyArchive(dataDir).keep(parts.policy);
  if (fresh) journal.append({ kind: 'start', software: options.software, settings: options.settings });
  if (end.policy?.digest !== parts.policy.stamp.digest) policyChanges(journal, state, parts.policy);
  const opening = { ...recovery, entries: end.lastSeq, torn: end.torn, fresh };
  const start = fresh ? end.lastSeq + 1 : end.start;
  const keeper = snapshotKeeper({ ...options, journal, state, start, last: recovery.snapshotSeq });
  const { pipeline } = parts;
  return recordedPipeline({ dataDir, opening, pipeline, state, journal, keeper, release }, parts.policy);
}

function policyChanges(journal: Journal, { policies }: RecordedState, { stamp }: Policy): void {
  policies.note(journal.append({ kind: 'policy', policy: stamp }).seq, stamp);
}

interface Opened {
  readonly dataDir: string;
  readonly opening: Opening;
  readonly pipeline: CallPipeline;
  readonly state: RecordedState;
  readonly journal: Journal;
  readonly keeper: SnapshotKeeper;
  readonly release: () => void;
}

function recordedPipeline(opened: Opened, firstPolicy: Policy): RecordedPipeline {
  const { dataDir, pipeline, state, journal, keeper } = opened;
  const { recent, intake } = state;
  const atHand = new VerdictsAtHand();
  let policy = firstPolicy;
  return {
    opening: opened.opening,
    intake,
    judge(event, from = null) {
      const digest = eventDigest(event.id);
      const known = recent.find(digest);
      if (known !== 0 && isKept(dataDir, known)) return { repeated: true, seq: known };
      journal.assertRoom();
      if (isOversized(event)) throw oversized(event);
      const decision = pipeline.judge(factsOf(event));
      const entry = { kind: 'verdict', event, decision, suspect: pipeline.lastSuspect, from } as const;
      const { seq, written } = journal.append(entry);
      recent.add(digest, seq);
      if (from !== null) intake.place(from, seq);
      const verdict = verdictOf(seq, entry, policy.stamp, digest);
      atHand.put(seq, { event, verdict }, journal.state().writtenSeq);
      keeper.after(seq, written);
      return { repeated: false, verdict, written };
    },
    async step(entry) {
      const { written } = journal.append(entry);
      intake.step(entry);
      await written;
    },
    verdictAt(seq) {
      const stamp = state.policies.at(seq);
      return (
        atHand.get(seq) ?? (stamp === null ? verdictAt(dataDir, seq) : verdictUnder(dataDir, seq, stamp))
      );
    },
    usePolicy(next, compiled) {
      openPolicyArchive(dataDir).keep(next);
      if (next.stamp.digest !== policy.stamp.digest) policyChanges(journal, state, next);
      pipeline.setPolicy(compiled);
      policy = next;
    },
    journal: () => journal.state(),
    sync: () => journal.sync(),
    async close() {
      try {
        await keeper.last();
        await journal.close();
      } finally {
        opened.release();
      }
    },
  };
}

/** A call whose verdict was pruned away is a new call. */
const isKept = (dataDir: string, seq: number): boolean => seq >= (readBase(dataDir)?.first ?? 1);

const oversized = (event: CallEvent): Fault =>
  new Fault(
    'event-too-large',
    `the texts of call "${event.id.slice(0, 40)}" have more than ${MAX_EVENT_UNITS} characters: no call has such; nothing was counted`,
  );

/**
 * Verdicts until they can be read from the journal's files, the last ones longer. Places ascend, so the oldest is found by counting
 * up: asking a map for its first key walks over everything taken out before.
 */
class VerdictsAtHand {
  readonly #calls = new Map<number, RecordedCall>();
  #oldest = Number.NaN;

  get(seq: number): RecordedCall | undefined {
    return this.#calls.get(seq);
  }

  put(seq: number, call: RecordedCall, writtenSeq: number): void {
    if (Number.isNaN(this.#oldest)) this.#oldest = seq;
    this.#calls.set(seq, call);
    while (this.#calls.size > VERDICTS_AT_HAND && this.#oldest <= writtenSeq) {
      this.#calls.delete(this.#oldest);
      this.#oldest += 1;
    }
  }
}

/** Whether the features may go on from the journal: the settings they last started under are these. */
function sameSettings(dataDir: string, end: JournalEnd, settings: Readonly<Record<string, number>>): boolean {
  const start = end.start === null ? null : startAt(dataDir, end.start);
  return start !== null && canonical(start.settings) === canonical(settings);
}

const canonical = (settings: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)));
