import { describe, expect, it } from 'vitest';
import { FAKE_WORDS, fakeJudged } from '../../test/kit/fake-desk.ts';
import type { CallSignalling } from '../domain/call-signalling.ts';
import { NOT_ASKED } from '../domain/caller-verification.ts';
import { headline, presentVerdict } from './present-verdict.ts';
import type { JudgedCall, RuleWords } from './verdict-desk.ts';

const SIGNALLING: CallSignalling = {
  peer: 'gw1',
  callerFrom: 'from',
  isAsserted: false,
  presented: null,
  isPrivate: false,
  redirections: [],
  redirectionTrust: 'none',
  conflicts: [],
  verification: NOT_ASKED,
  line: 'unknown',
  isOwnFromOutside: false,
  roaming: 'unknown',
};
const ATTEMPT = {
  eventId: 'e1',
  source: 'gateway',
  caller: '+861380000006',
  callee: '+8613900000001',
  country: null,
  trunk: 'international',
  at: 1_760_000_000_000,
  receivedAt: 1_760_000_000_000,
  utcOffsetMin: 480,
  outcome: 'answered',
  ringMs: null,
  talkMs: null,
  imei: null,
  cell: null,
} as const;
const IMPERSONATION: RuleWords = {
  ...FAKE_WORDS,
  reason: {
    zh: '来话从国际口进入，却显示境内短号码。',
    en: 'It came in from abroad and shows a domestic code.',
  },
  unit: 'fact',
};

function judgedWith(voided: 'impossible-origin' | null): JudgedCall {
  const judged = fakeJudged(ATTEMPT, 1);
  const protection = { party: 'caller', entry: '10000', reason: '中国电信客服', voided } as const;
  const list = { list: 'deny', party: 'caller', entry: '10000', source: 'desk', reason: 'denied' } as const;
  return { ...judged, verdict: { ...judged.verdict, protection, list } };
}
const told = (judged: JudgedCall, language: 'zh' | 'en', words = IMPERSONATION) =>
  presentVerdict(judged, {
    language,
    unmasked: true,
    words: () => words,
    acknowledged: true,
    repeated: false,
  });

describe('reasons', () => {
  it('say the impersonation first when a protection is void, and why it is void after it', () => {
    const judged = judgedWith('impossible-origin');
    expect(told(judged, 'zh').reasons.slice(0, 3)).toEqual([
      '来话从国际口进入，却显示境内短号码。',
      '显示的是受保护号码，但来话入口表明并非本机，此次呼叫不受保护。',
      '黑名单：denied',
    ]);
    expect(headline(judged, () => IMPERSONATION, 'en')).toBe(
      'It came in from abroad and shows a domestic code. The number shown is protected, but the call came in where that number cannot call from, so this call is not.',
    );
  });

  it('say the protection first when it holds', () => {
    const judged = judgedWith(null);
    expect(told(judged, 'en').reasons[0]).toBe('Protected: 中国电信客服');
    expect(headline(judged, () => IMPERSONATION, 'zh')).toBe('受保护：中国电信客服');
  });
});

describe('signalling', () => {
  it('is told in sentences, with numbers masked like every other', () => {
    const judged = judgedWith(null);
    expect(told(judged, 'en').signalling).toEqual([]);
    const { event } = judged;
    const presented = { ...event.callee, canonical: '+8613900000001' };
    const signalled = { ...judged, event: { ...event, signalling: { ...SIGNALLING, presented } } };
    expect(told(signalled, 'en').signalling).toEqual([
      'peer gw1; the caller is taken from From',
      'the display shows +8613900000001',
    ]);
    const masked = presentVerdict(signalled, {
      language: 'zh',
      unmasked: false,
      words: () => null,
      acknowledged: true,
      repeated: false,
    });
    expect(masked.signalling[1]).toMatch(/^屏幕显示 .*\*+/);
    expect(JSON.stringify(masked)).not.toContain('13900000001');
  });
});

describe('figures', () => {
  it('are raw numbers and, for people, texts; a fact has none', () => {
    const [signal] = told(judgedWith(null), 'en', FAKE_WORDS).signals;
    expect(signal).toMatchObject({ value: 312, valueText: '312', threshold: 60, thresholdText: '60' });
    expect(told(judgedWith(null), 'en').signals[0]).toMatchObject({ valueText: null, thresholdText: null });
  });
});
