import { describe, expect, it } from 'vitest';
import type { CallSignalling } from './call-signalling.ts';
import { REDIRECTION_TRUSTS } from './call-signalling.ts';
import { NOT_ASKED, VERIFICATION_RESULTS } from './caller-verification.ts';
import { signallingNotes } from './signalling-notes.ts';
import type { TelephoneNumber } from './telephone-number.ts';

const number = (canonical: string): TelephoneNumber => ({
  kind: 'e164',
  raw: canonical,
  canonical,
  key: Number(canonical.slice(1)),
  country: 'CN',
  type: 'mobile',
  validity: 'valid',
  confidence: 'certain',
  extension: null,
  candidates: [],
  notes: [],
});
const PLAIN: CallSignalling = {
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
const tell = (changes: Partial<CallSignalling>, language: 'zh' | 'en' = 'en') =>
  signallingNotes({ ...PLAIN, ...changes }, language, ({ canonical }) => `<${canonical.slice(-2)}>`);

describe('what signalling told', () => {
  it('is one sentence for a plain call', () => {
    expect(tell({})).toEqual(['peer gw1; the caller is taken from From']);
    expect(tell({ callerFrom: 'p-asserted-identity', isAsserted: true }, 'zh')).toEqual([
      '对端 gw1，主叫取自P-Asserted-Identity，由网络担保',
    ]);
  });

  it('names everything else in both languages, numbers as the reader may see them', () => {
    const all: Partial<CallSignalling> = {
      presented: number('+8613800000011'),
      isPrivate: true,
      redirections: [
        { by: number('+8613800000022'), reason: 'no-answer', count: 2 },
        { by: number('+8613800000033'), reason: '<script>', count: 1 },
      ],
      redirectionTrust: 'claimed',
      conflicts: ['asserted-identities-differ', 'shown-code-from-abroad'],
      verification: { ...NOT_ASKED, result: 'failed', reason: 'stale', attestation: 'B' },
      line: 'not-allowed',
      isOwnFromOutside: true,
      roaming: 'at-home',
    };
    expect(tell(all)).toEqual([
      'peer gw1; the caller is taken from From',
      'the display shows <11>',
      'the caller asked that the number is not shown',
      'passed on, last first, by <22> (no answer, 2 times), <33>, told by a peer that is not trusted for it, and not believed',
      'two asserted callers differ',
      'a call from abroad shows a domestic service number',
      'the signature about the caller does not hold (stale, B)',
      "the number is not on its leased line's list",
      'the number shown is one of our own network, and the call came in from outside it',
      'its network says that the mobile is at home',
    ]);
    const zh = tell(all, 'zh');
    expect(zh).toHaveLength(10);
    expect(zh[3]).toBe('据称由近及远经 <22> (无应答, 2次)、<33> 转接，对端不受信任，不予采信');
    expect(zh[6]).toBe('主叫签名验证失败（stale，B）');
  });

  it('has words for every degree of trust and every outcome', () => {
    for (const redirectionTrust of REDIRECTION_TRUSTS.slice(1))
      for (const language of ['zh', 'en'] as const)
        expect(tell({ redirectionTrust }, language)[1]).toBeTruthy();
    for (const result of VERIFICATION_RESULTS)
      expect(tell({ verification: { ...NOT_ASKED, result } })).toHaveLength(result === 'unknown' ? 1 : 2);
  });
});
