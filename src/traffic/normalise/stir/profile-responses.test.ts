import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../test/kit/certificates.ts';
import { CERTIFICATE_URL, identity, shakenToken } from '../../../../test/kit/passports.ts';
import {
  AT,
  authority,
  certificateAnswer,
  good,
  key,
  NOW_S,
  number,
  profiles,
  signer,
  verify,
  WITHHELD,
} from '../../../../test/kit/verifier-kit.ts';
import type { SignedCall } from './signed-call.ts';
import { withCalls } from './with-calls.ts';

describe('calls that end and calls that go on', () => {
  const wrong = () => identity(shakenToken({ key: makeCertificate().keys.privateKey }));
  const far = () => {
    const url = 'https://nowhere.example/c.pem';
    return identity(shakenToken({ key, header: { x5u: url } }), `info=<${url}>;alg=ES256;ppt=shaken`);
  };

  it.each(['rfc8224', 'man-fr', 'opensips'])('%s in both settings', (name) => {
    const profile = profiles.get(name)!;
    const ended = verify([wrong()], {}, { changes: withCalls(profile, 'end') });
    expect(ended).toMatchObject({ response: { status: 438, endsCall: true }, reasonHeaders: [] });
    const gone = verify([wrong()], {}, { changes: withCalls(profile, 'continue') });
    expect(gone.response).toMatchObject({ status: 438, endsCall: false });
    expect(gone.reasonHeaders).toHaveLength(1);
    expect(gone.reasonHeaders[0]).toMatch(name === 'rfc8224' ? /^STIR;cause=438/ : /^SIP;cause=438/);
  });

  it('a certificate out of reach ends no call, unless a profile says so itself', () => {
    for (const profile of profiles.values())
      expect(verify([far()], {}, { changes: withCalls(profile, 'end') }).response?.endsCall ?? false).toBe(
        false,
      );
  });
});

describe('profiles', () => {
  it.each<[string, () => string[], Partial<SignedCall>, number | null]>([
    [
      'caller that is no number',
      () => [good()],
      { caller: { kind: 'unparsable', raw: '?', canonical: '?', candidates: [] } },
      400,
    ],
    ['no Date', () => [good()], { saidAt: null }, 400],
    ['stale', () => [identity(shakenToken({ key, claims: { iat: 1 } }))], {}, 403],
    ['no Identity', () => [], {}, 428],
    ['no info', () => [identity(shakenToken({ key }), 'alg=ES256;ppt=shaken')], {}, 436],
    ['no alg', () => [identity(shakenToken({ key }), `info=<${CERTIFICATE_URL}>;ppt=shaken`)], {}, 437],
    ['no ppt', () => [identity(shakenToken({ key }), `info=<${CERTIFICATE_URL}>;alg=ES256`)], {}, 438],
    ['no x5u inside', () => [identity(shakenToken({ key, header: { x5u: undefined } }))], {}, 436],
    ['wrong attest', () => [identity(shakenToken({ key, claims: { attest: 'X' } }))], {}, 438],
    ['future', () => [identity(shakenToken({ key, claims: { iat: NOW_S + 61 } }))], {}, 403],
    ['anonymous', () => [good()], { caller: WITHHELD }, null],
    ['wrong typ', () => [identity(shakenToken({ key, header: { typ: 'JWT' } }))], {}, 437],
    ['too many parameters', () => [`${good()};x=1`], {}, 438],
    [
      'wrong ppt',
      () => [identity(shakenToken({ key }), `info=<${CERTIFICATE_URL}>;alg=ES256;ppt=div`)],
      {},
      438,
    ],
    ['other caller', () => [good()], { caller: number('12025550100') }, 438],
    ['passed', () => [good()], {}, null],
  ])('man-fr: %s', (_what, make, changes, status) => {
    const answer = verify(make(), changes, { profile: 'man-fr' });
    expect(answer.response?.status ?? null).toBe(status);
    expect(answer.response?.endsCall ?? false).toBe(status !== null);
    expect(answer.reasonHeaders).toEqual([]);
  });

  it('opensips has no 436 and answers certificate dates with 438', () => {
    const old = makeCertificate({ issuer: authority, keys: signer.keys, to: AT - 1000 });
    const wish = { profile: 'opensips', answers: { [CERTIFICATE_URL]: certificateAnswer(old.pem) } };
    expect(verify([good()], {}, wish).response?.status).toBe(438);
    expect(verify([good()], {}, { profile: 'opensips', answers: {} })).toMatchObject({
      result: 'not-verified',
      response: null,
    });
  });

  it('protocol SIP tells the outcome once, and nothing of a call that passes', () => {
    const changes = { reasonProtocol: 'SIP' as const };
    const stale = (origid: string) => identity(shakenToken({ key, claims: { iat: 1, origid } }));
    expect(verify([stale('a'), stale('b')], {}, { changes }).reasonHeaders).toHaveLength(1);
    expect(verify([stale('a'), good()], {}, { changes })).toMatchObject({
      result: 'passed',
      reasonHeaders: [],
    });
    expect(verify([stale('a'), stale('b')]).reasonHeaders).toHaveLength(2);
  });

  it('the older habit tells a Reason of protocol SIP', () => {
    const changes = { reasonProtocol: 'SIP' as const };
    expect(
      verify([identity(shakenToken({ key, claims: { iat: 1 } }))], {}, { changes }).reasonHeaders,
    ).toEqual(['SIP;cause=403;text="Stale Date"']);
  });
});
