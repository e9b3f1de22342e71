import { describe, expect, it } from 'vitest';
import type { CallSignalling } from '../domain/call-signalling.ts';
import { NOT_ASKED } from '../domain/caller-verification.ts';
import type { Policy } from '../domain/policy.ts';
import type { Verdict } from '../domain/verdict.ts';
import { LOUD_DECISION, QUIET_DECISION, testCall } from '../traffic/record/test-calls.ts';
import { explainVerdict, explanationText } from './explain-verdict.ts';

const STAMP = { version: '2026.11.0', digest: 'ab'.repeat(32) };
const POLICY: Policy = {
  stamp: STAMP,
  rules: [
    {
      id: 'TEST_RULE',
      version: 2,
      title: { zh: '高频外呼', en: 'Calls too often' },
      reason: {
        zh: '一小时外呼 {value} 次，上限 {threshold}',
        en: '{value} calls in an hour, limit {threshold}',
      },
      group: 'volume',
      weight: 4,
      basis: { kind: 'regulator', text: { zh: '某通知', en: 'a notice' }, source: 'notice 1' },
      value: 'caller.calls_1h',
      unit: 'count',
      threshold: 60,
      when: 'value > threshold',
      examples: [],
    },
  ],
  groups: [{ id: 'volume', title: { zh: '呼叫量', en: 'Volume' }, cap: 7.25, about: 'number' }],
  composites: [],
  thresholds: [],
  lists: [],
  disabled: [],
  home: 'CN',
  suspectFrom: 'warn',
};
const verdict: Verdict = {
  ...LOUD_DECISION,
  id: 'V9-0a0b0c0d',
  eventId: 'test-9',
  at: testCall(9).at,
  policy: STAMP,
};
const mask = (written: string): string => `${written.slice(0, 6)}****`;
const tell = (over: Partial<Verdict>, language: 'zh' | 'en', policy: Policy | null = POLICY) =>
  explainVerdict({ event: testCall(9), verdict: { ...verdict, ...over } }, policy, language, mask);

describe('explainVerdict', () => {
  it('says everything the verdict holds, in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      const told = tell({ protection: null }, language);
      const text = explanationText(told, language);
      for (const part of [
        'V9-0a0b0c0d',
        'TEST_RULE@2',
        '61',
        '60',
        '7.25',
        'notice 1',
        'warming',
        '2026.11.0',
      ])
        expect(text).toContain(part);
      expect(text).toContain(language === 'zh' ? '一小时外呼 61 次' : '61 calls in an hour');
      expect(text).not.toContain('undefined');
    }
    expect(tell({ protection: null }, 'en').sentence).toBe(
      'At 2025-10-09 16:53 UTC+08:00, +86138**** called +86139****: warn (the callee is warned), because 61 calls in an hour, limit 60.',
    );
  });

  it('tells what the signalling told, with every number masked', () => {
    const event = testCall(9);
    const signalling: CallSignalling = {
      peer: 'gw1',
      callerFrom: 'from',
      isAsserted: false,
      presented: null,
      isPrivate: false,
      redirections: [{ by: { ...event.callee, canonical: '+8613700000007' }, reason: 'user-busy', count: 1 }],
      redirectionTrust: 'claimed',
      conflicts: [],
      verification: NOT_ASKED,
      line: 'unknown',
      isOwnFromOutside: false,
      roaming: 'unknown',
    };
    const told = explainVerdict({ event: { ...event, signalling }, verdict }, POLICY, 'zh', mask);
    expect(told.signalling).toEqual([
      '对端 gw1，主叫取自From',
      '据称由近及远经 +86137**** (忙) 转接，对端不受信任，不予采信',
    ]);
    expect(explanationText(told, 'zh')).toContain(
      '信令：对端 gw1，主叫取自From；据称由近及远经 +86137**** (忙) 转接',
    );
    expect(explanationText(tell({}, 'en'), 'en')).not.toContain('signalling');
  });

  it('names first what overruled the score', () => {
    expect(tell({}, 'en').sentence).toContain('because the callee is protected (emergency)');
    const list = {
      list: 'allow',
      party: 'caller',
      entry: '+8613800000009',
      source: 'desk',
      reason: 'bank',
    } as const;
    const told = tell({ protection: null, list }, 'zh');
    expect(told.sentence).toContain('放行名单（desk：bank）');
    expect(told.list?.entry).toBe('+86138****');
  });

  it('never reads a failed evaluation as harmless', () => {
    const failed = {
      score: null,
      signals: [],
      protection: null,
      degraded: [{ what: 'detect', why: 'stage-failed' }],
    };
    expect(tell(failed, 'en').sentence).toContain('could not be judged (detect)');
    expect(explanationText(tell(failed, 'zh'), 'zh')).toContain('无法评估');
  });

  it('says that nothing fired, and does without the policy', () => {
    const quiet = { ...QUIET_DECISION };
    expect(tell(quiet, 'en').sentence).toContain('because no rule fired');
    expect(tell({ protection: null }, 'en', null).signals[0]).toMatchObject({
      title: 'TEST_RULE',
      basis: null,
    });
  });

  it('says when the number shown is not the one calling', () => {
    const voided = { party: 'caller', entry: '110', reason: 'police', voided: 'impossible-origin' } as const;
    const told = tell({ appliesTo: 'call', protection: voided }, 'en');
    const text = explanationText(told, 'en');
    expect(text).toContain('about this call only');
    expect(text).toContain('void for this call: impossible-origin');
    expect(told.sentence).toContain('61 calls in an hour, limit 60; the number shown is protected, but');
  });
});
