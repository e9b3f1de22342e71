import type { Journal } from '../record/index.ts';
import { type BuildingApart, buildApart, CAN_BUILD_APART } from './build-apart.ts';
import { saveState } from './build-snapshot.ts';
import type { RecordedState } from './recover.ts';

export interface SnapshotKeeper {
  /** Told after every entry; a snapshot is made when it is time. */
  after(seq: number, written: Promise<void>): void;
  /** Takes the last one, of everything judged. Never fails: without it only the next start is slower. */
  last(): Promise<void>;
}

export interface SnapshotKeeperOptions {
  readonly dataDir: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly recentEvents?: number;
  readonly snapshotEvery?: number;
  readonly snapshots?: 'here' | 'apart';
  readonly onProblem?: (message: string) => void;
  readonly journal: Journal;
  readonly state: RecordedState;
  /** The entry where the features started empty. */
  readonly start: number | null;
  /** Entry of the newest snapshot there is, 0 for none. */
  readonly last: number;
}

const EVERY = 100_000;
/** A snapshot of a large state takes as long as judging many calls: beyond the first megabytes, one entry per so many bytes. */
const BYTES_PER_ENTRY = 512;
const CHEAP_BYTES = 32 << 20;

/** Makes snapshots seldom enough that they cost little, one at a time, and one at the end. */
export function snapshotKeeper(options: SnapshotKeeperOptions): SnapshotKeeper {
  const { dataDir, journal, state } = options;
  const every = options.snapshotEvery ?? EVERY;
  const isApart = options.snapshots === 'apart' && CAN_BUILD_APART;
  let last = options.last;
  let closing = false;
  let making: Promise<void> | null = null;
  let building: BuildingApart | null = null;

  // The journal may be behind for a moment: a snapshot whose entry it never got is recognised by its hash and refused.
  const here = (): void => {
    const { lastSeq: seq, lastHash } = journal.state();
    if (seq !== last) saveState(dataDir, seq, lastHash, state);
    last = seq;
  };
  const apart = async (seq: number, hash: string, written: Promise<void>): Promise<void> => {
    await written;
    if (closing) return;
    const end = { lastSeq: seq, lastHash: hash, start: options.start };
    building = buildApart({ dataDir, settings: options.settings, recentEvents: options.recentEvents, end });
    await building.ended;
    last = seq;
  };
  const problem = (error: unknown): void =>
    options.onProblem?.(`no snapshot could be written: ${(error as Error).message}`);
  const make = async (seq: number, written: Promise<void>): Promise<void> => {
    try {
      if (isApart) return await apart(seq, journal.state().lastHash, written);
      await new Promise((resolve) => setImmediate(resolve));
      here();
    } catch (error) {
      // Only a slower restart is lost; the next one is tried as many entries later.
      last = seq;
      problem(error);
    } finally {
      making = null;
      building = null;
    }
  };
  return {
    after(seq, written) {
      if (making !== null || seq - last < every) return;
      if (seq - last < (state.features.stats().bytes - CHEAP_BYTES) / BYTES_PER_ENTRY) return;
      making = make(seq, written);
    },
    async last() {
      closing = true;
      await building?.stop();
      try {
        here();
      } catch (error) {
        problem(error);
      }
    },
  };
}
