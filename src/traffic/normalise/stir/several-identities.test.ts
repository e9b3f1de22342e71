import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../test/kit/certificates.ts';
import { CERTIFICATE_URL, identity, shakenToken } from '../../../../test/kit/passports.ts';
import { good, key, PASSED, verify } from '../../../../test/kit/verifier-kit.ts';

describe('several Identity headers', () => {
  const wrong = () => identity(shakenToken({ key: makeCertificate().keys.privateKey }));
  const unknown = () =>
    identity(shakenToken({ key, header: { ppt: 'rph' } }), `info=<${CERTIFICATE_URL}>;ppt="rph"`);

  it('none at all is not verified, without response unless the profile demands one', () => {
    expect(verify([])).toMatchObject({
      result: 'not-verified',
      reason: 'no-identity',
      response: null,
      reasonHeaders: [],
    });
    expect(verify(['', '  '])).toMatchObject({ reason: 'no-identity' });
    expect(verify([], {}, { profile: 'man-fr' }).response).toEqual({
      status: 428,
      phrase: 'Use Identity Header',
      endsCall: true,
    });
  });

  it('ignores kinds it does not know, and says so when nothing else came', () => {
    expect(verify([unknown(), good()])).toEqual(PASSED);
    expect(verify([unknown()])).toMatchObject({
      result: 'not-verified',
      reason: 'unsupported-ppt',
      response: { status: 438 },
    });
  });

  it('counts the same header once, also behind a comma', () => {
    const text = good();
    expect(verify([text, text])).toEqual(PASSED);
    expect(verify([`${unknown()}, ${text}`])).toEqual(PASSED);
  });

  it('one that holds is enough, and the other is told', () => {
    const bad = wrong();
    const answer = verify([bad, good()]);
    expect(answer).toMatchObject({ result: 'passed', response: null });
    expect(answer.reasonHeaders).toEqual([
      `STIR;cause=438;text="Invalid Identity Header";ppi="..${bad.split(';')[0]!.split('.')[2]}"`,
    ]);
  });

  it('a plain statement does not stand in for a shaken one that fails', () => {
    const plain = identity(
      shakenToken({ key, header: { ppt: undefined }, claims: { attest: undefined, origid: undefined } }),
      `info=<${CERTIFICATE_URL}>`,
    );
    expect(verify([wrong(), plain])).toMatchObject({ result: 'failed', reason: 'bad-signature' });
    expect(verify([plain], {}, { profile: 'opensips' }).reason).toBe('unsupported-ppt');
  });

  it('a wrong one is not washed by one nobody can fetch', () => {
    const url = 'https://nowhere.example/c.pem';
    const unreachable = identity(shakenToken({ key, header: { x5u: url } }), `info=<${url}>;ppt=shaken`);
    for (const order of [
      [wrong(), unreachable],
      [unreachable, wrong()],
    ])
      expect(verify(order)).toMatchObject({ result: 'failed', reason: 'bad-signature' });
    expect(verify([unreachable]).result).toBe('not-verified');
  });

  it('reads sixteen and no more', () => {
    const many = Array.from({ length: 16 }, (_, place) =>
      identity(shakenToken({ key, claims: { origid: `n${place}`, iat: 1 } })),
    );
    expect(verify([...many.slice(1), good()]).result).toBe('passed');
    expect(verify([...many, good()]).result).toBe('failed');
  });
});
