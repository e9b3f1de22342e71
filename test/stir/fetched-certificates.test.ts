import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStirProfile } from '../../src/platform/shared/index.ts';
import {
  type CallerVerifier,
  createCallerVerifier,
  createTrustList,
} from '../../src/traffic/normalise/index.ts';
import type { CertificateSourceOptions } from '../../src/traffic/sources/index.ts';
import { type CertificateServer, startCertificateServer } from '../kit/certificate-server.ts';
import { makeAuthority, makeCertificate } from '../kit/certificates.ts';
import { identity, shakenToken } from '../kit/passports.ts';

const AT = 1_800_000_000_000;
const authority = makeAuthority({ name: 'Callers' });
const signer = makeCertificate({ issuer: authority });
let web: CertificateServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stir-'));
  web = await startCertificateServer();
  web.respond = (request, response) => {
    if (request.url === '/signer.pem') response.end(signer.pem);
  };
});
afterAll(async () => {
  await web.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(
  options: CertificateSourceOptions,
): Promise<{ verifier: CallerVerifier; settle: () => Promise<void> }> {
  const profile = await readStirProfile(join(import.meta.dirname, '../../policy/stir'), 'rfc8224');
  const trust = createTrustList([authority.pem]);
  if (!profile.ok || !trust.ok) throw new Error('profile or trust list refused');
  const certificates = await web.open({ folder, ...options });
  const verifier = createCallerVerifier({ trust: trust.value, profile: profile.value, certificates });
  return { verifier, settle: () => certificates.settle() };
}

const number = (digits: string) => ({
  kind: 'e164' as const,
  raw: digits,
  canonical: `+${digits}`,
  candidates: [],
});
const call = (callId: string, from = web.url('/signer.pem')) => ({
  callId,
  identities: [
    identity(
      shakenToken({ key: signer.keys.privateKey, header: { x5u: from }, claims: { origid: callId } }),
      `info=<${from}>;alg=ES256;ppt=shaken`,
    ),
  ],
  caller: number('12025550143'),
  dialled: number('12025550111'),
  target: number('12025550111'),
  saidAt: null,
});

it('the first call waits for the certificate, the next does not, and a restart without network needs none', async () => {
  const { verifier, settle } = await open({});
  const first = verifier.verify(call('one'), AT);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toMatchObject({ result: 'passed' });
  expect(verifier.verify(call('two'), AT)).toMatchObject({ result: 'passed' });
  await settle();
  expect(web.requests).toHaveLength(1);
  const again = await open({ isOnline: false });
  expect(again.verifier.verify(call('three'), AT)).toMatchObject({ result: 'passed' });
  expect(web.requests).toHaveLength(1);
});

it('a server that never answers leaves the call not verified', async () => {
  const { verifier } = await open({ limits: { timeoutMs: 100 } });
  expect(await verifier.verify(call('four', web.url('/silent.pem')), AT)).toMatchObject({
    result: 'not-verified',
    reason: 'certificate-unreachable',
    response: { status: 436 },
  });
});

it('without the permission of this test the address is refused', async () => {
  const { verifier } = await open({
    surroundings: { resolve: async () => ['127.0.0.1'], isReachable: () => false },
  });
  expect(await verifier.verify(call('five', web.url('/signer.pem?other')), AT)).toMatchObject({
    result: 'not-verified',
    reason: 'certificate-url-refused',
  });
});
