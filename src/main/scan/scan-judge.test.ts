import { describe, expect, it } from 'vitest';
import { sampleFacts } from '../../../test/kit/sample-facts.ts';
import { samplePolicy } from '../../../test/kit/scan-result.ts';
import { appendFacts, callColumns } from '../../domain/call-columns.ts';
import type { CallFacts } from '../../domain/call-facts.ts';
import type { Decision } from '../../domain/verdict.ts';
import { CallerTable } from './caller-table.ts';
import { ScanJudge } from './scan-judge.ts';
import { SCAN_LIMITS, type ScanLimits } from './scan-limits.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);

/** A decision whose measure and score follow from the ring time, so that a test can say what each call is judged. */
function judged(facts: CallFacts): Decision {
  const score = facts.ringMs;
  const measure = score >= 60 ? 'block' : score >= 20 ? 'warn' : 'none';
  return {
    measure,
    scoredMeasure: measure,
    score,
    signals: [{ id: 'RING', version: 1, group: 'g', value: score, threshold: 20, weight: score }],
    composites: [],
    capped: [],
    list: null,
    protection: null,
    appliesTo: 'number',
    degraded: [],
  };
}

function scan(calls: readonly Partial<CallFacts>[], limits: ScanLimits = SCAN_LIMITS) {
  const judge = new ScanJudge({
    judge: (facts) => ({ ...judged(facts), looked: true }),
    watch: () => {},
    decision: judged,
    lastCallees: () => 4.5,
    timelines: true,
    limits,
  });
  const columns = callColumns(8 * Math.ceil((calls.length + 1) / 8));
  for (const call of calls) appendFacts(columns, sampleFacts({ ringMs: 0, ...call }));
  const callers = new CallerTable(limits.callers);
  const ids = new Int32Array(columns.at.length);
  callers.countAll(columns, ids);
  judge.judge(columns, ids);
  const readAs = { country: 'CN', trunk: 'unknown', timeZone: null } as const;
  return judge.result({ files: [], readAs, warnings: [], policy: samplePolicy(), callers }, String);
}

describe('ScanJudge', () => {
  it("keeps a number's strongest verdict and its totals over everything", () => {
    const result = scan([
      { callerKey: 5, at: START, outcome: 2 },
      { callerKey: 5, at: START + HOUR, ringMs: 30 },
      { callerKey: 5, at: START + 2 * HOUR, ringMs: 80 },
      { callerKey: 5, at: START + 3 * HOUR, ringMs: 80, outcome: 0 },
      { callerKey: 5, at: START + 4 * HOUR },
      { callerKey: 6, at: START },
    ]);
    expect(result.numbers).toHaveLength(1);
    expect(result.numbers[0]).toMatchObject({
      number: '5',
      kind: 'e164',
      country: 'CN',
      measure: 'block',
      score: 80,
      decidedAt: START + 2 * HOUR,
      calls: 5,
      firstAt: START,
      lastAt: START + 4 * HOUR,
      answered: 3,
      outcomes: 4,
      callees: 4.5,
    });
    expect(result.numbers[0]?.hours.map(({ calls }) => calls)).toEqual([1, 1, 1, 1, 1]);
    expect(result).toMatchObject({ calls: 6, callers: 2, suspiciousCalls: 3, unnamedCalls: 0 });
  });

  it('ranks by score, then by number', () => {
    const result = scan([
      { callerKey: 9, ringMs: 30 },
      { callerKey: 8, ringMs: 30 },
      { callerKey: 7, ringMs: 70 },
    ]);
    expect(result.numbers.map(({ number }) => number)).toEqual(['7', '8', '9']);
  });

  it('counts suspicious calls without a number and names nobody for them', () => {
    const result = scan([{ callerKey: 0, ringMs: 90 }, { callerKey: 0 }]);
    expect(result).toMatchObject({ numbers: [], unnamedCalls: 1, suspiciousCalls: 1, callers: 0 });
  });

  it('gives calls by local hour', () => {
    const result = scan([{ at: START }, { at: START, ringMs: 30 }, { at: START + 2 * HOUR }]);
    const first = START / HOUR + 8;
    expect(result.hours).toEqual([
      { hour: first, calls: 2, suspicious: 1 },
      { hour: first + 2, calls: 1, suspicious: 0 },
    ]);
  });

  it('forgets the weaker suspects beyond the bound and says so', () => {
    const calls = [1, 2, 3, 4, 5].map((callerKey) => ({ callerKey, ringMs: 20 + callerKey }));
    const result = scan(calls, { ...SCAN_LIMITS, suspects: 4 });
    expect(result.numbers.map(({ number }) => number)).toEqual(['5', '4', '3']);
    expect(result.degraded).toEqual([{ what: 'scan.numbers', why: 'weaker-numbers-forgotten', calls: 2 }]);
  });

  it('starts totals at the first signal for a caller beyond the table', () => {
    const result = scan(
      [{ callerKey: 1 }, { callerKey: 2 }, { callerKey: 2, ringMs: 30 }, { callerKey: 2 }],
      { ...SCAN_LIMITS, callers: 1 },
    );
    expect(result.numbers[0]).toMatchObject({ number: '2', calls: 2 });
    expect(result.uncountedCalls).toBe(3);
  });
});
