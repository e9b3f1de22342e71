import { CALL_OUTCOMES } from '../../src/domain/call-event.ts';
import type { CallFacts } from '../../src/domain/call-facts.ts';
import { FEATURES, WINDOW_MS, WINDOWS } from '../../src/domain/feature-catalogue.ts';

const outcomeOf = (facts: CallFacts) => CALL_OUTCOMES[facts.outcome]!;
const localHour = (facts: CallFacts) => Math.floor((facts.at / 3_600_000 + facts.utcOffsetMin / 60) % 24);
const localDay = (facts: CallFacts) => Math.floor((facts.at / 3_600_000 + facts.utcOffsetMin / 60) / 24);

/** How a call is weighed: by a sliding window (exact) or by buckets (what a busy number promises). */
export type Weigh = (at: number, newest: number, width: number) => number;
export const sliding: Weigh = (at, newest, width) => (newest - at < width ? 1 : 0);
const bucketed =
  (slots: (width: number) => number): Weigh =>
  (at, newest, width) => {
    const slot = width / slots(width);
    const behind = Math.floor(newest / slot) - Math.floor(at / slot);
    if (behind > slots(width)) return 0;
    return behind < slots(width) ? 1 : 1 - (newest - Math.floor(newest / slot) * slot) / slot;
  };
/** Pairs, and calls back. */
export const twoBuckets = bucketed(() => 1);
const SLOTS: Readonly<Record<number, number>> = {
  [WINDOW_MS['1h']]: 3,
  [WINDOW_MS['24h']]: 8,
  [WINDOW_MS['7d']]: 7,
};
export const inSlots = bucketed((width) => SLOTS[width] ?? 1);

/**
 * The oracle: keeps every call and computes every feature from the definition, as slowly as it likes.
 * `called_back` and `sequential` follow the order of arrival, as they do in the store.
 */
export class ExactFeatures {
  private readonly calls: { facts: CallFacts; isSequential: boolean; isCalledBack: boolean }[] = [];
  private readonly firstSeen = new Map<number, number>();

  observe(facts: CallFacts, weigh: Weigh = sliding): Map<string, number> {
    this.note(facts);
    return this.features(facts, weigh);
  }

  /** Keeps a call without telling its features. */
  note(facts: CallFacts): void {
    const before = this.calls.filter((one) => one.facts.callerKey === facts.callerKey);
    const newestBefore = before.reduce((newest, one) => Math.max(newest, one.facts.at), -1);
    const dialled = before.filter((one) => one.facts.at === newestBefore).at(-1);
    const distance = dialled ? Math.abs(facts.calleeKey - dialled.facts.calleeKey) : 0;
    const isCalledBack = this.calls.some(
      ({ facts: other }) =>
        other.callerKey === facts.calleeKey &&
        other.calleeKey === facts.callerKey &&
        Math.abs(facts.at - other.at) < WINDOW_MS['7d'],
    );
    this.calls.push({ facts, isSequential: distance >= 1 && distance <= 3, isCalledBack });
    for (const key of [facts.callerKey, facts.calleeKey])
      this.firstSeen.set(key, Math.min(this.firstSeen.get(key) ?? facts.at, facts.at));
  }

  private features(facts: CallFacts, weigh: Weigh): Map<string, number> {
    const values = new Map<string, number>(FEATURES.map((name) => [name, Number.NaN]));
    this.side('caller', facts, weigh, values);
    this.side('callee', facts, weigh, values);
    this.pair(facts, values);
    return values;
  }

