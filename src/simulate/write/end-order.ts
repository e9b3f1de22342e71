import type { SimulatedCall } from '../simulated-call.ts';
import { endOf } from './record-writer.ts';

/**
 * The same calls in the order in which a switch writes them: by the second they end, then by start. Holds the calls under
 * way, nothing else. Calls must come in order of start.
 */
export function* inOrderOfEnd(calls: Iterable<SimulatedCall>): IterableIterator<SimulatedCall> {
  const ending = new Map<number, SimulatedCall[]>();
  let next = -1;
  let last = -1;
  for (const call of calls) {
    const started = Math.floor(call.at / 1000);
    if (next < 0) next = started;
    for (; next < started; next += 1) {
      const ended = ending.get(next);
      if (ended === undefined) continue;
      ending.delete(next);
      yield* ended;
    }
    const end = Math.floor(endOf(call) / 1000);
    if (end > last) last = end;
    const bucket = ending.get(end);
    if (bucket === undefined) ending.set(end, [call]);
    else bucket.push(call);
  }
  for (; next <= last; next += 1) yield* ending.get(next) ?? [];
}
