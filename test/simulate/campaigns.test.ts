import { describe, expect, it } from 'vitest';
import { createTown, internationalForm, type SimulatedCall } from '../../src/simulate/index.ts';
import { CAMPAIGN_KINDS, OPENING } from '../../src/simulate/parameters/campaigns.ts';

const HOUR = 3_600_000;
const DAYS = 40;
const MONDAY = Date.parse('2026-03-02T08:00:00+08:00');

/** Forty days of a small town with many campaigns: fraud only, to look at each typology. */
const FRAUD_FACTOR = 4;
const fraud: SimulatedCall[] = [];
const callBacks: SimulatedCall[] = [];
{
  const town = createTown({ seed: 3, startAt: MONDAY, people: 300, fraud: FRAUD_FACTOR, opening: false });
  for (const call of town.calls(MONDAY, MONDAY + DAYS * 24 * HOUR)) {
    if (call.label.role === 'fraud') fraud.push(call);
    else if (call.label.stage === 'call-back') callBacks.push(call);
  }
}

const of = (typology: string): SimulatedCall[] => fraud.filter(({ label }) => label.persona === typology);
const by = <Key>(
  calls: readonly SimulatedCall[],
  key: (call: SimulatedCall) => Key,
): Map<Key, SimulatedCall[]> => {
  const groups = new Map<Key, SimulatedCall[]>();
  for (const call of calls) {
    const group = groups.get(key(call));
    if (group === undefined) groups.set(key(call), [call]);
    else group.push(call);
  }
  return groups;
};
const campaigns = (typology: string) => by(of(typology), ({ label }) => label.campaign!);
const median = (values: number[]): number =>
  values.sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

describe('campaigns', () => {
  it.each(CAMPAIGN_KINDS.map(({ typology, perDay }) => [typology, perDay] as const))(
    '%s begins at its configured rate',
    (typology, perDay) => {
      const begun = campaigns(typology).size;
      const expected = perDay * FRAUD_FACTOR * DAYS;
      expect(begun).toBeGreaterThan(expected * 0.7);
      expect(begun).toBeLessThan(expected * 1.3 + 1);
    },
  );

  it('are absent from a town without fraud', () => {
    const town = createTown({ seed: 3, startAt: MONDAY, people: 1_000, fraud: 0 });
    const roles = new Set<string>();
    for (const { label } of town.calls(MONDAY, MONDAY + 24 * HOUR)) roles.add(label.role);
    expect([...roles]).toEqual(['honest']);
  });

  it('begin within the first minutes, at any hour', () => {
    for (const startAt of [MONDAY, Date.parse('2026-07-19T03:00:00+08:00')]) {
      const town = createTown({ seed: 9, startAt });
      const seen = new Set<string>();
      for (const { at, label } of town.calls(startAt, startAt + 15 * 60_000)) {
        if (label.campaign?.endsWith('-opening') && label.role === 'fraud') {
          expect(at).toBeGreaterThanOrEqual(startAt + 60_000);
          seen.add(label.persona);
        }
      }
      expect([...seen].sort()).toEqual(OPENING.map(([typology]) => typology).sort());
    }
  });

  it('draw other parameters for every run', () => {
    const paces = [...campaigns('loan').values()].map(
      (calls) => new Set(calls.map(({ caller }) => caller)).size,
    );
    expect(new Set(paces).size).toBeGreaterThan(4);
  });
});

