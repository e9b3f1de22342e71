import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signPassport } from '../../src/main/passport/sign-passport.ts';
import { createTrustList } from '../../src/traffic/normalise/index.ts';
import { readSigner } from '../../src/traffic/normalise/stir/signer.ts';
import { der, integer } from '../kit/certificates.ts';
import { missingPeer } from '../kit/peers.ts';

// An independent reading: certificates made by OpenSSL, and our signatures checked by it.
describe.skipIf(missingPeer('openssl'))('beside OpenSSL', () => {
  let folder: string;
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'openssl-'));
    for (const name of ['ca', 'signer'])
      openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      'ca.key',
      '-subj',
      '/C=US/CN=Example CA',
      '-days',
      '30',
      '-out',
      'ca.pem',
    );
    openssl('req', '-new', '-key', 'signer.key', '-subj', '/C=US/CN=Example Signer', '-out', 'signer.csr');
    writeFileSync(
      join(folder, 'signer.ext'),
      [
        'basicConstraints = critical,CA:FALSE',
        'keyUsage = critical,digitalSignature',
        '1.3.6.1.5.5.7.1.26 = ASN1:SEQUENCE:list',
        '1.3.6.1.5.5.7.1.27 = ASN1:SEQUENCE:limits',
        '[list]',
        'spc = EXP:0,IA5STRING:505J',
        'range = EXP:1,SEQUENCE:range',
        'one = EXP:2,IA5STRING:911',
        '[range]',
        'start = IA5STRING:12025550100',
        'count = INTEGER:100',
        '[limits]',
        'permitted = EXP:1,SEQUENCE:claims',
        '[claims]',
        'attest = SEQUENCE:attest',
        '[attest]',
        'name = IA5STRING:attest',
        'values = SEQUENCE:levels',
        '[levels]',
        'c = UTF8:C',
      ].join('\n'),
    );
    openssl(
      ...['x509', '-req', '-in', 'signer.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '30', '-extfile', 'signer.ext', '-out', 'signer.pem'],
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('its certificates lead to its authority, with the numbers and limits it wrote', () => {
    const trust = createTrustList([read('ca.pem')]);
    if (!trust.ok) throw new Error(trust.detail);
    expect(readSigner(Buffer.from(read('signer.pem')), trust.value)).toMatchObject({
      ok: true,
      value: {
        authority: {
          providerCodes: ['505J'],
          ranges: [{ first: '12025550100', count: 100 }],
          numbers: new Set(['911']),
        },
        constraints: [{ permittedValues: [{ claim: 'attest', values: ['C'] }] }],
      },
    });
  });

  it('it verifies what we sign', () => {
    const signed = signPassport(
      {
        orig: '12025550143',
        dest: ['12025550111'],
        iat: 1_800_000_000,
        certUrl: 'https://certificates.example.org/signer.pem',
        says: { kind: 'shaken', attest: 'A', origid: '123e4567-e89b-42d3-a456-426614174000' },
      },
      createPrivateKey(read('signer.key')),
    );
    if (!signed.ok) throw new Error(signed.detail);
    const [head, body, signature] = signed.value.token.split('.') as [string, string, string];
    const raw = Buffer.from(signature, 'base64url');
    const half = (bytes: Buffer) => integer(BigInt(`0x${bytes.toString('hex')}`));
    writeFileSync(join(folder, 'signature'), der(0x30, half(raw.subarray(0, 32)), half(raw.subarray(32))));
    writeFileSync(join(folder, 'input'), `${head}.${body}`);
    openssl('pkey', '-in', 'signer.key', '-pubout', '-out', 'signer.pub');
    const said = openssl('dgst', '-sha256', '-verify', 'signer.pub', '-signature', 'signature', 'input');
    expect(said.toString()).toContain('Verified OK');
  });
});
