import type { CallEvent } from '../../domain/call-event.ts';
import { e164Key } from '../../domain/number-key.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import type { Decision } from '../../domain/verdict.ts';

/** A mobile number of a made-up subscriber, for tests. */
export function testNumber(digits: string): TelephoneNumber {
  return {
    kind: 'e164',
    raw: digits,
    canonical: `+${digits}`,
    key: e164Key(digits),
    country: 'CN',
    type: 'mobile',
    validity: 'valid',
    confidence: 'certain',
    extension: null,
    candidates: [],
    notes: [],
  };
}

/** The `nth` call of a made-up stream, one a second. */
export function testCall(nth: number, more: Partial<CallEvent> = {}): CallEvent {
  return {
    id: `test-${nth}`,
    source: 'test',
    at: 1_760_000_000_000 + nth * 1_000,
    receivedAt: 1_760_000_000_500 + nth * 1_000,
    utcOffsetMin: 480,
    caller: testNumber(`8613800${String(nth % 97).padStart(6, '0')}`),
    callee: testNumber(`8613900${String(nth % 1009).padStart(6, '0')}`),
    trunk: 'subscriber',
    outcome: 'answered',
    ringMs: 4_000,
    talkMs: 60_000,
    imei: null,
    cell: null,
    signalling: null,
    problems: [],
    ...more,
  };
}

export const QUIET_DECISION: Decision = Object.freeze({
  measure: 'none',
  scoredMeasure: 'none',
  score: 0,
  signals: [],
  composites: [],
  capped: [],
  list: null,
  protection: null,
  appliesTo: 'number',
  degraded: [],
});

export const LOUD_DECISION: Decision = Object.freeze<Decision>({
  ...QUIET_DECISION,
  measure: 'warn',
  scoredMeasure: 'block',
  score: 7.25,
  signals: [{ id: 'TEST_RULE', version: 2, group: 'volume', value: 61, threshold: 60, weight: 4 }],
  capped: [{ group: 'volume', sum: 9, counted: 7.25 }],
  protection: { party: 'callee', entry: '110', reason: 'emergency', voided: null },
  degraded: [{ what: 'features', why: 'warming' }],
});
