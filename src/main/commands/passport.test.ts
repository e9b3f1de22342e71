import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeAuthority, makeCertificate } from '../../../test/kit/certificates.ts';
import { runCli } from '../cli.ts';
import { EXIT } from '../exit-code.ts';
import { readIdentities } from '../passport/read-identities.ts';

const authority = makeAuthority();
const signer = makeCertificate({ issuer: authority });
const URL_OF_CERTIFICATE = 'https://certificates.example.org/signer.pem';
const CALLER = '+12025550143';
const CALLED = '+12025550111';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passport-'));
  const key = signer.keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(path('signer.key'), key);
  await writeFile(path('signer.pem'), signer.pem);
  await writeFile(path('ca.pem'), authority.pem);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true }));

const path = (name: string) => join(folder, name);

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await runCli(['passport', ...args]);
  vi.restoreAllMocks();
  return { code, out, err };
}

const sign = (...more: string[]) =>
  run('sign', '--key', path('signer.key'), '--cert-url', URL_OF_CERTIFICATE, '--orig', CALLER, ...more);

async function verify(headers: string, ...more: string[]) {
  await writeFile(path('headers.txt'), headers);
  const own = ['--trust', path('ca.pem'), '--cert', path('signer.pem')];
  return run('verify', path('headers.txt'), ...own, ...more);
}
const AS_CALLED = ['--caller', CALLER, '--dialled', CALLED];

describe('passport sign', () => {
  it('prints a header that verify passes', async () => {
    const signed = await sign('--dest', CALLED, '--attest', 'A');
    expect(signed.code).toBe(EXIT.done);
    expect(signed.out).toMatch(/^Identity: eyJ[\w.-]+;info=<https:[^>]+>;alg=ES256;ppt=shaken\n$/);
    const { code, out } = await verify(signed.out, ...AS_CALLED, '--lang', 'en');
    expect(code).toBe(EXIT.done);
    expect(out).toContain('passed: the caller is who the signer says (attestation A, redirections proved 0)');
    expect(out).toContain('[RFC 8224 §6.2 step 5]');
  });

  it('writes header and claims in canonical order, numbers as digits', async () => {
    const { out } = await sign(
      ...['--dest', 'tel:+1-202-555-0111', '--dest', '911', '--iat', '2027-01-15T08:00:00Z', '--json'],
      ...['--origid', '123e4567-e89b-42d3-a456-426614174000'],
    );
    const { identity, claims } = JSON.parse(out);
    const [head, body] = identity.split('.');
    const decode = (text: string) => Buffer.from(text, 'base64url').toString();
    expect(decode(head)).toBe(
      `{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"${URL_OF_CERTIFICATE}"}`,
    );
    expect(decode(body)).toBe(
      '{"attest":"C","dest":{"tn":["12025550111","911"]},"iat":1800000000,"orig":{"tn":"12025550143"},"origid":"123e4567-e89b-42d3-a456-426614174000"}',
    );
    expect(claims.iat).toBe(1_800_000_000);
  });

  it('makes a div statement that proves a redirection', async () => {
    const first = await sign('--dest', CALLED, '--attest', 'B');
    const second = await sign('--dest', '+12025550122', '--div', CALLED);
    const { code, out } = await verify(
      `${second.out}${first.out}`,
      ...AS_CALLED,
      ...['--target', '+12025550122', '--json'],
    );
    expect(code).toBe(EXIT.done);
    expect(JSON.parse(out)).toMatchObject({
      uncompared: [],
      verification: { result: 'passed', attestation: 'B', diverted: 1 },
    });
  });

  it.each([
    ['a number that is none', ['--dest', 'bob'], 'expected a number'],
    ['an address without TLS', ['--dest', CALLED, '--cert-url', 'http://x.example/c'], 'https'],
    ['an origid that is no UUID', ['--dest', CALLED, '--origid', '7'], 'UUID'],
    ['no --dest', [], '--dest'],
  ])('refuses %s', async (_what, more, message) => {
    const { code, err } = await sign(...more);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(message);
  });

  it('refuses a key that is none, and one of another kind', async () => {
    const given = ['--cert-url', URL_OF_CERTIFICATE, '--orig', CALLER, '--dest', CALLED];
    const none = await run('sign', '--key', path('ca.pem'), ...given);
    expect(none).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('no private key') });
    const absent = await run('sign', '--key', path('absent.key'), ...given);
    expect(absent).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('cannot read') });
  });
});

