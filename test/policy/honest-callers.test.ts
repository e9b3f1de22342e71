import { beforeAll, describe, expect, it } from 'vitest';
import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { type Measure, measureRank } from '../../src/domain/measure.ts';
import { textKey } from '../../src/domain/number-key.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { TrunkKind } from '../../src/domain/trunk.ts';
import type { Decision } from '../../src/domain/verdict.ts';
import { RandomStream } from '../../src/lib/random-stream.ts';
import { compileDecider } from '../../src/traffic/decide/index.ts';
import { compileDetector } from '../../src/traffic/detect/index.ts';
import { createFeatureStore } from '../../src/traffic/features/index.ts';
import { createCallPipeline } from '../../src/traffic/pipeline/index.ts';
import { callFacts, NOON, realReader, shippedPolicy } from '../kit/policy-kit.ts';

/** Kind K15, O-39: heavy honest dialling is never touched; the robocaller beside it is. Calls go the whole way. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let policy: Policy;
let read: Awaited<ReturnType<typeof realReader>>;
beforeAll(async () => {
  policy = await shippedPolicy();
  read = await realReader();
});

/** How someone dials: figures are means, shares are 0 to 1. */
interface Habit {
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
}

interface PlannedCall {
  readonly facts: CallFacts;
  readonly outgoing: boolean;
}

/** One person's calls in order of time: outgoing ones as the habit says, and those who call back. */
function callsOf(habit: Habit, seed: number): PlannedCall[] {
  const random = new RandomStream(seed, 0);
  const caller = read(habit.caller ?? '+8616600000000', 'CN');
  const planned: PlannedCall[] = [];
  const add = (at: number, outgoing: boolean, callee: ReturnType<typeof read>, serial: number) => {
    const answered = !outgoing || random.unit() < habit.answered;
    const facts = outgoing
      ? callFacts(caller, callee, habit.trunk ?? 'subscriber', at)
      : callFacts(callee, caller, 'interconnect', at);
    facts.outcome = CALL_OUTCOMES.indexOf(answered ? 'answered' : 'no-answer');
    facts.ringMs = answered ? 8_000 : 25_000;
    facts.talkMs = answered ? Math.round(habit.talkS * 1000 * (0.3 + 1.4 * random.unit())) : 0;
    if (outgoing && habit.devices !== undefined) {
      facts.imeiKey = textKey('alphanumeric', `device ${Math.floor((serial * habit.devices) / habit.calls)}`);
      facts.cellKey = textKey('alphanumeric', `cell ${serial % (habit.cells ?? 1)}`);
    }
    planned.push({ facts, outgoing });
  };
  for (let day = habit.daysBefore; day >= 0; day -= 1)
    for (let serial = 0; serial < habit.calls; serial += 1) {
      const person = serial % habit.people;
      const callee = read(
        `+86139${String(1_000_003 * (person + 1) + day * 7_919)
          .padStart(8, '0')
          .slice(-8)}`,
        'CN',
      );
      const at = NOON - day * DAY + Math.floor((serial * habit.overMs) / habit.calls);
      add(at, true, callee, serial);
      if (serial < habit.people && random.unit() < habit.calledBack)
        add(at + 10 * MINUTE + Math.floor(random.unit() * 2 * HOUR), false, callee, serial);
    }
  return planned.sort((one, other) => one.facts.at - other.facts.at);
}

/** The strongest measure any of the person's own calls got, and the decision that said so. */
function strongest(habit: Habit, seed = 1): { measure: Measure; decision: Decision | null } {
  const detector = compileDetector(policy, (text, country) => read(text, country));
  const pipeline = createCallPipeline({
    features: createFeatureStore({ maxNumbers: 20_000 }),
    detector,
    decider: compileDecider(policy),
    suspectFrom: policy.suspectFrom,
  });
  let worst: Decision | null = null;
  for (const { facts, outgoing } of callsOf(habit, seed)) {
    const decision = pipeline.judge(facts);
    if (outgoing && measureRank(decision.measure) > measureRank(worst?.measure ?? 'none')) worst = decision;
  }
  return { measure: worst?.measure ?? 'none', decision: worst };
}

