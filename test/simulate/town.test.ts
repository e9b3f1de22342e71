import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createTown,
  internationalForm,
  LineLabels,
  type SimulatedCall,
  type TownOptions,
} from '../../src/simulate/index.ts';

const HOUR = 3_600_000;
/** A Monday, 8:00 in Chongqing. */
const MONDAY = Date.parse('2026-03-02T08:00:00+08:00');

function collect(options: Partial<TownOptions>, hours: number, fromHour = 0): SimulatedCall[] {
  const town = createTown({ seed: 1, startAt: MONDAY, ...options });
  return [
    ...town.calls(town.options.startAt + fromHour * HOUR, town.options.startAt + (fromHour + hours) * HOUR),
  ];
}

const digest = (calls: readonly SimulatedCall[]): string =>
  createHash('sha256').update(JSON.stringify(calls)).digest('hex');

const share = (calls: readonly SimulatedCall[], is: (call: SimulatedCall) => boolean): number =>
  calls.filter(is).length / calls.length;

/** The first calls for which something does not hold; empty is right. Counting once is faster than a million expectations. */
const exceptions = (
  calls: readonly SimulatedCall[],
  holds: (call: SimulatedCall) => boolean,
): SimulatedCall[] => calls.filter((call) => !holds(call)).slice(0, 3);

/** Share of calls from a number to somebody it has called before. */
function repeatShare(calls: readonly SimulatedCall[]): number {
  const pairs = new Set(calls.map(({ caller, callee }) => `${caller} ${callee}`));
  return 1 - pairs.size / calls.length;
}

const week = collect({}, 7 * 24);
const honest = week.filter(({ label }) => label.role === 'honest');

