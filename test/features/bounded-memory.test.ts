import { describe, expect, it } from 'vitest';
import { createFeatureStore } from '../../src/traffic/features/index.ts';
import { call, DAY, feature, MINUTE, SECOND, START, subscriber } from './facts-kit.ts';

describe('memory whatever is cycled through', { timeout: 180_000 }, () => {
  it('a million callers with one call each stay within the bound', () => {
    const store = createFeatureStore({ maxNumbers: 50_000, needed: ['caller.calls_1h'] });
    const facts = call({});
    let bytes = 0;
    for (let index = 0; index < 1_000_000; index += 1) {
      facts.at = facts.receivedAt = START + index * 5;
      facts.callerKey = subscriber(1_000 + index);
      facts.calleeKey = subscriber(index % 500);
      store.observe(facts);
      if (index === 200_000) bytes = store.stats().bytes;
    }
    const stats = store.stats();
    expect(stats.numbers).toBe(50_000);
    expect(stats.bytes).toBe(bytes);
    expect(stats.dropped.evicted).toBe(1_000_500 - 50_000);
  });

  it('two million throw-away numbers cannot push out a caller with a history, whom he called, or his victims', () => {
    const store = createFeatureStore({
      maxNumbers: 100_000,
      needed: ['caller.calls_7d', 'callee.suspects_7d'],
    });
    const quiet = subscriber(1);
    const busy = subscriber(2);
    const suspicious = subscriber(3);
    const victim = subscriber(4);
    for (let index = 0; index < 10; index += 1)
      store.observe(call({ at: START + index * MINUTE, callerKey: quiet, calleeKey: subscriber(100) }));
    for (let index = 0; index < 200; index += 1)
      store.observe(
        call({ at: START + index * SECOND, callerKey: busy, calleeKey: subscriber(200 + index) }),
      );
    const bad = call({ callerKey: suspicious, calleeKey: victim });
    store.observe(bad);
    store.noteSuspect(bad);

    const facts = call({});
    for (let index = 0; index < 1_000_000; index += 1) {
      facts.at = facts.receivedAt = START + 20 * MINUTE + index * 10;
      facts.callerKey = subscriber(10_000 + 2 * index);
      facts.calleeKey = subscriber(10_001 + 2 * index);
      store.observe(facts);
    }
    const at = START + DAY / 2;
    expect(feature(store.observe(call({ at, callerKey: quiet })), 'caller.calls_7d')).toBe(11);
    expect(feature(store.observe(call({ at, callerKey: busy })), 'caller.calls_7d')).toBeGreaterThan(200);
    expect(feature(store.observe(call({ at, calleeKey: victim })), 'callee.suspects_7d')).toBe(1);
    expect(feature(store.observe(call({ at, callerKey: suspicious })), 'caller.calls_7d')).toBe(2);
  });

  it('forgets the idle first and says so', () => {
    const store = createFeatureStore({ maxNumbers: 1_000 });
    for (let index = 0; index < 500; index += 1)
      store.observe(
        call({ at: START + index, callerKey: subscriber(index), calleeKey: subscriber(5_000 + index) }),
      );
    for (let index = 0; index < 400; index += 1)
      store.observe(
        call({
          at: START + 8 * DAY + index,
          callerKey: subscriber(10_000 + index),
          calleeKey: subscriber(20_000),
        }),
      );
    expect(store.stats().dropped.expired).toBe(401);
    expect(store.stats().dropped.evicted).toBe(0);
  });

  it('goes on with lower bounds, and says so, when there is no room for another busy number', () => {
    const store = createFeatureStore({
      maxNumbers: 1_000,
      maxRegular: 0,
      maxFrequent: 0,
      maxBusy: 1,
      maxHeavy: 0,
    });
    const callers = [subscriber(1), subscriber(2)];
    for (let index = 0; index < 100; index += 1)
      for (const callerKey of callers)
        store.observe(call({ at: START + index * SECOND, callerKey, calleeKey: subscriber(10 + index) }));
    const notes = callers.map((callerKey) => {
      const vector = store.observe(call({ at: START + 100 * SECOND, callerKey, calleeKey: subscriber(10) }));
      return [store.lastNote, feature(vector, 'caller.calls_1h'), feature(vector, 'caller.callees_1h')];
    });
    expect(notes).toEqual([
      ['saturated', 101, 64],
      ['saturated', 15, 15],
    ]);
    expect(store.stats().busyNumbers).toBe(1);
  });

  it('takes the next larger log there is, and says so when there is none', () => {
    const store = createFeatureStore({ maxNumbers: 1_000, maxRegular: 1, maxFrequent: 1, maxBusy: 0 });
    const callers = [subscriber(1), subscriber(2), subscriber(3)];
    const observed = callers.map(() => ['', 0]);
    for (let index = 0; index < 130; index += 1)
      for (const [place, callerKey] of callers.entries()) {
        const facts = call({
          at: START + index * SECOND,
          callerKey,
          calleeKey: subscriber(10 + (index % 7)),
        });
        const vector = store.observe(facts);
        observed[place] = [store.lastNote, feature(vector, 'caller.calls_1h')];
      }
    // The third had the bad luck to come last to a row that was full.
    expect(observed).toEqual([
      ['saturated', 47],
      ['saturated', 111],
      ['saturated', 15],
    ]);
    expect(store.stats()).toMatchObject({ regularNumbers: 1, frequentNumbers: 1, busyNumbers: 0 });
  });

  it.each([
    [{ maxRegular: 0, maxFrequent: 0, maxBusy: 1 }],
    [{ maxRegular: 1, maxFrequent: 0, maxBusy: 0 }],
    [{ maxRegular: 0, maxFrequent: 1, maxBusy: 0 }],
  ])('takes the room of numbers that fell silent: %o', (bounds) => {
    const store = createFeatureStore({ maxNumbers: 1_000, ...bounds });
    for (let index = 0; index < 40; index += 1)
      store.observe(
        call({ at: START + index * SECOND, callerKey: subscriber(1), calleeKey: subscriber(10 + index) }),
      );
    let last = 0;
    for (let index = 0; index < 40; index += 1)
      last = feature(
        store.observe(
          call({
            at: START + 8 * DAY + index * SECOND,
            callerKey: subscriber(2),
            calleeKey: subscriber(10 + index),
          }),
        ),
        'caller.calls_1h',
      );
    expect(last).toBe(40);
    expect(store.lastNote).toBe('counted');
  });

  it('refuses sizes that cannot be', () => {
    expect(() => createFeatureStore({ maxNumbers: 1 })).toThrow(RangeError);
    expect(() => createFeatureStore({ maxNumbers: 1e9 })).toThrow(RangeError);
  });
});
