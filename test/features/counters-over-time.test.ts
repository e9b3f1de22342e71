import { describe, expect, it } from 'vitest';
import { FEATURES, WINDOWS } from '../../src/domain/feature-catalogue.ts';
import { createFeatureStore } from '../../src/traffic/features/index.ts';
import { call, DAY, feature, HOUR, MINUTE, SECOND, START, subscriber } from './facts-kit.ts';

const small = { maxNumbers: 1_000, maxPairs: 4_096 };

describe('endings of a call', () => {
  it('counts a cancelled or refused attempt once, as an attempt that was not answered', () => {
    const store = createFeatureStore(small);
    store.observe(call({ outcome: 'cancelled', ringMs: 3_000 }));
    const vector = store.observe(call({ at: START + SECOND, outcome: 'busy', ringMs: 500 }));
    expect(feature(vector, 'caller.calls_1h')).toBe(2);
    expect(feature(vector, 'caller.answer_ratio_1h')).toBe(0);
    expect(feature(vector, 'caller.one_ring_1h')).toBe(1);
    expect(feature(vector, 'caller.talk_s_1h')).toBeNaN();
  });

  it('reads an unknown outcome as unknown, not as failed', () => {
    const store = createFeatureStore(small);
    store.observe(call({ outcome: 'answered' }));
    const vector = store.observe(call({ at: START + SECOND, outcome: 'unknown' }));
    expect(feature(vector, 'caller.answer_ratio_1h')).toBe(1);
    expect(feature(vector, 'callee.answer_ratio_1h')).toBe(1);
  });

  it('tells very short calls and dead numbers, and nothing of times the source kept to itself', () => {
    const store = createFeatureStore(small);
    store.observe(call({ talkMs: 5_999 }));
    store.observe(call({ at: START + SECOND, talkMs: 6_000 }));
    store.observe(call({ at: START + 2 * SECOND, talkMs: -1, ringMs: -1 }));
    const vector = store.observe(call({ at: START + 3 * SECOND, outcome: 'dead-number', ringMs: -1 }));
    expect(feature(vector, 'caller.short_1h')).toBe(1);
    expect(feature(vector, 'caller.dead_1h')).toBe(1);
    expect(feature(vector, 'caller.talk_s_1h')).toBe(6);
    expect(feature(vector, 'caller.ring_s_1h')).toBe(5);
  });
});

