import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { type Measure, measureRank } from '../../src/domain/measure.ts';
import { textKey } from '../../src/domain/number-key.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { TrunkKind } from '../../src/domain/trunk.ts';
import type { Decision } from '../../src/domain/verdict.ts';
import { RandomStream } from '../../src/lib/random-stream.ts';
import { compileDecider } from '../../src/traffic/decide/index.ts';
import { compileDetector, featuresReadBy } from '../../src/traffic/detect/index.ts';
import { createFeatureStore } from '../../src/traffic/features/index.ts';
import { createCallPipeline } from '../../src/traffic/pipeline/index.ts';
import { callFacts, NOON, type realReader } from './policy-kit.ts';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Reader = Awaited<ReturnType<typeof realReader>>;

/** How someone dials: figures are means, shares are 0 to 1. */
export interface Habit {
  readonly calls: number;
  readonly people: number;
  readonly overMs: number;
  readonly answered: number;
  readonly talkS: number;
  readonly calledBack: number;
  /** Days of the same work before the day that is judged. */
  readonly daysBefore: number;
  readonly devices?: number;
  readonly cells?: number;
  readonly caller?: string;
  readonly trunk?: TrunkKind;
  /** Share of dialled numbers that do not exist. */
  readonly dead?: number;
  /** Calls a day from people it never called. */
  readonly incoming?: number;
  /** Hours after noon at which the day's calls begin. */
  readonly fromHour?: number;
  /** How many days ago the habit ended; 0 when it goes on. */
  readonly endedDaysAgo?: number;
  /** The same people every day: a class, a circle of customers. */
  readonly sameEveryDay?: boolean;
}

export interface PlannedCall {
  readonly facts: CallFacts;
  readonly outgoing: boolean;
}

/** One person's calls in order of time: outgoing ones as the habit says, those who call back, and those who just call. */
export function callsOf(habit: Habit, read: Reader, seed: number): PlannedCall[] {
  const random = new RandomStream(seed, 0);
  const caller = read(habit.caller ?? '+8616600000000', 'CN');
  const planned: PlannedCall[] = [];
  const add = (at: number, outgoing: boolean, callee: ReturnType<Reader>, serial: number) => {
    const isDead = outgoing && habit.dead !== undefined && random.unit() < habit.dead;
    const answered = !isDead && (!outgoing || random.unit() < habit.answered);
    const facts = outgoing
      ? callFacts(caller, callee, habit.trunk ?? 'subscriber', at)
      : callFacts(callee, caller, 'interconnect', at);
    facts.outcome = CALL_OUTCOMES.indexOf(answered ? 'answered' : isDead ? 'dead-number' : 'no-answer');
    facts.ringMs = answered ? 8_000 : isDead ? 500 : 25_000;
    facts.talkMs = answered ? Math.round(habit.talkS * 1000 * (0.3 + 1.4 * random.unit())) : 0;
    if (outgoing && habit.devices !== undefined) {
      facts.imeiKey = textKey('alphanumeric', `device ${Math.floor((serial * habit.devices) / habit.calls)}`);
      facts.cellKey = textKey('alphanumeric', `cell ${serial % (habit.cells ?? 1)}`);
    }
    planned.push({ facts, outgoing });
  };
  const person = (place: number, day: number) =>
    read(
      `+86139${String(1_000_003 * (place + 1) + (habit.sameEveryDay ? 0 : day * 7_919))
        .padStart(8, '0')
        .slice(-8)}`,
      'CN',
    );
  const ended = habit.endedDaysAgo ?? 0;
  for (let day = ended + habit.daysBefore; day >= ended; day -= 1) {
    const start = NOON + (habit.fromHour ?? 0) * HOUR - day * DAY;
    for (let serial = 0; serial < habit.calls; serial += 1) {
      const callee = person(serial % habit.people, day);
      const at = start + Math.floor((serial * habit.overMs) / habit.calls);
      add(at, true, callee, serial);
      if (serial < habit.people && random.unit() < habit.calledBack)
        add(at + 10 * MINUTE + Math.floor(random.unit() * 2 * HOUR), false, callee, serial);
    }
    for (let serial = 0; serial < (habit.incoming ?? 0); serial += 1)
      add(start + Math.floor(random.unit() * habit.overMs), false, person(5_000 + serial, day), serial);
  }
  return planned.sort((one, other) => one.facts.at - other.facts.at);
}

export interface Strongest {
  readonly measure: Measure;
  readonly decision: Decision | null;
}

/**
 * The strongest measure any of the person's own calls got since `from`, judged the whole way through a real feature
 * store that is warm after `warmupMs`. Calls of several habits of one number may be given together.
 */
export function strongest(
  calls: readonly PlannedCall[],
  policy: Policy,
  read: Reader,
  { warmupMs = 0, from = 0 }: { warmupMs?: number; from?: number } = {},
): Strongest {
  const pipeline = createCallPipeline({
    features: createFeatureStore({ maxNumbers: 20_000, warmupMs }),
    detector: compileDetector(policy, (text, country) => read(text, country)),
    decider: compileDecider(policy),
    suspectFrom: policy.suspectFrom,
    reads: featuresReadBy(policy.rules, policy.home),
  });
  let worst: Decision | null = null;
  for (const { facts, outgoing } of [...calls].sort((one, other) => one.facts.at - other.facts.at)) {
    const decision = pipeline.judge(facts);
    if (!outgoing || facts.at < from) continue;
    if (measureRank(decision.measure) > measureRank(worst?.measure ?? 'none')) worst = { ...decision };
  }
  return { measure: worst?.measure ?? 'none', decision: worst };
}
