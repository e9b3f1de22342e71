import type {
  CallAttempt,
  DeskStatus,
  JudgedCall,
  JudgedPage,
  Judging,
  RuleWords,
  SimulatedTruth,
  VerdictDesk,
  VerdictQuery,
} from '../../api/index.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { Fault } from '../../domain/fault.ts';
import { NO_KEY } from '../../domain/number-key.ts';
import type { Policy } from '../../domain/policy.ts';
import { unitOf } from '../../domain/reason-sentence.ts';
import type { Signal } from '../../domain/signal.ts';
import { OldestKeys } from '../../lib/oldest-keys.ts';
import { verdictSeq } from '../../traffic/record/index.ts';
import type { RecordedEngine } from '../recorded-engine.ts';
import type { DatabaseKeeper } from './database-keeper.ts';
import type { JournalLookup } from './journal-lookup.ts';
import { olderVerdicts } from './older-verdicts.ts';
import { RecentCalls } from './recent-calls.ts';

export interface EngineDeskOptions {
  readonly engine: RecordedEngine;
  readonly lookup: JournalLookup;
  readonly policyRefused: () => string | null;
  readonly database: () => DatabaseKeeper;
  /** The policy a recorded verdict was given under, for the words of its rules; throws when it is not kept. */
  readonly policyOf: (digest: string) => Policy;
}

/** The desk of a running service: every source of calls judges through it, so that the page sees them all. */
export interface EngineDesk extends VerdictDesk {
  /** Judges a call whose numbers were read at another door. */
  judgeEvent(event: CallEvent): Judging;
  /** Judges a call of the simulated town, whose truth is shown beside the verdict and never given to the engine. */
  judgeSimulated(attempt: CallAttempt, truth: SimulatedTruth): Judging;
  /** Fills the list of recent verdicts with what the journal ends in; newest last. */
  recall(calls: readonly JudgedCall[]): void;
}

const MAX_TRUTHS = 20_000;

export function engineDesk(options: EngineDeskOptions): EngineDesk {
  const { engine } = options;
  const recent = new RecentCalls();
  const listeners = new Set<(judged: JudgedCall) => void>();
  // Writes under way: a repetition is acknowledged no sooner than the first time.
  const writing = new Map<string, Promise<void>>();
  const truths = new Map<string, SimulatedTruth>();
  const oldestTruths = new OldestKeys(truths);
  const book = rulebook(options);

  const judge = (attempt: CallAttempt, truth: SimulatedTruth | null): Judging =>
    judgeOnce(attempt.eventId, () => engine.engine.eventFrom(attempt), truth);

  const judgeOnce = (eventId: string, told: () => CallEvent, truth: SimulatedTruth | null): Judging => {
    const known = recent.byEventId(eventId);
    if (known !== null)
      return {
        judged: known,
        repeated: true,
        journalled: writing.get(known.verdict.id) ?? Promise.resolve(),
      };
    const { event, verdict, repeated, written } = engine.judge(told());
    if (repeated) {
      const judged = { event, verdict, truth: truths.get(verdict.id) ?? null };
      return { judged, repeated, journalled: writing.get(verdict.id) ?? written };
    }
    const judged = { event, verdict, truth };
    writing.set(verdict.id, written);
    const settled = () => writing.delete(verdict.id);
    written.then(settled, settled);
    if (truth !== null) {
      truths.set(verdict.id, truth);
      if (truths.size > MAX_TRUTHS) truths.delete(oldestTruths.next() ?? '');
    }
    recent.push(judged);
    for (const listener of listeners) listener(judged);
    return { judged, repeated, journalled: written };
  };

  return {
    judge: (attempt) => judge(attempt, null),
    judgeSimulated: judge,
    judgeEvent: (event) => judgeOnce(event.id, () => event, null),
    recall: (calls) => recent.prepend(calls),
    async find(id) {
      const known = recent.byVerdictId(id);
      if (known !== null) return known;
      const call = await options.lookup.find(id);
      if (call === null) return null;
      book.learn(call.verdict.policy.digest);
      return { ...call, truth: truths.get(id) ?? null };
    },
    async list(query) {
      const key = callerKey(engine, query);
      const page = recent.page(query, key);
      return page.next === null ? withOlder(options, query, key, page, recent.oldestSeq) : page;
    },
    words: book.words,
    status: () => statusOf(options),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Fills a page that memory could not fill from the database, when there is one. */
async function withOlder(
  { engine: { engine }, database }: EngineDeskOptions,
  query: VerdictQuery,
  key: number | null,
  page: JudgedPage,
  oldestSeq: number,
): Promise<JudgedPage> {
  const connected = database().database();
  const room = query.limit - page.calls.length;
  if (connected === null || Number.isNaN(key)) return page;
  const asked = query.before === null ? Number.POSITIVE_INFINITY : (verdictSeq(query.before) ?? 0);
  const country = engine.policy().home;
  const older = await olderVerdicts(
    connected,
    {
      beforeSeq: Math.min(asked, oldestSeq, Number.MAX_SAFE_INTEGER),
      measure: query.measure,
      callerKey: key,
      limit: room + 1,
    },
    (canonical, at) => engine.normaliser.normalise(canonical, { country, trunk: 'unknown', at }),
  ).catch((cause) => {
    throw new Fault('database-unavailable', 'older verdicts cannot be listed: the database does not answer', {
      retryable: true,
      cause,
    });
  });
  const calls = [...page.calls, ...older.slice(0, room)];
  return { calls, next: older.length > room ? (calls.at(-1)?.verdict.id ?? null) : null };
}

/** `null`: any caller; a caller that cannot be read matches nothing. */
function callerKey({ engine }: RecordedEngine, { caller }: VerdictQuery): number | null {
  if (caller === null) return null;
  const country = engine.policy().home;
  const { key } = engine.normaliser.normalise(caller, { country, trunk: 'unknown', at: Date.now() });
  return key === NO_KEY ? Number.NaN : key;
}

interface Rulebook {
  words(signal: Signal): RuleWords | null;
  /** Learns the rules of the policy a recorded verdict was given under. */
  learn(digest: string): void;
}

/**
 * What rules say of themselves, by id and version. A version never changes its words, so what was learnt from one policy
 * stays right under the next.
 */
function rulebook({ engine, policyOf }: EngineDeskOptions): Rulebook {
  const book = new Map<string, RuleWords>();
  const learnt = new Set<string>();
  const take = (policy: Policy): void => {
    learnt.add(policy.stamp.digest);
    for (const rule of [...policy.rules, ...policy.composites]) {
      const { id, version, title, reason, basis } = rule;
      book.set(`${id}@${version}`, { title, reason, unit: unitOf(rule), basis });
    }
  };
  return {
    words(signal) {
      const policy = engine.engine.policy();
      if (!learnt.has(policy.stamp.digest)) take(policy);
      return book.get(`${signal.id}@${signal.version}`) ?? null;
    },
    learn(digest) {
      if (learnt.has(digest)) return;
      learnt.add(digest);
      try {
        take(policyOf(digest));
      } catch {
        // The archive lacks it: its rules are named by their ids.
      }
    },
  };
}

function statusOf({ engine, policyRefused, database }: EngineDeskOptions): DeskStatus {
  const { stalled, lastSeq, writtenSeq } = engine.recorded.journal();
  const { numbers, bytes, dropped } = engine.engine.features.stats();
  return {
    policy: engine.engine.policy().stamp,
    policyRefused: policyRefused(),
    journal: { writable: stalled === null, detail: stalled, pending: lastSeq - writtenSeq },
    database: database().status(lastSeq),
    features: { numbers, bytes, dropped },
  };
}
