import { describe, expect, it } from 'vitest';
import { CERTIFICATE_URL, divToken, identity, shakenToken } from '../../../../test/kit/passports.ts';
import {
  AT,
  authority,
  call,
  certificateAnswer,
  good,
  key,
  now,
  number,
  PASSED,
  profiles,
  signer,
  verifier,
} from '../../../../test/kit/verifier-kit.ts';
import { bad } from '../../../domain/result.ts';
import { createCallerVerifier } from './caller-verifier.ts';
import { ReusedStatements } from './reused-statements.ts';
import { createTrustList } from './trust-list.ts';

describe('re-use', () => {
  it('in another call fails, in the same call not', () => {
    const one = verifier();
    const text = good();
    const ask = (callId: string, at = AT) => now(one.verify(call([text], { callId }), at));
    expect(ask('a').result).toBe('passed');
    expect(ask('a').result).toBe('passed');
    expect(ask('b', AT + 59_000)).toMatchObject({
      result: 'failed',
      reason: 'reused',
      response: { status: 403 },
    });
    expect(ask('a').result).toBe('passed');
  });

  it('is seen between verifiers that share what was seen', () => {
    const seen = new ReusedStatements();
    const text = good();
    const ask = (callId: string) => now(verifier({ seen }).verify(call([text], { callId }), AT));
    expect(ask('line 1 a').result).toBe('passed');
    expect(ask('line 2 a').reason).toBe('reused');
  });

  it('is only noted where the profile says so', () => {
    const one = verifier({ changes: { reuse: 'noted' } });
    const text = good();
    for (const callId of ['a', 'b'])
      expect(now(one.verify(call([text], { callId }), AT)).result).toBe('passed');
  });

  it('a diverted call that comes back is not one', () => {
    const one = verifier();
    const text = good();
    const div = identity(
      divToken(key, { dest: { tn: ['12025550122'] }, div: { tn: '12025550111' } }),
      `info=<${CERTIFICATE_URL}>;ppt=div`,
    );
    expect(now(one.verify(call([text], { callId: 'a' }), AT)).result).toBe('passed');
    const back = call([text, div], { callId: 'b', target: number('12025550122') });
    expect(now(one.verify(back, AT)).diverted).toBe(1);
  });
});

describe('certificates that come later', () => {
  it('make the answer a promise; nothing is asked for a statement already wrong', async () => {
    const asked: string[] = [];
    const list = createTrustList([authority.pem]);
    if (!list.ok) throw new Error(list.detail);
    const late = createCallerVerifier({
      trust: list.value,
      profile: profiles.get('rfc8224')!,
      certificates: {
        get: async (url) => {
          asked.push(url);
          return certificateAnswer(signer.pem);
        },
      },
    });
    const answer = late.verify(call([good()]), AT);
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toEqual(PASSED);
    expect(now(late.verify(call([good()], { caller: number('86') }), AT)).reason).toBe('caller-differs');
    expect(now(late.verify(call([identity(shakenToken({ key, claims: { iat: 1 } }))]), AT)).reason).toBe(
      'stale',
    );
    expect(asked).toEqual([CERTIFICATE_URL]);
  });

  it('a call that names a dozen asks for eight', async () => {
    const asked: string[] = [];
    const list = createTrustList([authority.pem]);
    if (!list.ok) throw new Error(list.detail);
    const late = createCallerVerifier({
      trust: list.value,
      profile: profiles.get('rfc8224')!,
      certificates: {
        get: async (url) => {
          asked.push(url);
          return bad('unreachable', 'nobody answers');
        },
      },
    });
    const many = Array.from({ length: 12 }, (_, place) => {
      const url = `https://c${place}.example/c.pem`;
      return identity(shakenToken({ key, header: { x5u: url } }), `info=<${url}>;ppt=shaken`);
    });
    expect(await late.verify(call(many), AT)).toMatchObject({
      result: 'not-verified',
      reason: 'certificate-unreachable',
    });
    expect(asked).toHaveLength(8);
  });
});
