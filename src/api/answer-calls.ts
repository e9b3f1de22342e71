import { randomUUID } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { ApiMetrics } from './api-metrics.ts';
import type { CallRequest } from './contract/index.ts';
import { ProblemError } from './present-problem.ts';
import type { CallAttempt, Judging, VerdictDesk } from './verdict-desk.ts';

export interface AnswerLimits {
  /** Calls that may be judged and waiting for the journal at once; more are refused with 503 and let pass. */
  readonly maxInFlight: number;
  /** How long an answer waits for the journal, milliseconds; then the call is let pass. */
  readonly budgetMs: number;
}

/** A judged call and whether we stand behind its measure. */
export interface Answered extends Judging {
  readonly acknowledged: boolean;
  /** Why the call is let pass whatever the verdict says; `null` when acknowledged. */
  readonly failedOpen: 'journal-slow' | 'journal-failed' | null;
}

/** Judges calls and waits, within the budget, until the journal holds them. */
export class CallAnswers {
  readonly #desk: VerdictDesk;
  readonly #clock: Clock;
  readonly #limits: AnswerLimits;
  readonly #metrics: () => ApiMetrics;
  #inFlight = 0;
  failedOpen = 0;

  constructor(desk: VerdictDesk, clock: Clock, limits: AnswerLimits, metrics: () => ApiMetrics) {
    this.#desk = desk;
    this.#clock = clock;
    this.#limits = limits;
    this.#metrics = metrics;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Answers in the order of the calls. Throws `ProblemError` when the whole request must be let pass. */
  async answer(calls: readonly CallRequest[]): Promise<readonly Answered[]> {
    if (this.#inFlight + calls.length > this.#limits.maxInFlight)
      throw new ProblemError(
        'overloaded',
        {
          zh: `已有 ${this.#inFlight} 通呼叫在等待写入日志，上限 ${this.#limits.maxInFlight}`,
          en: `${this.#inFlight} calls already wait for the journal, the limit is ${this.#limits.maxInFlight}`,
        },
        { retryAfterSeconds: 1 },
      );
    const receivedAt = this.#clock.now();
    const timer = deadline(this.#limits.budgetMs);
    try {
      const judgings = this.#judgeAll(calls.map((call) => attemptOf(call, receivedAt)));
      const settled = judgings.map((judging) => Promise.race([this.#settle(judging), timer.passed]));
      const outcomes = await Promise.all(settled);
      return judgings.map((judging, place) => this.#answered(judging, outcomes[place]!));
    } finally {
      timer.cancel();
    }
  }

  /** All are judged before any is waited for: one journal write serves the whole batch. */
  #judgeAll(attempts: readonly CallAttempt[]): Judging[] {
    const judgings: Judging[] = [];
    try {
      for (const attempt of attempts) judgings.push(this.#judge(attempt, judgings.length));
    } catch (error) {
      // Those before it stand in the journal; sending the batch again answers them without counting twice.
      for (const judging of judgings) this.#settle(judging);
      throw error;
    }
    return judgings;
  }

  #judge(attempt: CallAttempt, place: number): Judging {
    const judging = this.#desk.judge(attempt);
    if (judging.repeated) {
      this.#metrics().repeated.inc();
      if (!sameCall(judging, attempt))
        throw new ProblemError('event-id-conflict', {
          zh: `第 ${place + 1} 通的事件编号 ${attempt.eventId} 此前用于另一对号码；它之前的呼叫已判定`,
          en: `event id ${attempt.eventId} of call ${place + 1} was used for another pair of numbers; the calls before it were judged`,
        });
    }
    return judging;
  }

  /** Follows the write to its end, also past the deadline: only then does its place in the queue become free. */
  async #settle({ journalled }: Judging): Promise<Outcome> {
    this.#inFlight += 1;
    try {
      await journalled;
      return 'held';
    } catch {
      return 'journal-failed';
    } finally {
      this.#inFlight -= 1;
    }
  }

  #answered(judging: Judging, outcome: Outcome): Answered {
    if (outcome === 'held') return { ...judging, acknowledged: true, failedOpen: null };
    this.failedOpen += 1;
    this.#metrics().failedOpen.inc({ reason: outcome });
    return { ...judging, acknowledged: false, failedOpen: outcome };
  }
}

type Outcome = 'held' | 'journal-slow' | 'journal-failed';

function deadline(budgetMs: number): { passed: Promise<Outcome>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve('journal-slow'), budgetMs);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

/** A repetition that names other parties is a mistake of the client, and must not be told another call's verdict. */
function sameCall({ judged }: Judging, attempt: CallAttempt): boolean {
  const { caller, callee } = judged.event;
  return caller.raw === attempt.caller && callee.raw === attempt.callee;
}

function attemptOf(call: CallRequest, receivedAt: number): CallAttempt {
  const { at, utcOffsetMin } = timeOf(call.at, receivedAt);
  return {
    eventId: call.eventId ?? call.callId ?? `api-${randomUUID()}`,
    source: 'api',
    caller: call.caller ?? '',
    callee: call.callee ?? '',
    country: call.country ?? null,
    trunk: call.trunk ?? 'unknown',
    at,
    receivedAt,
    utcOffsetMin,
    outcome: call.outcome ?? 'unknown',
    ringMs: call.ringMs ?? null,
    talkMs: call.talkMs ?? null,
    imei: call.imei ?? null,
    cell: call.cell ?? null,
  };
}

function timeOf(
  at: string | number | undefined,
  receivedAt: number,
): { at: number; utcOffsetMin: number | null } {
  if (at === undefined) return { at: receivedAt, utcOffsetMin: null };
  if (typeof at === 'number') return { at, utcOffsetMin: null };
  return { at: Date.parse(at), utcOffsetMin: offsetOf(at) };
}

/** Minutes of the written offset. `Z` says the instant and nothing of where the call was: the default zone decides. */
function offsetOf(written: string): number | null {
  const match = /([+-])(\d{2}):?(\d{2})$/.exec(written);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