describe('a simulated town is a function of its seed', () => {
  it('gives the same bytes again and on every machine', () => {
    const calls = collect({ seed: 20_180_625 }, 6);
    expect(digest(collect({ seed: 20_180_625 }, 6))).toBe(digest(calls));
    expect(digest(calls)).toBe(PINNED);
  });

  it('gives other calls for another seed, size or start', () => {
    const digests = [
      {},
      { seed: 2 },
      { seed: 2 ** 33 + 1 },
      { people: 5_001 },
      { startAt: MONDAY + HOUR },
    ].map((options) => digest(collect(options, 2)));
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('gives the same calls whether a period is asked for whole or in parts', () => {
    const town = createTown({ seed: 5, startAt: MONDAY, people: 1_000 });
    const cuts = [0, 0.1, 7.03, 19.5, 25, 40].map((hour) => MONDAY + Math.floor(hour * HOUR));
    const parts = cuts.slice(1).flatMap((to, index) => [...town.calls(cuts[index]!, to)]);
    expect(digest(parts)).toBe(digest([...town.calls(cuts[0]!, cuts.at(-1)!)]));
  });

  it('can be pulled without an end, and has nothing before its start', () => {
    const town = createTown({ seed: 5, startAt: MONDAY, people: 500 });
    const calls = town.calls(MONDAY - 24 * HOUR, Number.POSITIVE_INFINITY);
    for (let pull = 0; pull < 1_000; pull += 1) expect(calls.next().value!.at).toBeGreaterThanOrEqual(MONDAY);
  });

  it('refuses options that make no town', () => {
    for (const options of [
      { seed: 0.5 },
      { people: 99 },
      { people: 1e8 },
      { startAt: Number.NaN },
      { fraud: -1 },
    ])
      expect(() => createTown({ seed: 1, startAt: MONDAY, ...options })).toThrow(RangeError);
  });
});

describe('the calls of a town', () => {
  it('come in order of their start, each with an id of its own', () => {
    const early = week.filter(({ at }, index) => index > 0 && at < week[index - 1]!.at);
    expect(early).toEqual([]);
    expect(new Set(week.map(({ id }) => id)).size).toBe(week.length);
  });

  it('say how they ended without contradiction', () => {
    const isWhole = (value: number) => Number.isInteger(value) && value >= 0;
    expect(exceptions(week, ({ talkMs, outcome }) => talkMs > 0 === (outcome === 'answered'))).toEqual([]);
    expect(exceptions(week, ({ ringMs, talkMs }) => isWhole(ringMs) && isWhole(talkMs))).toEqual([]);
    expect(
      exceptions(week, ({ trunk, imei, cell }) => trunk === 'subscriber' || (imei ?? cell) === null),
    ).toEqual([]);
    expect(exceptions(week, ({ callee }) => /^(\+86|00|0|)\d+$/.test(callee))).toEqual([]);
    expect(new Set(week.map(({ outcome }) => outcome)).size).toBe(6);
  });

  it('never show a number outside the artificial ranges', () => {
    const artificial =
      /^(\+86|0086)?(1\d{2}0000\d{4}|0?2360\d{6}|110)$|^(\+86)?(95\d{3,4}|1\d{4}|12\d{3}|400\d{7})$|^(\+|00)(447700900\d{3}|612(5550|7010)\d{4}|1\d{3}55501\d{2})$|^(anonymous|Unavailable|Restricted|)$/;
    expect(exceptions(week, ({ caller }) => artificial.test(caller))).toEqual([]);
  });

  it('are where the people are: day and night, week and weekend', () => {
    const perHour = new Array<number>(24).fill(0);
    for (const { at } of honest) perHour[new Date(at + 8 * HOUR).getUTCHours()]! += 1;
    const busiest = Math.max(...perHour);
    expect(perHour[3]!).toBeLessThan(busiest * 0.05);
    expect(perHour[10]!).toBeGreaterThan(busiest * 0.7);
    expect(perHour[13]!).toBeLessThan(perHour[10]!);
    const on = (day: number) => honest.filter(({ at }) => new Date(at + 8 * HOUR).getUTCDay() === day).length;
    expect(on(0)).toBeLessThan(on(3));
  });

  it('have plausible volume, answers, talk time and repetition', () => {
    const perLineDay = honest.length / 7 / 5_000;
    expect(perLineDay).toBeGreaterThan(3);
    expect(perLineDay).toBeLessThan(6.5);
    const answered = honest.filter(({ outcome }) => outcome === 'answered');
    expect(answered.length / honest.length).toBeGreaterThan(0.5);
    expect(answered.length / honest.length).toBeLessThan(0.75);
    const mean = answered.reduce((sum, { talkMs }) => sum + talkMs, 0) / answered.length / 1_000;
    expect(mean).toBeGreaterThan(42);
    expect(mean).toBeLessThan(168);
    const residents = honest.filter(({ label }) => label.persona === 'resident-worker');
    expect(repeatShare(residents)).toBeGreaterThan(0.42);
    expect(
      repeatShare(honest.filter(({ label }) => label.persona === 'one-time-password-line')),
    ).toBeLessThan(0.4);
  });

  it('are answered by people who also call back', () => {
    const pairs = new Set(
      honest.map(({ caller, callee }) => `${internationalForm(caller)} ${internationalForm(callee)}`),
    );
    const returned = [...pairs].filter((pair) => pairs.has(pair.split(' ').reverse().join(' '))).length;
    expect(returned / pairs.size).toBeGreaterThan(0.15);
  });
});

describe('the truth about a town', () => {
  it('labels every call, and campaigns only on fraud and on calls back to it', () => {
    expect(exceptions(week, ({ label }) => /^[a-z0-9-]+$/.test(label.persona))).toEqual([]);
    const isRight = ({ caller, label: { role, campaign, stage, victim } }: SimulatedCall): boolean =>
      role === 'fraud'
        ? /-(d\d+-\d+|opening)$/.test(campaign ?? '') && internationalForm(caller) !== null
        : campaign === null
          ? !victim && stage === null
          : stage === 'call-back' && victim;
    expect(exceptions(week, isRight)).toEqual([]);
  });

  it('never calls an honest number a fraud number, or the other way', () => {
    const callers = (role: string) =>
      new Set(week.filter(({ label }) => label.role === role).map(({ caller }) => internationalForm(caller)));
    const honestNumbers = callers('honest');
    expect([...callers('fraud')].filter((number) => honestNumbers.has(number))).toEqual([]);
  });

  it('has every honest confounder in it', () => {
    const personas = new Set(honest.map(({ label }) => label.persona));
    for (const persona of CONFOUNDERS) expect(personas).toContain(persona);
    const travelling = honest.filter(
      ({ caller, trunk }) => trunk === 'international' && caller.startsWith('+86'),
    );
    expect(travelling.length).toBeGreaterThan(5);
    expect(share(honest, ({ caller }) => internationalForm(caller) === null)).toBeGreaterThan(0.001);
  });

  it('has old people whom many different honest callers ring', () => {
    const day = honest.filter(({ at }) => at < MONDAY + 24 * HOUR);
    const callers = new Map<string, Set<string>>();
    for (const { caller, callee } of day) {
      if (!/^1\d{10}$/.test(callee)) continue;
      const known = callers.get(callee) ?? new Set();
      callers.set(callee, known.add(caller));
    }
    const counts = [...callers.values()].map(({ size }) => size).sort((one, other) => other - one);
    expect(counts[2]!).toBeGreaterThan(15);
    expect(counts[counts.length >> 1]!).toBeLessThan(8);
  });

  it('makes class teachers busy in the first week of term', () => {
    const isTeacher = ({ label }: SimulatedCall) => label.persona === 'class-teacher';
    const usual = collect({ startAt: Date.parse('2026-10-12T00:00:00+08:00') }, 48).filter(isTeacher).length;
    const term = collect({ startAt: Date.parse('2026-09-02T00:00:00+08:00') }, 48).filter(isTeacher).length;
    expect(term).toBeGreaterThan(usual * 4);
  });

  it('gathers labels by number', () => {
    const labels = new LineLabels();
    for (const call of week) labels.observe(call);
    const lines = [...labels.lines()];
    const sum = lines.reduce((total, { calls }) => total + calls, labels.withheldCalls);
    expect(sum).toBe(week.length);
    expect(new Set(lines.map(({ number }) => number)).size).toBe(lines.length);
    for (const line of lines) expect(line.firstCall).toBeLessThanOrEqual(line.lastCall);
  });
});

const CONFOUNDERS = [
  'courier',
  'ride-driver',
  'property-agent',
  'class-teacher',
  'restaurant',
  'hospital',
  'school-office',
  'community-worker',
  'call-centre-firm',
  'call-centre-95',
  'survey-caller',
  'bank-service-line',
  'one-time-password-line',
  'resident-elderly',
  'traveller',
  'new-line',
  'relative-abroad',
];
/** Changes only when the town is meant to change: then say so in changelog.d, for files made with a seed are no longer the same. */
const PINNED = 'a30492ba8dbe78aeafd7b4d75f704f6128ed6a45bbd52fdf30e113a99dbdf988';
