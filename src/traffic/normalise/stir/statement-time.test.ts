import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../test/kit/certificates.ts';
import {
  base64url,
  CERTIFICATE_URL,
  identity,
  rawSignature,
  shakenToken,
} from '../../../../test/kit/passports.ts';
import {
  AT,
  authority,
  certificateAnswer,
  good,
  key,
  NOW_S,
  signer,
  verify,
} from '../../../../test/kit/verifier-kit.ts';

describe('time', () => {
  const made = (iat: unknown) => [identity(shakenToken({ key, claims: { iat } }))];

  it.each([
    [-59, null],
    [-60, null],
    [-61, 'stale'],
    [60, null],
    [61, 'from-the-future'],
  ])('iat %d seconds from now: %s', (offset, reason) =>
    expect(verify(made(NOW_S + offset)).reason).toBe(reason),
  );

  it('gives the caller the part of a second that iat cannot tell', () =>
    expect(verify(made(NOW_S - 60), {}, {}, AT + 999).reason).toBeNull());

  it('is told by iat when Date is absent or five minutes off', () => {
    for (const saidAt of [null, AT - 300_000, AT + 300_000])
      expect(verify([good()], { saidAt }).result).toBe('passed');
    expect(verify(made(NOW_S - 300), { saidAt: AT }).reason).toBe('stale');
  });

  it('is told by Date in compact form, so Date must be there', () => {
    const head = base64url({ alg: 'ES256', typ: 'passport', x5u: CERTIFICATE_URL });
    const body = (iat: number) =>
      base64url({ dest: { tn: ['12025550111'] }, iat, orig: { tn: '12025550143' } });
    const compact = (iat: number) =>
      identity(`..${rawSignature(`${head}.${body(iat)}`, key)}`, `info=<${CERTIFICATE_URL}>`);
    expect(verify([compact(NOW_S)], { saidAt: null })).toMatchObject({
      result: 'not-verified',
      reason: 'no-date',
    });
    expect(verify([compact(NOW_S - 61)], { saidAt: AT - 61_000 }).reason).toBe('stale');
    expect(verify([compact(NOW_S)], { saidAt: AT - 5000 }).reason).toBe('bad-signature');
  });

  it('stale answers 403 Stale Date and names the statement', () => {
    const token = shakenToken({ key, claims: { iat: NOW_S - 61 } });
    const { response, reasonHeaders } = verify([identity(token)]);
    expect(response).toEqual({ status: 403, phrase: 'Stale Date', endsCall: false });
    expect(reasonHeaders).toEqual([`STIR;cause=403;text="Stale Date";ppi="..${token.split('.')[2]}"`]);
  });

  it('of the certificate holds when the statement was made and now, both ends included', () => {
    const cut = (from: number, to: number) => ({
      [CERTIFICATE_URL]: certificateAnswer(
        makeCertificate({ keys: signer.keys, issuer: authority, from, to }).pem,
      ),
    });
    const far = AT + 3_600_000;
    expect(verify([good()], {}, { answers: cut(AT, AT) }).result).toBe('passed');
    expect(verify([good()], {}, { answers: cut(AT - far, AT - 1000) })).toMatchObject({
      result: 'failed',
      reason: 'certificate-expired',
      response: { status: 437 },
    });
    expect(verify(made(NOW_S - 10), {}, { answers: cut(AT - 5000, far) }).reason).toBe(
      'certificate-not-yet-valid',
    );
    expect(verify(made(NOW_S + 10), {}, { answers: cut(AT + 5000, far) }).reason).toBe(
      'certificate-not-yet-valid',
    );
    expect(verify(made(NOW_S + 10), {}, { answers: cut(0, AT + 5000) }).reason).toBe('certificate-expired');
  });
});
