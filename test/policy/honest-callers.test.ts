import { beforeAll, describe, expect, it } from 'vitest';
import { REDIRECTION_TRUSTS, type RedirectionTrust } from '../../src/domain/call-signalling.ts';
import { measureRank } from '../../src/domain/measure.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { TRUNK_KINDS } from '../../src/domain/trunk.ts';
import { callsOf, DAY, type Habit, HOUR, strongest } from '../kit/dialling-habit.ts';
import { NOON, realReader, shippedPolicy } from '../kit/policy-kit.ts';

/**
 * Kind K15, O-39: heavy honest dialling is never touched; the robocaller beside it is. Calls go the whole way, over
 * several days, through a store that knows nobody (as a file is read) and one that has to warm up (as the service runs).
 */
const WARM_UPS = [0, 7 * DAY];

let policy: Policy;
let read: Awaited<ReturnType<typeof realReader>>;
beforeAll(async () => {
  policy = await shippedPolicy();
  read = await realReader();
});

const judge = (habit: Habit, seed = 1, warmupMs = 0) =>
  strongest(callsOf(habit, read, seed), policy, read, { warmupMs });

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
      const { measure, decision } = judge(habit, seed);
      expect(measureRank(measure), JSON.stringify(decision)).toBeLessThanOrEqual(measureRank('label'));
    }
  });
});

/** The classes of honest people and machines that the product promises not to harm, by name. */
const CLASSES: Record<string, Habit> = {
  courier: {
    ...INTERN,
    calls: 150,
    people: 145,
    overMs: 9 * HOUR,
    answered: 0.75,
    talkS: 20,
    calledBack: 0.2,
    cells: 30,
  },
  'taxi driver at night': {
    ...INTERN,
    calls: 40,
    people: 40,
    overMs: 8 * HOUR,
    fromHour: 10,
    answered: 0.95,
    talkS: 25,
    calledBack: 0.3,
    cells: 40,
  },
  'call centre of a firm': {
    ...INTERN,
    caller: '02360000002',
    calls: 300,
    people: 290,
    overMs: 5 * HOUR,
    answered: 0.4,
    talkS: 40,
    calledBack: 0,
  },
  'hospital reminding patients': {
    ...INTERN,
    caller: '02360000001',
    calls: 80,
    people: 78,
    overMs: 4 * HOUR,
    answered: 0.7,
    talkS: 45,
    calledBack: 0.25,
    incoming: 60,
  },
  'school office': {
    ...INTERN,
    caller: '02360000003',
    calls: 120,
    people: 115,
    overMs: 3 * HOUR,
    answered: 0.8,
    talkS: 50,
    calledBack: 0.15,
    incoming: 20,
  },
  'bank calling its customers': {
    ...INTERN,
    caller: '95588',
    trunk: 'interconnect',
    calls: 400,
    people: 390,
    overMs: 8 * HOUR,
    answered: 0.5,
    talkS: 60,
    calledBack: 0.05,
  },
  'one-time-password line': {
    ...INTERN,
    caller: '02360000004',
    calls: 500,
    people: 500,
    overMs: 14 * HOUR,
    answered: 0.88,
    talkS: 13,
    calledBack: 0,
  },
  'returning traveller': {
    ...INTERN,
    calls: 15,
    people: 12,
    overMs: 3 * HOUR,
    talkS: 200,
    calledBack: 0.6,
    sameEveryDay: true,
  },
  'teacher phoning a class': {
    ...INTERN,
    calls: 50,
    people: 48,
    overMs: 3 * HOUR,
    talkS: 120,
    sameEveryDay: true,
  },
  restaurant: {
    ...INTERN,
    calls: 45,
    people: 42,
    overMs: 6 * HOUR,
    answered: 0.9,
    talkS: 25,
    calledBack: 0.1,
    incoming: 90,
  },
  'election caller': {
    ...INTERN,
    calls: 130,
    people: 125,
    overMs: 6 * HOUR,
    answered: 0.35,
    talkS: 45,
    calledBack: 0.06,
    dead: 0.05,
  },
};

