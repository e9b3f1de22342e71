import type { TrackedCall } from './tracked-call.ts';

/** Calls that wait the same time for something, the one that waits longest first; every step takes constant time. */
export class DueList<Opening> {
  size = 0;
  readonly waitMs: number;
  #first: TrackedCall<Opening> | null = null;
  #last: TrackedCall<Opening> | null = null;

  constructor(waitMs: number) {
    this.waitMs = waitMs;
  }

  get first(): TrackedCall<Opening> | null {
    return this.#first;
  }

  /** Puts a call at the end, wherever it was before. */
  put(call: TrackedCall<Opening>, now: number): void {
    call.list?.take(call);
    call.list = this;
    call.dueAt = now + this.waitMs;
    call.earlier = this.#last;
    call.later = null;
    if (this.#last === null) this.#first = call;
    else this.#last.later = call;
    this.#last = call;
    this.size += 1;
  }

  take(call: TrackedCall<Opening>): void {
    if (call.earlier === null) this.#first = call.later;
    else call.earlier.later = call.later;
    if (call.later === null) this.#last = call.earlier;
    else call.later.earlier = call.earlier;
    call.list = null;
    call.earlier = null;
    call.later = null;
    this.size -= 1;
  }

  /** The first call when its time has come. */
  due(now: number): TrackedCall<Opening> | null {
    return this.#first !== null && this.#first.dueAt <= now ? this.#first : null;
  }
}