  private side(role: 'caller' | 'callee', facts: CallFacts, weigh: Weigh, values: Map<string, number>): void {
    const key = role === 'caller' ? facts.callerKey : facts.calleeKey;
    const mine = this.calls.filter(({ facts: one }) => one.callerKey === key || one.calleeKey === key);
    const newest = mine.reduce((last, one) => Math.max(last, one.facts.at), 0);
    const own = mine.filter(({ facts: one }) => (role === 'caller' ? one.callerKey : one.calleeKey) === key);
    const others = mine.filter(
      ({ facts: one }) => (role === 'caller' ? one.calleeKey : one.callerKey) === key,
    );
    for (const window of WINDOWS) {
      const width = WINDOW_MS[window];
      const sum = (list: typeof mine, value: (one: (typeof mine)[number]) => number) =>
        list.reduce((total, one) => total + weigh(one.facts.at, newest, width) * value(one), 0);
      const where = (test: (one: CallFacts) => boolean) => sum(own, (one) => (test(one.facts) ? 1 : 0));
      const calls = sum(own, () => 1);
      // Busy numbers tell the ages of peers to 10 s.
      const young = own.filter(({ facts: one }) =>
        weigh === sliding
          ? newest - one.at < width
          : Math.floor(newest / 10_000) - Math.floor(one.at / 10_000) < width / 10_000,
      );
      const peers = new Set(
        young.map((one) => (role === 'caller' ? one.facts.calleeKey : one.facts.callerKey)),
      );
      const set = (metric: string, value: number) => values.set(`${role}.${metric}_${window}`, value);
      set('calls', calls);
      set(role === 'caller' ? 'callees' : 'callers', peers.size);
      set(
        role === 'caller' ? 'calls_per_callee' : 'calls_per_caller',
        peers.size === 0 ? Number.NaN : Math.max(1, calls / peers.size),
      );
      set(
        'answer_ratio',
        where((one) => outcomeOf(one) === 'answered') / where((one) => outcomeOf(one) !== 'unknown'),
      );
      const rung = (one: CallFacts) => one.ringMs >= 0;
      set('ring_s', sum(own, (one) => (rung(one.facts) ? one.facts.ringMs / 1000 : 0)) / where(rung));
      const talked = (one: CallFacts) => outcomeOf(one) === 'answered' && one.talkMs >= 0;
      set('talk_s', sum(own, (one) => (talked(one.facts) ? one.facts.talkMs / 1000 : 0)) / where(talked));
      set(
        'short',
        where((one) => talked(one) && one.talkMs < 6_000),
      );
      if (role === 'callee') continue;
      set('out_share', calls / (calls + sum(others, () => 1)));
      set(
        'one_ring',
        where((one) => /^(cancelled|no-answer)$/.test(outcomeOf(one)) && rung(one) && one.ringMs < 8_000),
      );
      set(
        'sequential',
        sum(own, (one) => (one.isSequential ? 1 : 0)),
      );
      set(
        'dead',
        where((one) => outcomeOf(one) === 'dead-number'),
      );
      set('night_share', where((one) => localHour(one) >= 22 || localHour(one) < 7) / calls);
    }
    values.set(`${role}.age_h`, (facts.at - this.firstSeen.get(key)!) / 3_600_000);
    if (role === 'callee') return;
    const inWeek = own.filter((one) => newest - one.facts.at < WINDOW_MS['7d']);
    values.set('caller.hours_active', new Set(inWeek.map((one) => localHour(one.facts))).size);
    const lastDay = Math.max(...own.map((one) => localDay(one.facts)));
    const days = own.map((one) => localDay(one.facts)).filter((day) => lastDay - day < 31);
    values.set('caller.days_active', new Set(days).size);
    const backWeigh = weigh === sliding ? sliding : twoBuckets;
    const back = others
      .filter((one) => one.isCalledBack)
      .reduce((total, one) => total + backWeigh(one.facts.at, newest, WINDOW_MS['7d']), 0);
    values.set('caller.called_back_7d', back);
    values.set('caller.called_back_share_7d', back / values.get('caller.callees_7d')!);
  }

  private pair(facts: CallFacts, values: Map<string, number>): void {
    const forward = this.calls.filter(
      ({ facts: one }) => one.callerKey === facts.callerKey && one.calleeKey === facts.calleeKey,
    );
    const reverse = this.calls.filter(
      ({ facts: one }) =>
        one.callerKey !== one.calleeKey &&
        one.callerKey === facts.calleeKey &&
        one.calleeKey === facts.callerKey,
    );
    const newest = Math.max(...forward.map((one) => one.facts.at));
    for (const window of WINDOWS) {
      const sum = (value: (one: CallFacts) => number) =>
        forward.reduce(
          (total, one) => total + twoBuckets(one.facts.at, newest, WINDOW_MS[window]) * value(one.facts),
          0,
        );
      const answered = sum((one) => (outcomeOf(one) === 'answered' ? 1 : 0));
      values.set(
        `pair.calls_${window}`,
        sum(() => 1),
      );
      values.set(`pair.answered_${window}`, answered);
      values.set(
        `pair.talk_s_${window}`,
        sum((one) => (outcomeOf(one) === 'answered' ? Math.max(0, one.talkMs) / 1000 : 0)) / answered,
      );
    }
    const first = Math.min(...[...forward, ...reverse].map((one) => one.facts.at));
    values.set('pair.age_h', (facts.at - first) / 3_600_000);
    const asOf = Math.max(facts.at, ...reverse.map((one) => one.facts.at));
    values.set(
      'pair.reverse_calls_7d',
      reverse.reduce((total, one) => total + twoBuckets(one.facts.at, asOf, WINDOW_MS['7d']), 0),
    );
  }
}