describe('passport verify', () => {
  it('tells what differs, the response and the Reason, in both languages', async () => {
    const { out: header } = await sign('--dest', CALLED);
    const wrong = ['--caller', '+12025550199', '--dialled', CALLED];
    const english = await verify(header, ...wrong, '--lang', 'en');
    expect(english.code).toBe(EXIT.failed);
    expect(english.out).toContain('FAILED: the statement is about another caller [caller-differs]');
    expect(english.out).toContain('Response (rfc8224): 438 Invalid Identity Header, the call goes on');
    expect(english.out).toMatch(/Reason: STIR;cause=438;text="Invalid Identity Header";ppi="\.\.[\w-]{86}"/);
    const chinese = await verify(
      header,
      ...wrong,
      '--lang',
      'zh',
      '--profile',
      'man-fr',
      '--date',
      String((Date.now() / 1000) | 0),
    );
    expect(chinese.out).toContain('不通过: 声明的主叫与呼叫不符 [caller-differs]');
    expect(chinese.out).toContain('应答 (man-fr): 438 Invalid Identity Header, 结束呼叫');
    expect(chinese.out).not.toContain('Reason:');
  });

  it('takes a certificate in DER', async () => {
    const { out: header } = await sign('--dest', CALLED);
    await writeFile(path('headers.txt'), header);
    await writeFile(path('signer.der'), signer.raw);
    const given = ['--trust', path('ca.pem'), '--cert', path('signer.der')];
    expect((await run('verify', path('headers.txt'), ...given, ...AS_CALLED)).code).toBe(EXIT.done);
  });

  it('without a trust list says so, and still whether the signature is right', async () => {
    const { out: header } = await sign('--dest', CALLED);
    await writeFile(path('headers.txt'), header);
    const given = ['--cert', path('signer.pem'), ...AS_CALLED, '--json'];
    const { code, out } = await run('verify', path('headers.txt'), ...given);
    expect(code).toBe(EXIT.failed);
    const { verification, identities } = JSON.parse(out);
    expect(verification).toMatchObject({ result: 'not-verified', reason: 'no-trust-anchors' });
    expect(identities[0].findings).toContainEqual({ check: 'signature', reason: null, detail: '' });
  });

  it('says what it had nothing to compare with', async () => {
    const { out: header } = await sign('--dest', CALLED);
    const { code, out } = await verify(header, '--lang', 'en');
    expect(code).toBe(EXIT.done);
    expect(out).toContain('not compared');
    expect(out).toContain('was not compared with a whole call');
  });

  it('looks at an old header as at the moment it was made', async () => {
    const { out: header } = await sign('--dest', CALLED, '--iat', '1800000000');
    expect((await verify(header, ...AS_CALLED, '--json')).code).toBe(EXIT.failed);
    expect((await verify(header, ...AS_CALLED, '--at', 'iat')).code).toBe(EXIT.done);
    expect((await verify(header, ...AS_CALLED, '--at', '2027-01-15T08:01:01Z')).code).toBe(EXIT.failed);
  });

  it('goes on behind the first wrong thing, so that one sees all', async () => {
    const { out: header } = await sign('--dest', CALLED, '--iat', '1');
    const { out } = await verify(header, '--caller', '+1999', '--dialled', CALLED, '--json');
    const { identities } = JSON.parse(out);
    const reasons = identities[0].findings.map(
      ({ check, reason }: { check: string; reason: string | null }) => [check, reason],
    );
    expect(reasons).toContainEqual(['freshness', 'stale']);
    expect(reasons).toContainEqual(['caller', 'caller-differs']);
    expect(reasons).toContainEqual(['signature', null]);
  });

  it('takes the Identity headers out of a message, folded or short', () => {
    const message =
      'INVITE sip:b@example.org SIP/2.0\r\nVia: x\r\nIdentity: a.b.c;\r\n info=<https://x.example/c>\r\ny: ..d;info=<https://x.example/c>\r\n\r\nv=0';
    expect(readIdentities(message)).toEqual([
      'a.b.c; info=<https://x.example/c>',
      '..d;info=<https://x.example/c>',
    ]);
    expect(readIdentities('# mine\n\na.b.c;info=<x>\n')).toEqual(['a.b.c;info=<x>']);
  });

  it('never lets a header steer the terminal', async () => {
    const { out } = await verify(`Identity: \u001b[2Ja.b.c;info=<https://x.example>\n`, '--lang', 'en');
    expect(out).not.toContain('\u001b');
    expect(out).toContain('malformed-identity');
  });

  it('of nothing says so', async () => {
    const { code, out } = await verify('\n', '--lang', 'en');
    expect(code).toBe(EXIT.failed);
    expect(out).toContain('[no-identity]');
  });

  it('names the profiles there are', async () => {
    const { code, err } = await verify('', '--profile', 'fr');
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('man-fr, opensips, rfc8224');
  });
});
