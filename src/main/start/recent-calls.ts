import type { JudgedCall, JudgedPage, VerdictQuery } from '../../api/index.ts';
import { verdictSeq } from '../../traffic/record/index.ts';

const KEPT = 10_000;

/** The calls judged last, for listings: at most twice `kept` in memory, pages stable while new calls arrive. */
export class RecentCalls {
  readonly #kept: number;
  #calls: JudgedCall[] = [];

  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  push(call: JudgedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > 2 * this.#kept) this.#calls = this.#calls.slice(-this.#kept);
  }

  /** Puts older calls, newest last, behind those already here. */
  prepend(calls: readonly JudgedCall[]): void {
    const oldest = this.#calls[0];
    const before = oldest ? seqOf(oldest) : Number.POSITIVE_INFINITY;
    const older = calls.filter((call) => seqOf(call) < before);
    this.#calls = [...older.slice(-this.#kept), ...this.#calls];
  }

  /** Newest first. `before` names the last verdict of the page before; `callerKey` narrows to one caller. */
  page({ measure, limit, before }: VerdictQuery, callerKey: number | null): JudgedPage {
    const from = before === null ? Number.POSITIVE_INFINITY : (verdictSeq(before) ?? 0);
    const calls: JudgedCall[] = [];
    for (let place = this.#calls.length - 1; place >= 0; place -= 1) {
      const call = this.#calls[place]!;
      if (seqOf(call) >= from) continue;
      if (measure !== null && call.verdict.measure !== measure) continue;
      if (callerKey !== null && call.event.caller.key !== callerKey) continue;
      if (calls.length === limit) return { calls, next: calls.at(-1)!.verdict.id };
      calls.push(call);
    }
    return { calls, next: null };
  }
}

const seqOf = (call: JudgedCall): number => verdictSeq(call.verdict.id) ?? 0;
