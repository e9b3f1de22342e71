import type { CallSink } from './call-sink.ts';
import type { LocalTime } from './timetable.ts';

/** Five minutes of the town. */
export interface Slot {
  readonly index: number;
  readonly startAt: number;
  readonly local: LocalTime;
}

/** Something that makes people call. What it plans in a slot follows from the seed and the slot alone. */
export interface CallSource {
  /** One letter, the beginning of its calls' ids. */
  readonly letter: string;
  plan(slot: Slot, sink: CallSink): void;
}