describe('edges of windows', () => {
  it('the call itself counts: a limit of 3 is reached by the third call', () => {
    const store = createFeatureStore(small);
    const counts = [0, 1, 2].map((index) =>
      feature(store.observe(call({ at: START + index * MINUTE })), 'caller.calls_1h'),
    );
    expect(counts).toEqual([1, 2, 3]);
  });

  it.each(WINDOWS.map((window, index) => [window, [60, 600, 3_600, 86_400, 604_800][index]!] as const))(
    '%s: a call exactly one window ago is outside, 100 ms less is inside',
    (window, seconds) => {
      for (const [gapMs, calls] of [
        [seconds * SECOND, 1],
        [seconds * SECOND - 100, 2],
      ] as const) {
        const store = createFeatureStore(small);
        store.observe(call({}));
        const vector = store.observe(call({ at: START + gapMs }));
        expect(feature(vector, `caller.calls_${window}`)).toBe(calls);
        expect(feature(vector, `callee.calls_${window}`)).toBe(calls);
      }
    },
  );

  it.each([
    [30, 'regularNumbers'],
    [90, 'frequentNumbers'],
    [200, 'busyNumbers'],
  ] as const)('forgets %i calls after a week of silence, as if there had never been many', (count, tier) => {
    const store = createFeatureStore(small);
    for (let index = 0; index < count; index += 1)
      store.observe(call({ at: START + index * SECOND, calleeKey: subscriber(10 + index) }));
    expect(store.stats()[tier]).toBe(1);
    const vector = store.observe(call({ at: START + 8 * DAY }));
    expect(store.stats()[tier]).toBe(0);
    expect(store.stats().heavyNumbers).toBe(0);
    expect(feature(vector, 'caller.calls_7d')).toBe(1);
    expect(feature(vector, 'caller.callees_7d')).toBe(1);
    expect(feature(vector, 'caller.days_active')).toBe(2);
    expect(feature(vector, 'caller.age_h')).toBeCloseTo(8 * 24, 6);
  });

  it('a longer log gives room back as its calls go, without any silence', () => {
    const store = createFeatureStore(small);
    const tiers = () => [store.stats().regularNumbers, store.stats().frequentNumbers];
    for (let index = 0; index < 60; index += 1)
      store.observe(call({ at: START + index * SECOND, calleeKey: subscriber(10 + index) }));
    expect(tiers()).toEqual([0, 1]);
    let vector = store.observe(call({ at: START + DAY }));
    for (let index = 1; index <= 20; index += 1)
      vector = store.observe(call({ at: START + 5 * DAY + index * SECOND }));
    expect(feature(vector, 'caller.calls_7d')).toBe(81);
    vector = store.observe(call({ at: START + 7 * DAY + HOUR }));
    expect(feature(vector, 'caller.calls_7d')).toBe(22);
    expect(tiers()).toEqual([2, 0]);
    vector = store.observe(call({ at: START + 13 * DAY }));
    expect(feature(vector, 'caller.calls_7d')).toBe(2);
    expect(tiers()).toEqual([0, 0]);
  });

  it('a daily total starts anew: 30 calls a day stay 30 a day over a month', () => {
    const store = createFeatureStore(small);
    let vector = new Float64Array() as ReturnType<typeof store.observe>;
    for (let day = 0; day < 30; day += 1)
      for (let index = 0; index < 30; index += 1)
        vector = store.observe(
          call({ at: START + day * DAY + index * 20 * MINUTE, calleeKey: subscriber(10 + index) }),
        );
    expect(feature(vector, 'caller.calls_24h')).toBeGreaterThanOrEqual(30);
    expect(feature(vector, 'caller.calls_24h')).toBeLessThan(36);
    expect(feature(vector, 'caller.calls_7d')).toBeGreaterThan(200);
    expect(feature(vector, 'caller.calls_7d')).toBeLessThan(230);
    expect(feature(vector, 'caller.days_active')).toBe(30);
    expect(feature(vector, 'caller.callees_7d')).toBe(30);
  });
});

describe('records out of time', () => {
  it('a record from the future is counted as dropped and moves nobody’s clock', () => {
    const store = createFeatureStore(small);
    store.observe(call({}));
    store.observe(call({ at: START + SECOND }));
    const ahead = store.observe(call({ at: START + DAY, receivedAt: START + 2 * SECOND }));
    expect(store.lastNote).toBe('future');
    expect(feature(ahead, 'caller.calls_1h')).toBe(2);
    expect(store.stats().dropped.future).toBe(1);
    expect(store.stats().watermark).toBe(START + SECOND);
    const vector = store.observe(call({ at: START + 3 * SECOND }));
    expect(store.lastNote).toBe('counted');
    expect(feature(vector, 'caller.calls_1m')).toBe(3);
    expect(store.stats().dropped.late).toBe(0);
  });

  it('a future call of an unknown number creates no state', () => {
    const store = createFeatureStore(small);
    const vector = store.observe(call({ at: START + DAY, receivedAt: START }));
    expect(store.stats().numbers).toBe(0);
    expect(FEATURES.filter((_, index) => !Number.isNaN(vector[index]!))).toEqual([]);
  });

  it('a late call is noted and counts only in the windows that still hold it', () => {
    const store = createFeatureStore(small);
    store.observe(call({ at: START + 2 * HOUR }));
    const vector = store.observe(call({ receivedAt: START + 2 * HOUR }));
    expect(store.lastNote).toBe('late');
    expect(store.stats().dropped.late).toBe(1);
    expect(feature(vector, 'caller.calls_1h')).toBe(1);
    expect(feature(vector, 'caller.calls_24h')).toBe(2);
    const next = store.observe(call({ at: START + 2 * HOUR }));
    expect(feature(next, 'caller.age_h')).toBe(2);
  });

  it('a call older than every window of a number only moves its first sight and active days', () => {
    const store = createFeatureStore(small);
    store.observe(call({ at: START + 10 * DAY }));
    store.observe(call({ receivedAt: START + 10 * DAY, calleeKey: subscriber(3) }));
    const vector = store.observe(call({ at: START + 10 * DAY }));
    expect(feature(vector, 'caller.days_active')).toBe(2);
    expect(feature(vector, 'caller.age_h')).toBe(240);
    expect(feature(vector, 'caller.calls_7d')).toBe(2);
  });

  it('a time that is no time is refused like one from the future', () => {
    const store = createFeatureStore(small);
    for (const at of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      store.observe(call({ at, receivedAt: START }));
      expect(store.lastNote).toBe('future');
    }
    expect(store.stats().numbers).toBe(0);
  });
});

