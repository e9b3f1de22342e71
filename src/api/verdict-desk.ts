import type { CallEvent, CallOutcome } from '../domain/call-event.ts';
import type { Measure } from '../domain/measure.ts';
import type { Basis } from '../domain/policy.ts';
import type { Signal } from '../domain/signal.ts';
import type { BilingualText } from '../domain/text.ts';
import type { TrunkKind } from '../domain/trunk.ts';
import type { Unit } from '../domain/unit.ts';
import type { PolicyStamp, Verdict } from '../domain/verdict.ts';

/** One call as a client told it, checked for form but not read yet: numbers are still text. */
export interface CallAttempt {
  /** Idempotency key: the client's, or a fresh one that no other call has. */
  readonly eventId: string;
  readonly source: string;
  readonly caller: string;
  readonly callee: string;
  /** ISO alpha-2; `null`: the desk's default. */
  readonly country: string | null;
  readonly trunk: TrunkKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly receivedAt: number;
  /** `null`: the desk's default zone decides. */
  readonly utcOffsetMin: number | null;
  readonly outcome: CallOutcome;
  readonly ringMs: number | null;
  readonly talkMs: number | null;
  readonly imei: string | null;
  readonly cell: string | null;
}

/** What the simulated town knows of its own call. Shown beside a verdict, never part of one. */
export interface SimulatedTruth {
  readonly fraud: boolean;
  /** Who is calling, in the town's words (`wangiri`, `courier`). */
  readonly role: string;
}

/** A judged call with everything needed to explain it. */
export interface JudgedCall {
  readonly event: CallEvent;
  readonly verdict: Verdict;
  /** `null` for every call that did not come from the simulated town. */
  readonly truth: SimulatedTruth | null;
}

/** A verdict that stands, and the promise that it will be found again. */
export interface Judging {
  readonly judged: JudgedCall;
  /** True when the event id was known: the verdict is the earlier one and nothing was counted. */
  readonly repeated: boolean;
  /** Resolves when the journal holds the verdict durably; rejects with a `Fault` when it could not be written. */
  readonly journalled: Promise<void>;
}

/** What a rule says of itself, for reasons and explanations. */
export interface RuleWords {
  readonly title: BilingualText;
  /** Sentence with `{value}` and `{threshold}`. */
  readonly reason: BilingualText;
  /** How its figures are written; `fact` when it has none. */
  readonly unit: Unit;
  /** `null` for a rule that gives none. */
  readonly basis: Basis | null;
}

export interface VerdictQuery {
  readonly measure: Measure | null;
  /** Any written form; read like a caller. */
  readonly caller: string | null;
  readonly limit: number;
  /** Place after which older verdicts follow; `null`: from the newest. */
  readonly before: string | null;
}

export interface JudgedPage {
  /** Newest first. */
  readonly calls: readonly JudgedCall[];
  /** Place of the next older page; `null`: there is none. */
  readonly next: string | null;
}

export interface DeskStatus {
  readonly policy: PolicyStamp;
  /** Why the newest policy files are not in force, with file and line; `null`: they are. */
  readonly policyRefused: string | null;
  readonly journal: {
    readonly writable: boolean;
    /** Why not, `null` when writable. */
    readonly detail: string | null;
    /** Verdicts judged and not yet durable. */
    readonly pending: number;
  };
  readonly database: {
    readonly state: 'starting' | 'ready' | 'failed' | 'off';
    readonly detail: string | null;
    /** Journalled verdicts not yet in the database. */
    readonly lag: number;
  };
  readonly features: {
    readonly numbers: number;
    readonly bytes: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
}

/** The API's only door to the traffic plane: judge a call, find a verdict again, watch verdicts go by. */
export interface VerdictDesk {
  /**
   * Judges, counts and starts to journal, in the order of the calls to it. The same event id again gives the same
   * verdict. Throws a `Fault` when it cannot judge at all; the caller then lets the call pass and says so.
   */
  judge(attempt: CallAttempt): Judging;
  /** The call of a verdict id; `null` when no acknowledged verdict has it. */
  find(id: string): Promise<JudgedCall | null>;
  /** Newest first. A malformed or outdated `before` gives an empty page. */
  list(query: VerdictQuery): Promise<JudgedPage>;
  /** `null` when the policy in force has no such rule any more: the explanation then shows the id alone. */
  words(signal: Signal): RuleWords | null;
  status(): DeskStatus;
  /** Every judged call of every source, right after it was judged. The listener must be quick and must not throw. */
  watch(listener: (judged: JudgedCall) => void): () => void;
}
