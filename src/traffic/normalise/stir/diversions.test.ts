import { describe, expect, it } from 'vitest';
import { makeCertificate, tnAuthList } from '../../../../test/kit/certificates.ts';
import { CERTIFICATE_URL, divToken, identity, shakenToken } from '../../../../test/kit/passports.ts';
import {
  authority,
  certificateAnswer,
  good,
  key,
  NOW_S,
  number,
  PASSED,
  signer,
  verify,
} from '../../../../test/kit/verifier-kit.ts';

describe('diversions (RFC 8946 §4.2)', () => {
  const A = '12025550143';
  const [B, C, D] = ['12025550111', '12025550122', '12025550133'];
  const div = (from: string, to: string, claims: Record<string, unknown> = {}) =>
    identity(
      divToken(key, { dest: { tn: [to] }, div: { tn: from }, ...claims }),
      `info=<${CERTIFICATE_URL}>;alg=ES256;ppt=div`,
    );
  const toC = { target: number(C) };

  it('one is proved', () => expect(verify([good(), div(B, C)], toC)).toEqual({ ...PASSED, diverted: 1 }));

  it('two are proved in any order', () => {
    for (const order of [
      [good(), div(B, C), div(C, D)],
      [div(C, D), good(), div(B, C)],
      [div(C, D), div(B, C), good()],
    ])
      expect(verify(order, { target: number(D) })).toEqual({ ...PASSED, diverted: 2 });
  });

  it('To may stay or be rewritten, but stands in the chain', () => {
    expect(verify([good(), div(B, C)], { ...toC, dialled: number(C) }).diverted).toBe(1);
    expect(verify([good(), div(B, C)], { ...toC, dialled: number(D) }).reason).toBe('called-differs');
  });

  it.each<[string, () => string[], string]>([
    ['to somewhere else', () => [good(), div(B, D)], C],
    ['from somewhere else', () => [good(), div(D, C)], C],
    ['with a gap', () => [good(), div(B, D), div('12025550999', C)], C],
    ['in a circle', () => [good(), div(B, D), div(D, B)], C],
    ['without a first statement', () => [div(B, C)], C],
    ['for another caller', () => [good(), div(B, C), div(C, D, { orig: { tn: B } })], C],
  ])('a chain %s is broken', (_what, make, target) =>
    expect(verify(make(), { target: number(target) })).toMatchObject({
      result: 'failed',
      reason: 'div-chain-broken',
      diverted: 0,
      response: { status: 438 },
    }),
  );

  it('a div with a wrong signature, or without its claim, spoils the chain', () => {
    const forged = identity(
      divToken(makeCertificate().keys.privateKey, { dest: { tn: [C] }, div: { tn: B } }),
      `info=<${CERTIFICATE_URL}>;ppt=div`,
    );
    expect(verify([good(), forged], toC)).toMatchObject({
      result: 'failed',
      reason: 'bad-signature',
      diverted: 0,
    });
    const bare = identity(divToken(key, { dest: { tn: [C] } }), `info=<${CERTIFICATE_URL}>;ppt=div`);
    expect(verify([good(), bare], toC).reason).toBe('malformed-claims');
  });

  it('a div whose certificate nobody can fetch leaves the call not verified', () => {
    const url = 'https://nowhere.example/c.pem';
    const far = identity(
      divToken(key, { dest: { tn: [C] }, div: { tn: B } }, { x5u: url }),
      `info=<${url}>;ppt=div`,
    );
    expect(verify([good(), far], toC)).toMatchObject({
      result: 'not-verified',
      reason: 'certificate-unreachable',
    });
  });

  it('the first statement may be older than the last', () => {
    const first = (iat: number) => identity(shakenToken({ key, claims: { iat } }));
    expect(verify([first(NOW_S - 120), div(B, C)], toC).diverted).toBe(1);
    expect(verify([first(NOW_S - 301), div(B, C)], toC).reason).toBe('stale');
    expect(verify([first(NOW_S - 120), div(B, C, { iat: NOW_S - 61 })], toC).reason).toBe('stale');
  });

  it('the certificate of a div speaks for the number that passed the call on', () => {
    const url = 'https://certificates.example.org/diverter.pem';
    const diverter = makeCertificate({ issuer: authority, tnAuthList: tnAuthList({ one: B! }) });
    const passedOn = (from: string) =>
      identity(
        divToken(diverter.keys.privateKey, { dest: { tn: [C] }, div: { tn: from } }, { x5u: url }),
        `info=<${url}>;ppt=div`,
      );
    const answers = {
      [CERTIFICATE_URL]: certificateAnswer(signer.pem),
      [url]: certificateAnswer(diverter.pem, url),
    };
    expect(verify([good(), passedOn(B!)], toC, { answers }).diverted).toBe(1);
    expect(verify([good(), passedOn(A)], toC, { answers }).reason).toBe('number-not-covered');
  });

  it('many that all lead to each other end in time', () => {
    const web = Array.from({ length: 15 }, (_, place) =>
      div(place % 2 === 0 ? B! : D!, place % 2 === 0 ? D! : B!, { iat: NOW_S - place }),
    );
    expect(verify([good(), ...web], toC).reason).toBe('div-chain-broken');
  });
});