describe('a young store', () => {
  it('does not call a number new while it was too young itself to know', () => {
    const store = createFeatureStore({ ...small, warmupMs: DAY });
    const first = store.observe(call({}));
    expect(store.lastNote).toBe('warming');
    expect(feature(first, 'caller.age_h')).toBeNaN();
    const later = store.observe(call({ at: START + 2 * DAY, calleeKey: subscriber(5) }));
    expect(store.lastNote).toBe('counted');
    expect(feature(later, 'caller.age_h')).toBeNaN();
    expect(feature(later, 'callee.age_h')).toBe(0);
    expect(feature(later, 'pair.age_h')).toBe(0);
  });
});

describe('parties without a number', () => {
  it('keeps no state of them, leaves their features unknown and still counts the other', () => {
    const store = createFeatureStore(small);
    for (let index = 0; index < 20; index += 1) store.observe(call({ at: START + index, callerKey: 0 }));
    const vector = store.observe(call({ at: START + SECOND, callerKey: 0 }));
    expect(store.stats().numbers).toBe(1);
    expect(store.stats().dropped['no-key']).toBe(21);
    expect(feature(vector, 'callee.calls_1h')).toBe(21);
    const unknown = FEATURES.filter((name) => !name.startsWith('callee.'));
    expect(unknown.every((name) => Number.isNaN(feature(vector, name)))).toBe(true);
  });
});

