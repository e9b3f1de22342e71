import { describe, expect, it } from 'vitest';
import {
  certificateExtension,
  der,
  ia5,
  makeAuthority,
  makeCertificate,
  sequence,
  type TnWish,
  tnAuthList,
  utf8,
} from '../../../../test/kit/certificates.ts';
import { CERTIFICATE_URL, identity, shakenToken } from '../../../../test/kit/passports.ts';
import {
  authority,
  certificateAnswer,
  good,
  key,
  signer,
  verify,
} from '../../../../test/kit/verifier-kit.ts';
import { bad } from '../../../domain/result.ts';

describe('certificates', () => {
  const withPem = (...pems: string[]) => ({
    answers: { [CERTIFICATE_URL]: certificateAnswer(pems.join('')) },
  });

  it.each(['refused', 'unreachable'] as const)('%s leaves the call not verified', (reason) => {
    const answers = { [CERTIFICATE_URL]: bad(reason, 'x') };
    expect(verify([good()], {}, { answers })).toMatchObject({
      result: 'not-verified',
      reason: reason === 'refused' ? 'certificate-url-refused' : 'certificate-unreachable',
      response: { status: 436, phrase: 'Bad Identity Info', endsCall: false },
    });
  });

  it('a page instead of a certificate leaves the call not verified', () =>
    expect(verify([good()], {}, withPem('<html>Log in to the hotel network</html>'))).toMatchObject({
      result: 'not-verified',
      reason: 'certificate-unreadable',
    }));

  it('no trust anchor leaves the call not verified', () =>
    expect(verify([good()], {}, { trust: [] })).toMatchObject({
      result: 'not-verified',
      reason: 'no-trust-anchors',
    }));

  it('a chain the trust list does not know fails', () => {
    const other = makeAuthority({ name: 'Somebody' });
    expect(verify([good()], {}, { trust: [other.pem] })).toMatchObject({
      result: 'failed',
      reason: 'certificate-untrusted',
      response: { status: 437 },
    });
    const samename = makeAuthority();
    expect(verify([good()], {}, { trust: [samename.pem] }).reason).toBe('certificate-untrusted');
  });

  it('the right certificate with another key is a bad signature', () => {
    const other = makeCertificate({ issuer: authority });
    expect(verify([good()], {}, withPem(other.pem))).toMatchObject({
      result: 'failed',
      reason: 'bad-signature',
      originId: null,
    });
  });

  it('a signature in DER, or of zeros, is a bad signature', () => {
    const [head, body] = shakenToken({ key }).split('.');
    for (const octets of [Buffer.alloc(64), Buffer.alloc(63, 1), Buffer.alloc(72, 0x30)])
      expect(verify([identity(`${head}.${body}.${octets.toString('base64url')}`)]).reason).toBe(
        'bad-signature',
      );
  });

  it('number ranges and single numbers are checked against orig', () => {
    const covering = (...entries: TnWish[]) =>
      withPem(
        makeCertificate({ issuer: authority, keys: signer.keys, tnAuthList: tnAuthList(...entries) }).pem,
      );
    expect(verify([good()], {}, covering({ one: '12025550143' })).result).toBe('passed');
    expect(verify([good()], {}, covering({ first: '12025550100', count: 44 })).result).toBe('passed');
    expect(verify([good()], {}, covering({ first: '12025550100', count: 43 }))).toMatchObject({
      result: 'failed',
      reason: 'number-not-covered',
    });
    expect(verify([good()], {}, covering({ first: '2025550100', count: 99 })).reason).toBe(
      'number-not-covered',
    );
    expect(verify([good()], {}, covering({ one: '1' }, { spc: '505J' })).result).toBe('passed');
  });

  it('one taken back fails, whoever is in its chain', () => {
    const revoked = [{ serial: '1234', issuer: 'CN=Test Authority' }];
    expect(verify([good()], {}, { revoked })).toMatchObject({
      result: 'failed',
      reason: 'certificate-revoked',
      response: { status: 437 },
    });
  });

  it('limits what its holder may say', () => {
    const limited = (content: Uint8Array) =>
      withPem(
        makeCertificate({
          issuer: authority,
          keys: signer.keys,
          extensions: [certificateExtension('1.3.6.1.5.5.7.1.33', content)],
        }).pem,
      );
    const levels = (...values: string[]) =>
      sequence(der(0xa1, sequence(sequence(ia5('attest'), sequence(...values.map(utf8))))));
    expect(verify([good()], {}, limited(levels('A', 'B'))).result).toBe('passed');
    for (const content of [
      levels('B', 'C'),
      sequence(der(0xa0, sequence(ia5('rcd')))),
      sequence(der(0xa2, sequence(ia5('origid')))),
    ])
      expect(verify([good()], {}, limited(content))).toMatchObject({
        result: 'failed',
        reason: 'claims-not-permitted',
        response: { status: 437 },
      });
  });

  it('is asked for when the profile demands a TNAuthList', () => {
    const bare = withPem(makeCertificate({ issuer: authority, keys: signer.keys }).pem);
    expect(verify([good()], {}, bare).result).toBe('passed');
    expect(verify([good()], {}, { ...bare, changes: { requiresTnAuthList: true } }).reason).toBe(
      'certificate-unsupported',
    );
  });
});
