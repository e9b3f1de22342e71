import type { CallAttempt, JudgedCall, Judging, RuleWords, VerdictDesk } from '../../src/api/index.ts';
import type { DeskStatus } from '../../src/api/verdict-desk.ts';
import type { Measure } from '../../src/domain/measure.ts';
import type { Signal } from '../../src/domain/signal.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';

/** A desk in memory whose verdict follows from the caller's last digit, for tests of the door alone. */
export interface FakeDesk extends VerdictDesk {
  readonly judged: JudgedCall[];
  /** How the journal behaves: resolves, hangs or fails. */
  journal: 'holds' | 'hangs' | 'fails';
  status_: DeskStatus;
  judgeError: Error | null;
}

const MEASURE_BY_DIGIT: Readonly<Record<string, Measure>> = {
  '1': 'observe',
  '2': 'label',
  '3': 'warn',
  '4': 'rate-limit',
  '5': 'divert',
  '6': 'block',
};

export const FAKE_WORDS: RuleWords = {
  title: { zh: '高频外呼', en: 'Over-frequent calling' },
  reason: {
    zh: '一小时内外呼 {value} 次（阈值 {threshold}）',
    en: '{value} calls in an hour (threshold {threshold})',
  },
  unit: 'count',
  basis: { kind: 'regulator', text: { zh: '通知', en: 'Notice' }, source: 'test' },
};

export function fakeNumber(raw: string): TelephoneNumber {
  const digits = raw.replace(/\D/g, '');
  const readable = digits.length >= 5 && digits.length <= 15;
  return {
    kind: readable ? 'e164' : raw === '' ? 'withheld' : 'unparsable',
    raw,
    canonical: readable ? `+${digits}` : raw === '' ? 'withheld' : raw,
    key: readable ? Number(digits) : 0,
    country: readable ? 'CN' : null,
    type: 'mobile',
    validity: 'valid',
    confidence: 'certain',
    extension: null,
    candidates: [],
    notes: [],
  };
}

export function fakeJudged(attempt: CallAttempt, seq: number): JudgedCall {
  const measure = MEASURE_BY_DIGIT[attempt.caller.at(-1) ?? ''] ?? 'none';
  const score = measure === 'none' ? 0 : 4.25 + seq / 1000;
  const signal: Signal = {
    id: 'OVER_FREQUENCY',
    version: 2,
    group: 'volume',
    value: 312,
    threshold: 60,
    weight: 4.25,
  };
  return {
    event: {
      id: attempt.eventId,
      source: attempt.source,
      at: attempt.at,
      receivedAt: attempt.receivedAt,
      utcOffsetMin: attempt.utcOffsetMin ?? 480,
      caller: fakeNumber(attempt.caller),
      callee: fakeNumber(attempt.callee),
      trunk: attempt.trunk,
      outcome: attempt.outcome,
      ringMs: attempt.ringMs,
      talkMs: attempt.talkMs,
      imei: attempt.imei,
      cell: attempt.cell,
      signalling: null,
      problems: [],
    },
    verdict: {
      id: `V${seq}-0badcafe`,
      eventId: attempt.eventId,
      at: attempt.at,
      policy: { version: '2026.11.0', digest: 'd'.repeat(64) },
      measure,
      scoredMeasure: measure,
      score,
      signals: measure === 'none' ? [] : [signal],
      composites: [],
      capped: [],
      list: null,
      protection: null,
      appliesTo: 'number',
      degraded: [],
    },
    truth: null,
  };
}

export function fakeDesk(): FakeDesk {
  const judged: JudgedCall[] = [];
  const known = new Map<string, JudgedCall>();
  const listeners = new Set<(judged: JudgedCall) => void>();
  const desk: FakeDesk = {
    judged,
    journal: 'holds',
    judgeError: null,
    status_: {
      policy: { version: '2026.11.0', digest: 'd'.repeat(64) },
      policyRefused: null,
      journal: { writable: true, detail: null, pending: 0 },
      database: { state: 'ready', detail: null, lag: 0 },
      features: { numbers: 2, bytes: 400, dropped: { late: 0 } },
    },
    judge(attempt): Judging {
      if (desk.judgeError) throw desk.judgeError;
      const before = known.get(attempt.eventId);
      if (before) return { judged: before, repeated: true, journalled: Promise.resolve() };
      const call = fakeJudged(attempt, judged.length + 1);
      judged.push(call);
      known.set(attempt.eventId, call);
      for (const listener of listeners) listener(call);
      const journalled =
        desk.journal === 'holds'
          ? Promise.resolve()
          : desk.journal === 'fails'
            ? Promise.reject(new Error('disk full'))
            : new Promise<void>(() => undefined);
      return { judged: call, repeated: false, journalled };
    },
    find: async (id) => judged.find(({ verdict }) => verdict.id === id) ?? null,
    async list({ measure, limit, before }) {
      const wanted = judged
        .filter(({ verdict }) => measure === null || verdict.measure === measure)
        .reverse();
      const from = before === null ? 0 : wanted.findIndex(({ verdict }) => verdict.id === before) + 1;
      const calls = wanted.slice(from, from + limit);
      return { calls, next: from + limit < wanted.length ? (calls.at(-1)?.verdict.id ?? null) : null };
    },
    words: (signal) => (signal.id === 'OVER_FREQUENCY' ? FAKE_WORDS : null),
    status: () => desk.status_,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return desk;
}