describe('typologies', () => {
  it('fake police: from abroad, with a Chinese face, and long with those who believe', () => {
    const calls = of('fake-police');
    expect(new Set(calls.map(({ trunk }) => trunk))).toEqual(new Set(['international']));
    const codes = calls.filter(({ caller }) => caller === '+86110' || /^(\+|00)862360\d{3}110$/.test(caller));
    expect(codes.length).toBeGreaterThan(calls.length * 0.1);
    const worked = calls.filter(({ label, outcome }) => label.stage === 'working' && outcome === 'answered');
    const refused = calls.filter(({ label, outcome }) => label.stage === 'opening' && outcome === 'answered');
    expect(median(worked.map(({ talkMs }) => talkMs))).toBeGreaterThan(600_000);
    expect(median(refused.map(({ talkMs }) => talkMs))).toBeLessThan(30_000);
    const repeated = [...by(worked, ({ callee, label }) => `${callee} ${label.campaign}`).values()];
    expect(repeated.some((calls) => calls.length >= 4)).toBe(true);
  });

  it('robocall: number after number, dead ones too, and short', () => {
    const calls = of('robocall-burst').filter(({ label }) => label.stage === 'opening');
    const next = [...by(calls, ({ label, caller }) => `${label.campaign} ${caller}`).values()].map((run) => {
      const dialled = run.map(({ callee }) => Number(internationalForm(callee)));
      return (
        dialled.filter((number, index) => index > 0 && Math.abs(number - dialled[index - 1]!) <= 3).length /
        run.length
      );
    });
    expect(median(next)).toBeGreaterThan(0.8);
    expect(calls.filter(({ outcome }) => outcome === 'dead-number').length).toBeGreaterThan(
      calls.length * 0.15,
    );
    expect(median(calls.filter(({ talkMs }) => talkMs > 0).map(({ talkMs }) => talkMs))).toBeLessThan(6_000);
  });

  it('wangiri: one ring from abroad at night, and some call back', () => {
    const calls = of('wangiri');
    expect(
      calls.filter(({ outcome, ringMs }) => outcome === 'cancelled' && ringMs < 5_000).length,
    ).toBeGreaterThan(calls.length * 0.8);
    expect(calls.filter(({ caller }) => caller.startsWith('+86'))).toEqual([]);
    const hours = new Set(calls.map(({ at }) => new Date(at + 8 * HOUR).getUTCHours()));
    expect([...hours].filter((hour) => hour < 21 && hour > 7)).toEqual([]);
    const back = callBacks.filter(({ label }) => label.campaign!.startsWith('wangiri'));
    expect(back.length).toBeGreaterThan(calls.length * 0.01);
    for (const { callee, label } of back) {
      expect(callee).toMatch(/^00/);
      expect(label.victim).toBe(true);
    }
  });

  it('spoofed service numbers: codes with a country code from abroad', () => {
    const calls = of('spoofed-service-number');
    expect(calls.length).toBeGreaterThan(1_000);
    expect(
      calls.filter(({ caller, trunk }) => trunk !== 'international' || !/^\+86\d{5}$/.test(caller)),
    ).toEqual([]);
  });

  it('SIM box: many cards, few devices, one cell, nobody calls in', () => {
    for (const calls of campaigns('sim-box-farm').values()) {
      if (calls.length < 200) continue;
      const cards = new Set(calls.map(({ caller }) => caller)).size;
      const devices = new Set(calls.map(({ imei }) => imei)).size;
      expect(devices).toBeLessThanOrEqual(4);
      expect(cards).toBeGreaterThan(devices * 2);
      expect(new Set(calls.map(({ cell }) => cell)).size).toBe(1);
      expect(calls.every(({ trunk, imei }) => trunk === 'subscriber' && imei !== null)).toBe(true);
    }
  });

  it('call bombing: one person, many numbers', () => {
    for (const calls of campaigns('call-bombing').values()) {
      expect(new Set(calls.map(({ callee }) => internationalForm(callee))).size).toBe(1);
      if (calls.length > 40) expect(new Set(calls.map(({ caller }) => caller)).size).toBeGreaterThan(12);
      expect(calls.every(({ label }) => label.victim)).toBe(true);
    }
  });

  it('number rotation: a number is burnt after a few calls', () => {
    for (const calls of campaigns('number-rotation').values()) {
      const perNumber = [...by(calls, ({ caller }) => caller).values()].map(({ length }) => length);
      expect(median(perNumber)).toBeLessThan(30);
    }
  });

  it('investment: the same people over days', () => {
    for (const calls of campaigns('investment').values()) {
      if (calls.length < 100) continue;
      expect(new Set(calls.map(({ callee }) => internationalForm(callee))).size).toBeLessThan(40);
    }
  });
});
