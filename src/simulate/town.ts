import { hash32 } from '../lib/random-stream.ts';
import { CallSink, HORIZON_MS, SLOT_MS } from './call-sink.ts';
import type { CallSource } from './call-source.ts';
import { Campaigns } from './campaigns/campaigns.ts';
import { Census } from './census.ts';
import { LineBook } from './line-book.ts';
import { honestPeople } from './people/honest-people.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { localTime } from './timetable.ts';

/** What a town is made of; everything else follows from the seed. */
export interface TownOptions {
  /** Any safe integer. The same seed, start and size give the same calls, byte for byte, on every machine. */
  readonly seed: number;
  /** When the town begins to exist, epoch milliseconds; there are no calls before. */
  readonly startAt: number;
  /** Personal lines, 100 to 10,000,000 (default 5,000). Firms, codes and gangs come on top. */
  readonly people?: number;
  /** Offset of local time from UTC, minutes (default 480, China: no daylight saving). */
  readonly utcOffsetMin?: number;
  /**
   * How many campaigns there are, as a multiple of the rates in `parameters/campaigns.ts` (default 1; 0 for a town without
   * fraud). The default rates are far above real life, where about 200 fraud numbers a day hide among 42 million lines.
   */
  readonly fraud?: number;
  /** Begin with campaigns in the first minutes whatever the hour, so that a live page has something to show (default true). */
  readonly opening?: boolean;
}

/** A town with a past that can be computed and no memory of it. */
export interface Town {
  readonly options: Required<TownOptions>;
  /**
   * The calls that start in [from, to), epoch milliseconds, in order of start. `to` may be `Infinity`: pull as far as
   * needed. Splitting a period gives the same calls as asking for it whole. Memory: the calls of a minute and those
   * already planned for the next twelve hours (about one in eight); the first pull costs up to twelve hours of planning.
   */
  calls(from: number, to: number): IterableIterator<SimulatedCall>;
}

/** Builds a town. Throws `RangeError` on options out of range: a bug of the caller, who checks what people type. */
export function createTown(options: TownOptions): Town {
  const complete = {
    people: 5_000,
    utcOffsetMin: 480,
    fraud: 1,
    opening: true,
    ...options,
  };
  const { seed, startAt, people, utcOffsetMin } = complete;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be an integer, not ${seed}`);
  if (!Number.isSafeInteger(startAt))
    throw new RangeError(`startAt must be epoch milliseconds, not ${startAt}`);
  if (!Number.isInteger(people) || people < 100 || people > 10_000_000)
    throw new RangeError(`people must be 100 to 10,000,000, not ${people}`);
  if (!(complete.fraud >= 0)) throw new RangeError(`fraud must be 0 or more, not ${complete.fraud}`);

  const key = hash32(seed % 0x100000000, Math.floor(seed / 0x100000000));
  const book = new LineBook(new Census(key, people));
  const firstDay = localTime(startAt, utcOffsetMin).day;
  const sources = (): CallSource[] => [
    ...honestPeople(book, key, firstDay),
    new Campaigns(book, key, complete),
  ];
  return { options: complete, calls: (from, to) => stream(sources(), complete, from, to) };
}

function* stream(
  sources: readonly CallSource[],
  { startAt, utcOffsetMin }: Required<TownOptions>,
  from: number,
  to: number,
): IterableIterator<SimulatedCall> {
  const sink = new CallSink(startAt);
  const wanted = Math.max(0, Math.floor((from - startAt) / SLOT_MS));
  for (let index = Math.max(0, wanted - HORIZON_MS / SLOT_MS); startAt + index * SLOT_MS < to; index += 1) {
    const slotStart = startAt + index * SLOT_MS;
    const slot = { index, startAt: slotStart, local: localTime(slotStart, utcOffsetMin) };
    for (const source of sources) {
      if (index % source.slots !== 0) continue;
      sink.begin(source.letter, index);
      source.plan({ ...slot, index: index / source.slots }, sink);
    }
    const calls = sink.take(index);
    if (index < wanted) continue;
    for (const call of calls) if (call.at >= from && call.at < to) yield call;
  }
}