describe.each(WARM_UPS)('honest people of every class, warm-up %d ms', (warmupMs) => {
  it.each(Object.entries(CLASSES))('%s', (_name, habit) => {
    for (const daysBefore of [0, 4, 9]) {
      const { measure, decision } = judge({ ...habit, daysBefore }, 5, warmupMs);
      expect(measureRank(measure), `${daysBefore} ${JSON.stringify(decision)}`).toBeLessThanOrEqual(
        measureRank('label'),
      );
    }
  });

  it('recycled number: the new holder is not judged by what the last one did', () => {
    const robocaller = { ...INTERN, calls: 400, people: 400, talkS: 5, calledBack: 0, dead: 0.3 };
    const past = callsOf({ ...robocaller, daysBefore: 3, endedDaysAgo: 45 }, read, 6);
    const from = NOON - 6 * DAY;
    expect(measureRank(strongest(past, policy, read).measure)).toBeGreaterThanOrEqual(measureRank('warn'));
    for (const holder of ['courier', 'teacher phoning a class', 'returning traveller'] as const) {
      const now = callsOf({ ...CLASSES[holder]!, daysBefore: 5 }, read, 7);
      const { measure, decision } = strongest([...past, ...now], policy, read, { warmupMs, from });
      expect(measureRank(measure), `${holder} ${JSON.stringify(decision)}`).toBeLessThanOrEqual(
        measureRank('label'),
      );
    }
  });
});

/**
 * A subscriber abroad who forwards home brings the caller's number back over an international trunk. How much that number
 * calls says nothing about this leg, so it must never be what blocks it (docs/adr/0002).
 */
describe('a busy fixed line whose call comes back from abroad by forwarding', () => {
  it.each([
    'call centre of a firm',
    'hospital reminding patients',
    'school office',
    'one-time-password line',
  ])('%s is not stopped', (name) => {
    const calls = callsOf({ ...CLASSES[name]!, daysBefore: 4 }, read, 8);
    const last = calls.filter(({ outgoing }) => outgoing).at(-1)!;
    const at = last.facts.at + 1;
    const forwarded = { ...last, facts: { ...last.facts, at, trunk: TRUNK_KINDS.indexOf('international') } };
    const { measure, decision } = strongest([...calls, forwarded], policy, read, { from: at });
    expect(decision?.signals.map(({ id }) => id)).toContain('DOMESTIC_FIXED_FROM_ABROAD');
    expect(measureRank(measure), JSON.stringify(decision)).toBeLessThanOrEqual(measureRank('rate-limit'));

    // A switch abroad that says who forwarded: believed, it is a call like any other; not believed, it is no worse off.
    const told = (redirectionTrust: RedirectionTrust) => {
      const signs = REDIRECTION_TRUSTS.indexOf(redirectionTrust);
      const facts = { ...forwarded.facts, signs };
      return strongest([...calls, { ...forwarded, facts }], policy, read, { from: at });
    };
    const trusted = told('trusted');
    expect(measureRank(trusted.measure), JSON.stringify(trusted.decision)).toBeLessThanOrEqual(
      measureRank('label'),
    );
    expect(trusted.decision?.appliesTo).not.toBe('call');
    expect(told('claimed').measure).toBe(measure);
    expect(told('broken').measure).toBe(measure);
  });
});

/** Dialling at random is what a machine that makes numbers up does; who is honest at it is for the allow list to say. */
describe('a survey that dials at random', () => {
  it('is warned about at most', () => {
    const survey = {
      ...INTERN,
      caller: '02360000005',
      calls: 250,
      people: 250,
      overMs: 8 * HOUR,
      answered: 0.15,
      talkS: 60,
      calledBack: 0.03,
    };
    const { measure } = judge({ ...survey, dead: 0.5, daysBefore: 4 });
    expect(measureRank(measure)).toBeLessThanOrEqual(measureRank('warn'));
  });
});

describe('a robocaller of the same volume', () => {
  it('is at least warned about: 3 % call back, 6 s of talk, the card hops between devices', () => {
    for (const seed of [1, 2, 3]) {
      const { measure } = judge({ ...INTERN, talkS: 6, calledBack: 0.03, devices: 4 }, seed);
      expect(measureRank(measure)).toBeGreaterThanOrEqual(measureRank('warn'));
    }
  });

  it('is never blocked by statistics alone', () => {
    const { measure } = judge({
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
