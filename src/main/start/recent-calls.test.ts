import { describe, expect, it } from 'vitest';
import { fakeJudged } from '../../../test/kit/fake-desk.ts';
import { RecentCalls } from './recent-calls.ts';

const judged = (seq: number, caller = '+8613800000001') =>
  fakeJudged(
    {
      eventId: `e${seq}`,
      source: 'api',
      caller,
      callee: '+8613900000001',
      country: null,
      trunk: 'unknown',
      at: seq,
      receivedAt: seq,
      utcOffsetMin: 480,
      outcome: 'unknown',
      ringMs: null,
      talkMs: null,
      imei: null,
      cell: null,
    },
    seq,
  );
const seqs = (page: { calls: readonly { verdict: { at: number } }[] }) =>
  page.calls.map(({ verdict }) => verdict.at);
const query = { measure: null, caller: null, limit: 3, before: null };

describe('recent calls', () => {
  it('stay bounded, and what is forgotten is forgotten everywhere', () => {
    const recent = new RecentCalls(10);
    for (let seq = 1; seq <= 105; seq += 1) recent.push(judged(seq));
    const held = Array.from({ length: 105 }, (_, place) => place + 1).filter((seq) =>
      recent.byEventId(`e${seq}`),
    );
    expect(held).toEqual([96, 97, 98, 99, 100, 101, 102, 103, 104, 105]);
    expect(seqs(recent.page({ ...query, limit: 200 }, null))).toEqual([...held].reverse());
    expect(held.every((seq) => recent.byVerdictId(`V${seq}-0badcafe`) !== null)).toBe(true);
  });

  it('give pages that neither repeat nor skip while new calls arrive', () => {
    const recent = new RecentCalls();
    for (let seq = 1; seq <= 7; seq += 1) recent.push(judged(seq));
    const first = recent.page(query, null);
    recent.push(judged(8));
    const second = recent.page({ ...query, before: first.next }, null);
    const third = recent.page({ ...query, before: second.next }, null);
    expect([first, second, third].map(seqs)).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
    expect(third.next).toBeNull();
  });

  it('give an empty page for a place that is none', () => {
    const recent = new RecentCalls();
    recent.push(judged(1));
    expect(recent.page({ ...query, before: 'nonsense' }, null)).toEqual({ calls: [], next: null });
  });

  it('find one caller and one measure', () => {
    const recent = new RecentCalls();
    recent.push(judged(1, '+8613800000001'));
    recent.push(judged(2, '+8613800000006'));
    expect(seqs(recent.page(query, 8613800000006))).toEqual([2]);
    expect(seqs(recent.page({ ...query, measure: 'observe' }, null))).toEqual([1]);
    expect(seqs(recent.page(query, Number.NaN))).toEqual([]);
  });

  it('take older calls from the journal behind the newer ones, each once', () => {
    const recent = new RecentCalls();
    recent.push(judged(5));
    recent.prepend([judged(3), judged(4), judged(5)]);
    expect(seqs(recent.page({ ...query, limit: 9 }, null))).toEqual([5, 4, 3]);
  });
});
