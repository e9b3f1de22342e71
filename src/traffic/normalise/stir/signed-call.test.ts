import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../test/kit/certificates.ts';
import { identity, ORIGIN_ID, shakenToken } from '../../../../test/kit/passports.ts';
import { good, key, number, verify, WITHHELD } from '../../../../test/kit/verifier-kit.ts';
import type { SignedCall } from './signed-call.ts';

describe('the call the statement is about', () => {
  it.each<[string, Partial<SignedCall>, string]>([
    ['another caller', { caller: number('12025550144') }, 'caller-differs'],
    [
      'a caller that is a name',
      { caller: { kind: 'alphanumeric', raw: 'BANK', canonical: 'BANK', candidates: [] } },
      'caller-unreadable',
    ],
    ['another number dialled', { dialled: number('12025550112') }, 'called-differs'],
    ['nobody dialled', { dialled: { ...WITHHELD } }, 'called-unreadable'],
  ])('%s', (_what, changes, reason) =>
    expect(verify([good()], changes)).toMatchObject({ result: 'failed', reason }),
  );

  it('compares dest with To, not with where the call goes now', () =>
    expect(verify([good()], { target: number('12025550177') }).result).toBe('passed'));

  it('an anonymous caller is compared with nothing, and a wrong signature stays wrong', () => {
    expect(verify([good()], { caller: WITHHELD })).toMatchObject({
      result: 'not-verified',
      reason: 'anonymous-caller',
      attestation: 'none',
      originId: ORIGIN_ID,
      response: null,
    });
    const other = makeCertificate().keys.privateKey;
    expect(verify([identity(shakenToken({ key: other }))], { caller: WITHHELD })).toMatchObject({
      result: 'failed',
      reason: 'bad-signature',
    });
    const claims = { orig: { uri: 'sip:anonymous@anonymous.invalid' } };
    expect(verify([identity(shakenToken({ key, claims }))], { caller: WITHHELD }).result).toBe('passed');
  });

  it('French routing prefixes pass where the profile allows them, on either side', () => {
    const prefixed = [identity(shakenToken({ key, claims: { dest: { tn: ['3310200199001234'] } } }))];
    const dialledWith = {
      kind: 'unparsable' as const,
      raw: 'sip:+3310200199001234@example.fr',
      canonical: '',
      candidates: [],
    };
    const french = { profile: 'man-fr' };
    expect(verify(prefixed, { dialled: dialledWith }, french).result).toBe('passed');
    expect(verify(prefixed, { dialled: number('33199001234') }, french).result).toBe('passed');
    expect(verify(prefixed, { dialled: number('33199001235') }, french).reason).toBe('called-differs');
    expect(verify(prefixed, { dialled: dialledWith }).reason).toBe('number-not-canonical');
    const plain = [identity(shakenToken({ key, claims: { dest: { tn: ['33199001234'] } } }))];
    expect(verify(plain, { dialled: dialledWith }, french).result).toBe('passed');
  });
});
