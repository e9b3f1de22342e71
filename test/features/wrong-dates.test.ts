import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { createFeatureStore, type FeatureStore } from '../../src/traffic/features/index.ts';
import { call, DAY, feature, HOUR, MINUTE, START, subscriber } from './facts-kit.ts';

/** When the file is read: long after all its calls. */
const receivedAt = START + 1_000 * DAY;
const small = { maxNumbers: 1_000, maxPairs: 4_096 };

/** A call every two minutes among a few people. */
const row = (index: number, from = START): CallFacts =>
  call({
    at: from + index * 2 * MINUTE,
    receivedAt,
    callerKey: subscriber(index % 3),
    calleeKey: subscriber(3 + (index % 5)),
  });
const rows = (count: number, from = START): CallFacts[] =>
  Array.from({ length: count }, (_, index) => row(index, from));

function play(list: readonly CallFacts[], options = {}): FeatureStore {
  const store = createFeatureStore({ ...small, ...options });
  for (const facts of list) store.observe(facts);
  return store;
}

/** The features of everybody, read by a call that is counted nowhere. */
const stand = (store: FeatureStore, at: number): number[][] =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((person) =>
    Array.from(
      store.observe(
        call({ at, receivedAt: 0, callerKey: subscriber(person), calleeKey: subscriber((person + 3) % 8) }),
      ),
    ),
  );

describe('a row dated far ahead of its file, but before we read it', () => {
  it('moves nobody\u2019s clock: not the stream\u2019s, not those of its parties', () => {
    const store = play(rows(20));
    const odd = store.observe(call({ ...row(21), outcome: 'answered', at: START + 730 * DAY }));
    expect(store.lastNote).toBe('ahead');
    expect(feature(odd, 'caller.calls_24h')).toBe(7);
    expect(store.stats().watermark).toBe(row(19).at);
    expect(store.stats().dropped).toMatchObject({ ahead: 1, late: 0 });
    const next = store.observe(row(21));
    expect(store.lastNote).toBe('counted');
    expect(feature(next, 'caller.calls_24h')).toBe(8);
  });

  it('leaves the state as it was, whichever rows they are and wherever they stand', () => {
    const oddRows = fc.array(
      fc.record({
        place: fc.integer({ min: 8, max: 120 }),
        person: fc.nat({ max: 7 }),
        daysAhead: fc.integer({ min: 2, max: 900 }),
      }),
      { minLength: 1, maxLength: 7 },
    );
    fc.assert(
      fc.property(oddRows, (odd) => {
        const right = rows(121);
        const list: CallFacts[] = [];
        for (const [place, facts] of right.entries()) {
          list.push(facts);
          for (const one of odd.filter((other) => other.place === place))
            list.push({ ...facts, at: facts.at + one.daysAhead * DAY, callerKey: subscriber(one.person) });
        }
        const [clean, mixed] = [play(right), play(list)];
        expect(mixed.stats()).toEqual({
          ...clean.stats(),
          dropped: { ...clean.stats().dropped, ahead: odd.length },
        });
        const probe = right.at(-1)!.at;
        expect(stand(mixed, probe)).toEqual(stand(clean, probe));
      }),
      { numRuns: 40 },
    );
  });

  it('is not believed when one row in fifty is such', () => {
    const list = rows(2_000).flatMap((facts, index) =>
      index > 50 && index % 50 === 0 ? [{ ...facts, at: facts.at + 400 * DAY }, facts] : [facts],
    );
    const store = play(list);
    expect(store.stats().watermark).toBe(list.at(-1)!.at);
    expect(store.stats().dropped).toMatchObject({ ahead: 38, late: 0 });
  });

  it('that comes first is found out by the calls after it', () => {
    const store = play([{ ...row(0), at: START + 730 * DAY }, ...rows(40)]);
    expect(store.stats().watermark).toBe(row(39).at);
    expect(store.stats().dropped.late).toBe(8);
    const vector = store.observe(row(42));
    expect(store.lastNote).toBe('counted');
    // Subscriber 0 called in the wrong row: it starts anew when that is found out, at the eighth call.
    expect(feature(vector, 'caller.calls_24h')).toBe(12);
    expect(feature(store.observe(row(43)), 'caller.calls_24h')).toBe(14);
  });
});

describe('gaps in a file', () => {
  it.each([
    ['a quiet night', 14 * HOUR, 0],
    ['a weekend', 63 * HOUR, 7],
    ['a month between two files', 30 * DAY, 7],
  ])('%s: every call is counted in the end', (_, gap, waiting) => {
    const later = rows(60, row(59).at + gap);
    const store = play(rows(60));
    const notes = later.map((facts) => {
      store.observe(facts);
      return store.lastNote;
    });
    expect(notes.filter((note) => note === 'ahead')).toHaveLength(waiting);
    expect(notes.slice(waiting).every((note) => note === 'counted')).toBe(true);
    // A store that was told of each call as it was made had nothing to wait for.
    const live = play([...rows(60), ...later].map((facts) => ({ ...facts, receivedAt: facts.at })));
    expect(store.stats()).toEqual(live.stats());
    expect(stand(store, later.at(-1)!.at)).toEqual(stand(live, later.at(-1)!.at));
  });

  it('a wrong row right after a gap does not lead the clock astray', () => {
    const later = rows(40, START + 30 * DAY);
    const odd = { ...row(0), at: START + 800 * DAY };
    for (let place = 0; place < 12; place += 1) {
      const store = play([...rows(60), ...later.slice(0, place), odd, ...later.slice(place)]);
      expect(store.stats().watermark).toBe(later.at(-1)!.at);
      expect(store.stats().dropped).toMatchObject({ ahead: 1, late: 0 });
    }
  });

  it('a stream of one call in three days goes on, each call counted when seven more have come', () => {
    const sparse = Array.from({ length: 30 }, (_, index) =>
      call({ at: START + index * 3 * DAY, receivedAt }),
    );
    const store = play(sparse);
    expect(store.stats().watermark).toBe(sparse.at(-8)!.at);
    expect(store.stats().dropped.ahead).toBe(7);
  });

  it('a store that began with a wrong row counts its warm-up from the right one', () => {
    const store = play([{ ...row(0), at: START - 9_000 * DAY }, ...rows(20)], { warmupMs: DAY });
    const vector = store.observe({ ...row(20), callerKey: subscriber(40) });
    expect(store.lastNote).toBe('warming');
    expect(feature(vector, 'caller.age_h')).toBeNaN();
  });
});