describe('what a number is known for', () => {
  it('sequential: 1 to 3 away from the E.164 number dialled before', () => {
    const store = createFeatureStore(small);
    const base = 8617012340000;
    const vectors = [0, 1, 4, 4, 8, 6].map((offset, index) =>
      feature(
        store.observe(call({ at: START + index * SECOND, calleeKey: base + offset })),
        'caller.sequential_1h',
      ),
    );
    expect(vectors).toEqual([0, 1, 2, 2, 2, 3]);
  });

  it('called back: calls from people the number had called before, not from strangers', () => {
    const store = createFeatureStore(small);
    const shop = subscriber(50);
    for (let index = 0; index < 100; index += 1)
      store.observe(
        call({ at: START + index * MINUTE, callerKey: shop, calleeKey: subscriber(100 + index) }),
      );
    for (let index = 0; index < 30; index += 1)
      store.observe(
        call({ at: START + 2 * HOUR + index, callerKey: subscriber(100 + index), calleeKey: shop }),
      );
    for (let index = 0; index < 30; index += 1)
      store.observe(
        call({ at: START + 2 * HOUR + index, callerKey: subscriber(300 + index), calleeKey: shop }),
      );
    const vector = store.observe(
      call({ at: START + 2 * HOUR + SECOND, callerKey: shop, calleeKey: subscriber(100) }),
    );
    expect(feature(vector, 'caller.called_back_7d')).toBeCloseTo(30, 0);
    expect(feature(vector, 'caller.called_back_share_7d')).toBeCloseTo(0.3, 1);
    expect(feature(vector, 'pair.reverse_calls_7d')).toBeCloseTo(1, 1);
  });

  it('night, hours and days are read on the clock of the source', () => {
    const store = createFeatureStore(small);
    const midnight = Date.UTC(2026, 2, 2, 16);
    store.observe(call({ at: midnight - 2 * HOUR }));
    store.observe(call({ at: midnight + 7 * HOUR - SECOND }));
    const vector = store.observe(call({ at: midnight + 7 * HOUR }));
    expect(feature(vector, 'caller.night_share_24h')).toBeCloseTo(2 / 3, 6);
    expect(feature(vector, 'caller.hours_active')).toBe(3);
    expect(feature(vector, 'caller.days_active')).toBe(2);
    const there = createFeatureStore(small).observe(call({ at: midnight, utcOffsetMin: 0 }));
    expect(feature(there, 'caller.night_share_1m')).toBe(0);
  });

  it.each([2, 5, 10, 40])('hours and days of %i calls a day agree in log and counters', (perDay) => {
    const store = createFeatureStore(small);
    let vector = new Float64Array() as ReturnType<typeof store.observe>;
    for (let day = 0; day < 20; day += 1)
      for (let index = 0; index < perDay; index += 1)
        vector = store.observe(call({ at: START + day * DAY + (index % 5) * HOUR }));
    expect(feature(vector, 'caller.hours_active')).toBe(Math.min(perDay, 5));
    expect(feature(vector, 'caller.days_active')).toBe(20);
  });

  it('devices and cells: one reads 1, a handful about right, none told is unknown, last week is gone', () => {
    const store = createFeatureStore(small);
    expect(feature(store.observe(call({})), 'caller.imeis_7d')).toBeNaN();
    let vector = store.observe(call({ imeiKey: 5e15 + 1, cellKey: 5e15 + 900 }));
    expect(feature(vector, 'caller.imeis_7d')).toBe(1);
    expect(feature(vector, 'caller.cells_7d')).toBe(1);
    for (let index = 0; index < 8; index += 1)
      vector = store.observe(call({ at: START + index * MINUTE, imeiKey: 5e15 + index }));
    expect(feature(vector, 'caller.imeis_7d')).toBeGreaterThanOrEqual(5);
    expect(feature(vector, 'caller.imeis_7d')).toBeLessThanOrEqual(11);
    vector = store.observe(call({ at: START + 8 * DAY, imeiKey: 5e15 + 1 }));
    expect(feature(vector, 'caller.imeis_7d')).toBe(1);
  });

  it.each([3, 30, 60, 130])('suspects: distinct suspicious callers, after %i ordinary calls', (ordinary) => {
    const store = createFeatureStore({ ...small, maxHeavy: 4 });
    const victim = subscriber(500);
    for (let index = 0; index < ordinary; index += 1)
      store.observe(call({ at: START + index * MINUTE, callerKey: subscriber(index), calleeKey: victim }));
    for (let index = 0; index < 4; index += 1) {
      const facts = call({
        at: START + 2 * HOUR + (index < 2 ? 0 : 2 * DAY) + index * MINUTE,
        callerKey: subscriber(200 + (index === 3 ? 2 : index)),
        calleeKey: victim,
      });
      store.observe(facts);
      store.noteSuspect(facts);
      store.noteSuspect(facts);
    }
    const vector = store.observe(call({ at: START + 2 * DAY + 3 * HOUR, calleeKey: victim }));
    expect(feature(vector, 'callee.suspects_24h')).toBe(1);
    expect(feature(vector, 'callee.suspects_7d')).toBe(3);
  });

  it('leaves unneeded roles unknown and computes them again when asked', () => {
    const store = createFeatureStore({ ...small, needed: ['caller.calls_1h'] });
    const vector = store.observe(call({}));
    expect(feature(vector, 'caller.calls_1h')).toBe(1);
    expect(feature(vector, 'callee.calls_1h')).toBeNaN();
    store.need(FEATURES);
    expect(feature(store.observe(call({})), 'callee.calls_1h')).toBe(2);
  });
});
