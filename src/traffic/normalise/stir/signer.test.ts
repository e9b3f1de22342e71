import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type CertificateWish,
  certificateExtension,
  der,
  ia5,
  integer,
  makeAuthority,
  makeCertificate,
  sequence,
  tnAuthList,
  utf8,
} from '../../../../test/kit/certificates.ts';
import { readSigner } from './signer.ts';
import { createTrustList, type RevokedCertificate } from './trust-list.ts';

const root = makeAuthority({ name: 'Root' });

function read(pems: string | Uint8Array, anchors = [root.pem], revoked: RevokedCertificate[] = []) {
  const trust = createTrustList(anchors, revoked);
  if (!trust.ok) throw new Error(trust.detail);
  return readSigner(typeof pems === 'string' ? Buffer.from(pems) : pems, trust.value);
}
const reasonOf = (wish: CertificateWish) => {
  const answer = read(makeCertificate({ issuer: root, ...wish }).pem);
  return answer.ok ? null : answer.reason;
};

describe('the way to a trust anchor', () => {
  const middle = makeAuthority({ name: 'Middle', issuer: root });
  const lower = makeAuthority({ name: 'Lower', issuer: middle });
  const leaf = makeCertificate({ issuer: lower });

  it('leads over authorities in any order behind the signer', () => {
    expect(read(leaf.pem + lower.pem + middle.pem).ok).toBe(true);
    expect(read(leaf.pem + middle.pem + root.pem + lower.pem).ok).toBe(true);
    expect(read(leaf.pem + lower.pem)).toMatchObject({ reason: 'certificate-untrusted' });
  });

  it('may begin at a trusted signer, and in DER', () => {
    const own = makeCertificate();
    expect(read(own.pem, [own.pem]).ok).toBe(true);
    expect(read(makeCertificate({ issuer: root }).raw).ok).toBe(true);
  });

  it('takes the narrowest validity of the whole way', () => {
    const brief = makeAuthority({
      name: 'Brief',
      issuer: root,
      from: Date.UTC(2026, 0, 1),
      to: Date.UTC(2026, 5, 1),
    });
    const answer = read(makeCertificate({ issuer: brief }).pem + brief.pem);
    expect(answer).toMatchObject({
      ok: true,
      value: { validFrom: Date.UTC(2026, 0, 1), validTo: Date.UTC(2026, 5, 1) },
    });
  });

  it('does not lead over a signer that is no authority', () => {
    const fake = makeCertificate({ name: 'Fake', issuer: root });
    const under = makeCertificate({ issuer: fake });
    expect(read(under.pem + fake.pem)).toMatchObject({ reason: 'certificate-untrusted' });
  });

  it('keeps to the path length of an authority', () => {
    const narrow = makeAuthority({ name: 'Narrow', issuer: root, pathLength: 0 });
    expect(read(makeCertificate({ issuer: narrow }).pem + narrow.pem).ok).toBe(true);
    const under = makeAuthority({ name: 'Under', issuer: narrow });
    expect(read(makeCertificate({ issuer: under }).pem + under.pem + narrow.pem)).toMatchObject({
      reason: 'certificate-untrusted',
    });
  });

  it('ends after five steps', () => {
    let issuer = root;
    let pems = '';
    for (let step = 0; step < 6; step += 1) {
      issuer = makeAuthority({ name: `Step ${step}`, issuer });
      pems += issuer.pem;
    }
    expect(read(makeCertificate({ issuer }).pem + pems)).toMatchObject({ reason: 'certificate-untrusted' });
  });

  it('is refused when any certificate of it was taken back', () => {
    const taken = makeCertificate({ issuer: middle, serial: 0x0abcn });
    const pems = taken.pem + middle.pem;
    expect(read(pems, [root.pem], [{ serial: '0A:BC', issuer: null }])).toMatchObject({
      reason: 'certificate-revoked',
    });
    expect(read(pems, [root.pem], [{ serial: '0xabc', issuer: 'CN=Middle' }])).toMatchObject({
      reason: 'certificate-revoked',
    });
    expect(read(pems, [root.pem], [{ serial: 'abc', issuer: 'CN=Other' }]).ok).toBe(true);
    expect(read(pems, [root.pem], [{ serial: 'abcd', issuer: null }]).ok).toBe(true);
  });
});

describe('a certificate that may not sign callers', () => {
  it.each<[string, CertificateWish]>([
    ['is an authority', { isCa: true }],
    ['has no digitalSignature', { keyUsage: 0x06 }],
    ['has another curve', { keys: generateKeyPairSync('ec', { namedCurve: 'P-384' }) }],
    ['has an RSA key', { keys: generateKeyPairSync('rsa', { modulusLength: 2048 }), issuer: root }],
    ['has a TNAuthList without tags', { tnAuthList: ia5('1234') }],
    ['has an empty TNAuthList', { tnAuthList: sequence() }],
    ['has a range of one', { tnAuthList: tnAuthList({ first: '1202', count: 1 }) }],
    [
      'has a TNAuthList with more behind',
      { tnAuthList: Buffer.concat([tnAuthList({ spc: '1' }), ia5('x')]) },
    ],
    [
      'has claim constraints of no form',
      { extensions: [certificateExtension('1.3.6.1.5.5.7.1.27', ia5('x'))] },
    ],
  ])('%s', (_what, wish) => expect(reasonOf(wish)).toBe('certificate-unsupported'));

  it('has no key usage at all: then it may', () => expect(reasonOf({ keyUsage: null })).toBeNull());

  it('has a critical extension nobody here knows, or SHA-1', () => {
    const critical = certificateExtension('1.2.3.4', integer(1n), true);
    expect(reasonOf({ extensions: [critical] })).toBe('certificate-untrusted');
    expect(reasonOf({ extensions: [certificateExtension('1.2.3.4', integer(1n))] })).toBeNull();
    expect(reasonOf({ signedWith: { oid: '1.2.840.10045.4.1', hash: 'sha1' } })).toBe(
      'certificate-untrusted',
    );
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['PEM that is none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['nine certificates', makeCertificate().pem.repeat(9)],
  ])('is %s', (_what, text) => expect(read(text)).toMatchObject({ reason: 'certificate-unreadable' }));
});

describe('claim constraints', () => {
  const constrained = (content: Uint8Array, oid = '1.3.6.1.5.5.7.1.27') =>
    read(makeCertificate({ issuer: root, extensions: [certificateExtension(oid, content)] }).pem);

  it('are read with all three parts', () => {
    const content = sequence(
      der(0xa0, sequence(ia5('rcd'))),
      der(0xa1, sequence(sequence(ia5('attest'), sequence(utf8('A'), utf8('B'))))),
      der(0xa2, sequence(ia5('rph'))),
    );
    expect(constrained(content, '1.3.6.1.5.5.7.1.33')).toMatchObject({
      ok: true,
      value: {
        constraints: [
          {
            mustInclude: ['rcd'],
            mustExclude: ['rph'],
            permittedValues: [{ claim: 'attest', values: ['A', 'B'] }],
          },
        ],
      },
    });
  });
});

describe('a trust list', () => {
  it('takes several anchors from one file', () => {
    const other = makeAuthority({ name: 'Other' });
    const trust = createTrustList([`# list of today\n${other.pem}\n${root.pem}`]);
    expect(trust).toMatchObject({ ok: true, value: { anchors: { length: 2 } } });
  });

  it('refuses a file without certificate, by number', () =>
    expect(createTrustList([root.pem, 'nothing'])).toMatchObject({
      ok: false,
      detail: expect.stringContaining('2'),
    }));
});
