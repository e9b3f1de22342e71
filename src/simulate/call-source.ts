import type { CallSink } from './call-sink.ts';
import type { LocalTime } from './timetable.ts';

/** A stretch of the town's time: one slot, or as many as the source plans at once. */
export interface Slot {
  /** Number of the stretch since the town began. */
  readonly index: number;
  readonly startAt: number;
  readonly local: LocalTime;
}

/** Something that makes people call. What it plans for a stretch follows from the seed and its number alone. */
export interface CallSource {
  /** One letter, the beginning of its calls' ids. */
  readonly letter: string;
  /** How many slots it plans at once. */
  readonly slots: number;
  plan(slot: Slot, sink: CallSink): void;
}