const INTERN: Habit = {
  calls: 60,
  people: 55,
  overMs: 2 * HOUR,
  answered: 0.9,
  talkS: 70,
  calledBack: 0.5,
  daysBefore: 0,
  devices: 1,
};

const HONEST: [string, Habit][] = [
  ['an intern calling back applicants, a line first seen today (O-39)', INTERN],
  ['the same with a long history', { ...INTERN, daysBefore: 20 }],
  [
    'a class teacher phoning new parents',
    { ...INTERN, calls: 50, people: 48, overMs: 3 * HOUR, talkS: 120, daysBefore: 3 },
  ],
  [
    'a courier',
    {
      ...INTERN,
      calls: 150,
      people: 145,
      overMs: 9 * HOUR,
      answered: 0.75,
      talkS: 20,
      calledBack: 0.2,
      daysBefore: 10,
      cells: 30,
    },
  ],
  [
    'a courier on a new card',
    {
      ...INTERN,
      calls: 150,
      people: 145,
      overMs: 9 * HOUR,
      answered: 0.75,
      talkS: 20,
      calledBack: 0.2,
      cells: 30,
    },
  ],
  [
    'a taxi driver',
    {
      ...INTERN,
      calls: 40,
      people: 40,
      overMs: 10 * HOUR,
      answered: 0.95,
      talkS: 25,
      calledBack: 0.3,
      daysBefore: 10,
      cells: 40,
    },
  ],
  [
    'a clinic reminding patients',
    {
      ...INTERN,
      caller: '02360000001',
      calls: 80,
      people: 78,
      overMs: 4 * HOUR,
      answered: 0.7,
      talkS: 45,
      calledBack: 0.25,
      daysBefore: 15,
    },
  ],
  [
    'a call centre over its leased line',
    {
      ...INTERN,
      caller: '02360000002',
      trunk: 'private',
      calls: 300,
      people: 290,
      overMs: 5 * HOUR,
      answered: 0.4,
      talkS: 40,
      calledBack: 0,
      daysBefore: 15,
    },
  ],
  [
    'a bank hotline calling customers',
    {
      ...INTERN,
      caller: '95588',
      trunk: 'private',
      calls: 400,
      people: 390,
      overMs: 8 * HOUR,
      answered: 0.5,
      talkS: 60,
      calledBack: 0.05,
      daysBefore: 8,
    },
  ],
  [
    'a returning traveller',
    { ...INTERN, calls: 15, people: 12, overMs: 3 * HOUR, talkS: 200, calledBack: 0.6 },
  ],
];

describe('honest heavy dialling', () => {
  it.each(HONEST)('%s is labelled at most', (_who, habit) => {
    for (const seed of [1, 2, 3]) {
      const { measure, decision } = strongest(habit, seed);
      expect(measureRank(measure), JSON.stringify(decision)).toBeLessThanOrEqual(measureRank('label'));
    }
  });
});

describe('a robocaller of the same volume', () => {
  it('is at least warned about: 3 % call back, 6 s of talk, the card hops between devices', () => {
    for (const seed of [1, 2, 3]) {
      const { measure } = strongest({ ...INTERN, talkS: 6, calledBack: 0.03, devices: 4 }, seed);
      expect(measureRank(measure)).toBeGreaterThanOrEqual(measureRank('warn'));
    }
  });

  it('is never blocked by statistics alone', () => {
    const { measure } = strongest({
      ...INTERN,
      calls: 900,
      people: 900,
      talkS: 4,
      calledBack: 0,
      devices: 12,
    });
    expect(measureRank(measure)).toBeGreaterThanOrEqual(measureRank('rate-limit'));
    expect(measure).not.toBe('block');
  });
});
