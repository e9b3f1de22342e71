import type { Steps } from '../lib/steps.ts';

/** Calls that come while a slice runs wait at most about so long. */
const SLICE_MS = 1;

/** Does long work between calls: a millisecond of it, then whatever waits, then the next. */
export async function inSlices<Value>(steps: Steps<Value>): Promise<Value> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      const { done, value } = steps.next();
      if (done) return value;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
