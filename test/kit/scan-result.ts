import type { Composite, Policy, Rule } from '../../src/domain/policy.ts';
import type { ScannedNumber, ScanResult } from '../../src/report/index.ts';

/** A policy of three rules with made-up limits, enough to write a report with. */
export function samplePolicy(): Policy {
  return {
    stamp: { version: '2026.0.0-sample', digest: '0f'.repeat(32) },
    rules: [
      rule(
        'MANY_CALLEES',
        40,
        '一小时内呼叫 {value} 个不同号码（限 {threshold}）',
        '{value} distinct callees in an hour (limit {threshold})',
      ),
      rule(
        'RARELY_ANSWERED',
        15,
        '接通率 {value}（低于 {threshold}）',
        'answer ratio {value} (below {threshold})',
      ),
      rule(
        'CALLED_BACK',
        -20,
        '{value} 的被叫曾回拨（{threshold} 起）',
        '{value} of its callees called back (from {threshold})',
      ),
    ],
    composites: [composite('NEW_AND_BUSY', '首次出现当天即大量外呼', 'busy on its first day')],
    groups: [],
    thresholds: [],
    lists: [],
    disabled: [],
    home: 'CN',
    suspectFrom: 'label',
  };
}

function rule(id: string, weight: number, zh: string, en: string): Rule {
  return {
    id,
    version: 2,
    title: { zh, en: en.replace(/ \(.*/, '') },
    reason: { zh, en },
    group: 'sample',
    weight,
    basis: {
      kind: 'practice',
      text: { zh: '示例依据', en: 'sample basis' },
      source: 'sample source, clause 1',
    },
    value: '1.0',
    unit: id === 'MANY_CALLEES' ? 'count' : 'share',
    threshold: 1,
    when: 'true',
    examples: [],
  };
}

function composite(id: string, zh: string, en: string): Composite {
  return {
    id,
    version: 1,
    title: { zh, en },
    reason: { zh, en },
    weight: 25,
    when: 'true',
    basis: { kind: 'measured', text: { zh: '实测示例', en: 'measured sample' }, source: 'sample figures' },
  };
}

const DAY = Date.UTC(2026, 2, 2);
const HOUR = 3_600_000;

/** A caller that was named, with plain values for all that `changes` does not set. */
export function sampleNumber(changes: Partial<ScannedNumber> = {}): ScannedNumber {
  const base = DAY / HOUR;
  return {
    number: '+8613900000001',
    kind: 'e164',
    country: 'CN',
    score: 80,
    measure: 'divert',
    signals: [
      { id: 'MANY_CALLEES', version: 2, group: 'sample', value: 112, threshold: 60, weight: 40 },
      { id: 'RARELY_ANSWERED', version: 2, group: 'sample', value: 0.0312, threshold: 0.2, weight: 15 },
      { id: 'NEW_AND_BUSY', version: 1, group: 'composite', value: 1, threshold: 1, weight: 25 },
    ],
    capped: [],
    list: null,
    protection: null,
    degraded: [],
    appliesTo: 'number',
    decidedAt: DAY + 3 * HOUR,
    calls: 412,
    firstAt: DAY + HOUR,
    lastAt: DAY + 9 * HOUR,
    answered: 12,
    outcomes: 412,
    callees: 398.6,
    utcOffsetMin: 480,
    hours: [9, 10, 11, 14, 15, 16, 17].map((hour, place) => ({ hour: base + hour, calls: 20 + 13 * place })),
    ...changes,
  };
}

/** A whole result; `numbers` are taken as they are, so sort them as a scan would. */
export function sampleResult(changes: Partial<ScanResult> = {}): ScanResult {
  const base = DAY / HOUR;
  return {
    files: [
      {
        path: 'Master.csv',
        format: 'asterisk-cdr-csv',
        rows: 10_000,
        events: 9_700,
        duplicates: 40,
        quarantined: 10,
        dropped: { 'further-leg': 250 },
      },
    ],
    readAs: { country: 'CN', trunk: 'unknown', timeZone: 'Asia/Shanghai' },
    warnings: [],
    numbers: [sampleNumber()],
    policy: samplePolicy(),
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour: base + hour,
      calls: Math.round(400 + 380 * Math.sin((hour - 7) / 3.8)),
      suspicious: hour >= 9 && hour <= 17 ? 20 + 13 * (hour - 9) : 0,
    })),
    calls: 9_700,
    suspiciousCalls: 380,
    unnamedCalls: 3,
    callers: 1_204,
    uncountedCalls: 0,
    degraded: [],
    ...changes,
  };
}
