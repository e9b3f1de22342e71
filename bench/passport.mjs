// What verifying a signed caller costs: the bare ES256 check, and a whole verification with the certificate at hand, with
// re-use kept. Statements are signed before the clock starts, each is verified once. One thread.
//   node scripts/bench.mjs passport [--calls 5000]
// JINGTONG_DIST may name another build than dist/.

import { execFileSync } from 'node:child_process';
import { createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const dist = process.env.JINGTONG_DIST ?? join(root, 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { createCallerVerifier, createTrustList } = await load('traffic/normalise/index.js');
const { readStirProfile } = await load('platform/shared/index.js');

const option = process.argv.indexOf('--calls');
const COUNT = option < 0 ? 5000 : Number(process.argv[option + 1]);
const URL_OF_CERTIFICATE = 'https://certificates.example.org/signer.pem';

/** A signer under an authority, made by openssl. */
function certificates() {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-bench-'));
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  try {
    for (const name of ['ca', 'signer'])
      openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      'ca.key',
      '-subj',
      '/CN=Bench Authority',
      '-days',
      '9000',
      '-out',
      'ca.pem',
    );
    openssl('req', '-new', '-key', 'signer.key', '-subj', '/CN=Bench Signer', '-out', 'signer.csr');
    openssl(
      'x509',
      '-req',
      '-in',
      'signer.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '9000',
      '-out',
      'signer.pem',
    );
    const read = (name) => readFileSync(join(folder, name), 'utf8');
    return { ca: read('ca.pem'), pem: read('signer.pem'), key: read('signer.key') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { ca, pem, key } = certificates();
const at = Date.now();
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const head = encode({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: URL_OF_CERTIFICATE });
const calls = Array.from({ length: COUNT }, (_, place) => {
  const orig = `1202555${String(place % 10_000).padStart(4, '0')}`;
  const dest = `1303555${String((place * 7) % 10_000).padStart(4, '0')}`;
  const origid = `123e4567-e89b-42d3-a456-${String(place).padStart(12, '0')}`;
  const body = { attest: 'A', dest: { tn: [dest] }, iat: Math.floor(at / 1000), orig: { tn: orig }, origid };
  const input = `${head}.${encode(body)}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  const number = (digits) => ({
    kind: 'e164',
    raw: `sip:+${digits}@example.org`,
    canonical: `+${digits}`,
    candidates: [],
  });
  return {
    input,
    signature,
    call: {
      callId: `call ${place}`,
      identities: [
        `${input}.${signature.toString('base64url')};info=<${URL_OF_CERTIFICATE}>;alg=ES256;ppt=shaken`,
      ],
      caller: number(orig),
      dialled: number(dest),
      target: number(dest),
      saidAt: at,
    },
  };
});

const profile = await readStirProfile(join(root, 'policy/stir'), 'rfc8224');
const trust = createTrustList([ca]);
if (!profile.ok || !trust.ok) throw new Error('profile or trust list refused');
const answer = { ok: true, value: { url: URL_OF_CERTIFICATE, bytes: Buffer.from(pem) } };
const newVerifier = () =>
  createCallerVerifier({ trust: trust.value, profile: profile.value, certificates: { get: () => answer } });

const publicKey = createPublicKey(key);
let kept = 0;
const bare = () => {
  for (const { input, signature } of calls)
    kept += verify('sha256', Buffer.from(input), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
      ? 1
      : 0;
};
const whole = () => {
  const verifier = newVerifier();
  for (const { call } of calls) kept += verifier.verify(call, at).result === 'passed' ? 1 : 0;
};
const unsigned = () => {
  const verifier = newVerifier();
  for (const { call } of calls)
    kept += verifier.verify({ ...call, identities: [] }, at).reason === 'no-identity' ? 1 : 0;
};
const stale = () => {
  const verifier = newVerifier();
  for (const { call } of calls) kept += verifier.verify(call, at + 3_600_000).reason === 'stale' ? 1 : 0;
};

/** Processor time, helpers of the collector included: neighbours on the machine do not count. Median of five rounds after one to warm up. */
function median(name, work) {
  work();
  const rounds = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / COUNT;
  }).sort((one, other) => one - other);
  console.log(
    name.padEnd(58),
    rounds[2].toFixed(1).padStart(8),
    Math.round(1e6 / rounds[2])
      .toLocaleString('en')
      .padStart(10),
  );
  return rounds[2];
}
console.log('work'.padEnd(58), 'µs CPU'.padStart(8), 'calls/s'.padStart(10));
const cost = median('ES256 check alone (node:crypto)', bare);
const all = median('whole verification, certificate at hand', whole);
median('whole verification, statement stale: no signature checked', stale);
median('call without Identity header', unsigned);
console.log(`beside the signature: ${(all - cost).toFixed(1)} µs`);
if (kept !== COUNT * 6 * 4) throw new Error(`${kept} of ${COUNT * 24} came out as expected`);
