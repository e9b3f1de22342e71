import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type {
  IndexedIntake,
  IndexedVerdict,
  JournalPosition,
  VerdictIndex,
} from '../../ports/verdict-index.ts';
import { verdictOf } from './journal-entry.ts';
import {
  entryOf,
  type JournalItem,
  type JournalPlace,
  type JournalRecord,
  readJournal,
  readOn,
} from './read-journal.ts';

export interface ProjectorOptions {
  readonly dataDir: string;
  readonly index: VerdictIndex;
  /** Entries in one transaction; reading so many holds up the process for about two milliseconds. (Default: 256) */
  readonly batch?: number;
  /** The journal's end is looked at this often. (Default: 200) */
  readonly everyMs?: number;
  /** Pause after a failure, doubled up to a minute while it lasts. (Default: 500) */
  readonly retryMs?: number;
  readonly onProblem?: (message: string) => void;
}

export interface ProjectorState {
  /** Last journal entry that the index knows of, 0 before the first. */
  readonly seq: number;
  /** Why the index is behind; `null`: it is written as the journal grows. */
  readonly problem: string | null;
  /** How often the index was found to be another journal's and was begun anew. */
  readonly resets: number;
}

/** Copies the journal into the index as it grows, at its own pace. */
export interface Projector {
  state(): ProjectorState;
  /** Resolves when the index has reached this entry; rejects when the projector was stopped before. */
  reached(seq: number): Promise<void>;
  /** Ends after the transaction under way. */
  stop(): Promise<void>;
}

/**
 * Starts copying. Reads the journal's files, so nothing that judges calls ever waits for it; after any failure or kill it
 * goes on from the position that the index itself keeps. Quiet verdicts are passed over, their entries counted.
 */
export function createProjector(options: ProjectorOptions): Projector {
  const { dataDir, index, batch = 256, everyMs = 200, retryMs = 500 } = options;
  const stopping = new AbortController();
  const state = { seq: 0, problem: null as string | null, resets: 0 };
  const waiting = new Set<{ seq: number; resolve: () => void; reject: (error: Error) => void }>();

  const moved = (): void => {
    for (const one of waiting)
      if (one.seq <= state.seq) {
        waiting.delete(one);
        one.resolve();
      }
  };
  const run = async (): Promise<void> => {
    let pause = retryMs;
    while (!stopping.signal.aborted) {
      try {
        await follow(dataDir, index, batch, everyMs, stopping.signal, state, () => {
          pause = retryMs;
          moved();
        });
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        if (state.problem !== problem) options.onProblem?.(`the verdict index is behind: ${problem}`);
        state.problem = problem;
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
        pause = Math.min(pause * 2, 60_000);
      }
    }
  };
  const running = run();
  return {
    state: () => ({ ...state }),
    reached: (seq) =>
      new Promise((resolve, reject) => {
        waiting.add({ seq, resolve, reject });
        moved();
      }),
    async stop() {
      stopping.abort();
      await running;
      for (const one of waiting) one.reject(new Error('the projector was stopped'));
    },
  };
}

async function follow(
  dataDir: string,
  index: VerdictIndex,
  batch: number,
  everyMs: number,
  signal: AbortSignal,
  state: { seq: number; problem: string | null; resets: number },
  moved: () => void,
): Promise<void> {
  let place = await resume(dataDir, index, state);
  while (!signal.aborted) {
    const read = readPart(dataDir, place, batch);
    if (read.last === null) {
      if (read.problem !== null) throw new Error(read.problem);
      state.problem = null;
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      continue;
    }
    await index.write(read, { seq: read.last.seq, hash: read.last.hash });
    place = read.last;
    state.seq = place.seq;
    state.problem = null;
    moved();
    // Reading is synchronous: let calls be judged between two parts.
    await nextTurn();
  }
}

/** The place in the journal where the index is; the index is emptied when it was filled from another journal. */
async function resume(
  dataDir: string,
  index: VerdictIndex,
  state: { seq: number; resets: number },
): Promise<JournalPlace | null> {
  const position = await index.position();
  state.seq = position?.seq ?? 0;
  if (position === null || position.seq === 0) return null;
  const place = await placeAt(dataDir, position);
  if (place !== null) return place;
  await index.reset();
  state.seq = 0;
  state.resets += 1;
  return null;
}

/** In small turns: the place may lie at the end of a large file, and calls are judged meanwhile. */
async function placeAt(dataDir: string, { seq, hash }: JournalPosition): Promise<JournalPlace | null> {
  let lines = 0;
  for (const item of readJournal(dataDir, { seq, previous: null })) {
    if (item.kind === 'record' && item.record.seq === seq)
      return item.record.hash === hash ? item.record : null;
    lines += 1;
    if (lines % LINES_A_TURN === 0) await nextTurn();
  }
  return null;
}

interface Part {
  readonly verdicts: IndexedVerdict[];
  readonly intake: IndexedIntake[];
  readonly last: JournalRecord | null;
  readonly problem: string | null;
}

function readPart(dataDir: string, place: JournalPlace | null, batch: number): Part {
  const verdicts: IndexedVerdict[] = [];
  const intake: IndexedIntake[] = [];
  let last: JournalRecord | null = null;
  let problem: string | null = null;
  let entries = 0;
  const items: Iterable<JournalItem> = place === null ? readJournal(dataDir) : readOn(dataDir, place);
  for (const item of items) {
    // A torn last line is one being written right now.
    if (item.kind === 'break' && item.break.kind !== 'torn')
      problem = `${item.break.path}, line ${item.break.line}: ${item.break.detail}`;
    if (item.kind !== 'record') continue;
    last = item.record;
    collect(item.record, verdicts, intake);
    entries += 1;
    if (entries >= batch) break;
  }
  return { verdicts, intake, last, problem };
}

const LINES_A_TURN = 500;

const QUIET_MARK = '"decision":null';

function collect(record: JournalRecord, verdicts: IndexedVerdict[], intake: IndexedIntake[]): void {
  const { seq, kind, policy, body } = record;
  if (kind === 'verdict' && policy !== null && !body.includes(QUIET_MARK)) {
    const entry = entryOf(record);
    if (entry.kind !== 'verdict') return;
    const { decision } = entry;
    // Only a note that features were not up to date: nothing was noticed about the call.
    const isQuiet = decision.measure === 'none' && decision.score === 0 && decision.signals.length === 0;
    if (!isQuiet || decision.list !== null)
      verdicts.push({ seq, event: entry.event, verdict: verdictOf(seq, entry, policy) });
  }
  if (kind === 'intake') {
    const entry = entryOf(record);
    if (entry.kind === 'intake') {
      const { step, name, sha256, size, at, totals, reason } = entry;
      intake.push({ seq, step, name, sha256, size, at, totals, reason });
    }
  }
}
