import type { JudgedCall, JudgedPage, VerdictQuery } from '../../api/index.ts';
import { verdictSeq } from '../../traffic/record/index.ts';

const KEPT = 20_000;

/**
 * The calls judged last, in the order of the journal: for listings, and to answer for a known verdict or event without
 * reading a file. Holds the last `kept` calls.
 */
export class RecentCalls {
  readonly #kept: number;
  /** Those before `#first` are forgotten; they are cut off many at a time, which moves pointers only. */
  #calls: JudgedCall[] = [];
  #first = 0;
  readonly #byId = new Map<string, JudgedCall>();
  readonly #byEvent = new Map<string, JudgedCall>();

  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  push(call: JudgedCall): void {
    this.#calls.push(call);
    this.#index(call);
    if (this.#calls.length - this.#first <= this.#kept) return;
    this.#forget(this.#calls[this.#first]!);
    this.#first += 1;
    if (this.#first < this.#kept) return;
    this.#calls = this.#calls.slice(this.#first);
    this.#first = 0;
  }

  /** Puts older calls, newest last, behind those already here. */
  prepend(calls: readonly JudgedCall[]): void {
    const before = this.oldestSeq;
    const older = calls.filter((call) => seqOf(call) < before).slice(-this.#kept);
    this.#calls = [...older, ...this.#calls.slice(this.#first)];
    this.#first = 0;
    for (const call of older) this.#index(call);
  }

  /** Place in the journal of the oldest call held; older ones are not here. */
  get oldestSeq(): number {
    const oldest = this.#calls[this.#first];
    return oldest ? seqOf(oldest) : Number.POSITIVE_INFINITY;
  }

  byVerdictId(id: string): JudgedCall | null {
    return this.#byId.get(id) ?? null;
  }

  byEventId(id: string): JudgedCall | null {
    return this.#byEvent.get(id) ?? null;
  }

  /** Newest first. `before` names the last verdict of the page before; `callerKey` narrows to one caller. */
  page({ measure, limit, before }: VerdictQuery, callerKey: number | null): JudgedPage {
    const from = before === null ? Number.POSITIVE_INFINITY : (verdictSeq(before) ?? 0);
    const calls: JudgedCall[] = [];
    for (let place = this.#calls.length - 1; place >= this.#first; place -= 1) {
      const call = this.#calls[place]!;
      if (seqOf(call) >= from) continue;
      if (measure !== null && call.verdict.measure !== measure) continue;
      if (callerKey !== null && call.event.caller.key !== callerKey) continue;
      if (calls.length === limit) return { calls, next: calls.at(-1)!.verdict.id };
      calls.push(call);
    }
    return { calls, next: null };
  }

  #index(call: JudgedCall): void {
    this.#byId.set(call.verdict.id, call);
    this.#byEvent.set(call.event.id, call);
  }

  #forget(call: JudgedCall): void {
    this.#byId.delete(call.verdict.id);
    if (this.#byEvent.get(call.event.id) === call) this.#byEvent.delete(call.event.id);
  }
}

const seqOf = (call: JudgedCall): number => verdictSeq(call.verdict.id) ?? 0;
