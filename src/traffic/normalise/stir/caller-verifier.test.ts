import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Authority,
  makeAuthority,
  makeCertificate,
  type TnWish,
  tnAuthList,
} from '../../../../test/kit/certificates.ts';
import {
  base64url,
  CERTIFICATE_URL,
  divToken,
  identity,
  ORIGIN_ID,
  rawSignature,
  shakenToken,
} from '../../../../test/kit/passports.ts';
import type { CallerVerification } from '../../../domain/caller-verification.ts';
import { bad, ok } from '../../../domain/result.ts';
import type { CertificateAnswer, CertificateSource } from '../../../domain/signing-certificate.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import { readStirProfile } from '../../../platform/shared/index.ts';
import { type CallerVerifier, createCallerVerifier } from './caller-verifier.ts';
import type { SignalledNumber } from './canonical-number.ts';
import { ReusedStatements } from './reused-statements.ts';
import type { SignedCall } from './signed-call.ts';
import { createTrustList } from './trust-list.ts';
import { withCalls } from './with-calls.ts';

const NOW_S = 1_800_000_000;
const AT = NOW_S * 1000;

const number = (digits: string): SignalledNumber => ({
  kind: 'e164',
  raw: `sip:+${digits}@example.org`,
  canonical: `+${digits}`,
  candidates: [],
});
const WITHHELD: SignalledNumber = {
  kind: 'withheld',
  raw: 'sip:anonymous@anonymous.invalid',
  canonical: 'withheld',
  candidates: [],
};

const profiles = new Map<string, StirProfile>();
const authority: Authority = makeAuthority();
const signer = makeCertificate({ issuer: authority, tnAuthList: tnAuthList({ spc: '1234' }) });
const key = signer.keys.privateKey;

beforeAll(async () => {
  for (const name of ['rfc8224', 'man-fr', 'opensips']) {
    const read = await readStirProfile(join(import.meta.dirname, '../../../../policy/stir'), name);
    if (!read.ok) throw new Error(read.detail);
    profiles.set(name, read.value);
  }
});

const certificateAnswer = (pem: string, url = CERTIFICATE_URL): CertificateAnswer =>
  ok({ url, bytes: Buffer.from(pem) });

/** A source that has everything at hand. */
const sourceOf = (answers: Readonly<Record<string, CertificateAnswer>>): CertificateSource => ({
  get: (url) => answers[url] ?? bad('unreachable', `${url} is not there`),
});

interface VerifierWish {
  readonly seen?: ReusedStatements;
  readonly profile?: string;
  readonly changes?: Partial<StirProfile>;
  readonly answers?: Readonly<Record<string, CertificateAnswer>>;
  readonly trust?: readonly string[];
}

function verifier({ profile = 'rfc8224', changes, answers, trust, seen }: VerifierWish = {}): CallerVerifier {
  const list = createTrustList(trust ?? [authority.pem]);
  if (!list.ok) throw new Error(list.detail);
  return createCallerVerifier({
    ...(seen === undefined ? {} : { seen }),
    trust: list.value,
    profile: { ...profiles.get(profile)!, ...changes },
    certificates: sourceOf(answers ?? { [CERTIFICATE_URL]: certificateAnswer(signer.pem) }),
  });
}

const call = (identities: readonly string[], changes: Partial<SignedCall> = {}): SignedCall => ({
  callId: 'one@example.org',
  identities,
  caller: number('12025550143'),
  dialled: number('12025550111'),
  target: number('12025550111'),
  saidAt: AT,
  ...changes,
});

function now(answer: CallerVerification | Promise<CallerVerification>): CallerVerification {
  if (answer instanceof Promise) throw new Error('a promise where an answer at once was expected');
  return answer;
}
const verify = (
  identities: readonly string[],
  changes: Partial<SignedCall> = {},
  wish: VerifierWish = {},
  at = AT,
): CallerVerification => now(verifier(wish).verify(call(identities, changes), at));

const PASSED: CallerVerification = {
  result: 'passed',
  reason: null,
  attestation: 'A',
  originId: ORIGIN_ID,
  diverted: 0,
  response: null,
  reasonHeaders: [],
};
const good = () => identity(shakenToken({ key }));

describe('a statement that holds', () => {
  it('passes with attestation and origin', () => expect(verify([good()])).toEqual(PASSED));

  it.each(['A', 'B', 'C'] as const)('tells attestation %s', (attest) =>
    expect(verify([identity(shakenToken({ key, claims: { attest } }))])).toMatchObject({
      result: 'passed',
      attestation: attest,
    }),
  );

  it.each([
    ['quoted ppt', `info=<${CERTIFICATE_URL}>;alg=ES256;ppt="shaken"`],
    ['no alg', `info=<${CERTIFICATE_URL}>;ppt=shaken`],
    ['no ppt', `info=<${CERTIFICATE_URL}>;alg=ES256`],
    ['another order and case', `PPT=shaken;Alg="ES256";INFO=<${CERTIFICATE_URL}>`],
    ['spaces and a fold', ` info = <${CERTIFICATE_URL}> ;\r\n alg=ES256;\t ppt=shaken`],
    ['a parameter nobody knows', `info=<${CERTIFICATE_URL}>;alg=ES256;ppt=shaken;x-note="a;b"`],
  ])('is written with %s', (_what, parameters) =>
    expect(verify([identity(shakenToken({ key }), parameters)])).toEqual(PASSED),
  );

  it.each([
    ['several dest', { dest: { tn: ['12025550199', '12025550111'] } }],
    ['dest with uri beside', { dest: { tn: ['12025550111'], uri: ['sip:bob@example.org'] } }],
    ['rich call data', { rcd: { nam: 'Example Bank', jcd: ['vcard', [['fn', {}, 'text', 'x']]] } }],
    ['a key of the media', { mky: [{ alg: 'sha-256', dig: '02:1A' }] }],
    ['iat as text', { iat: String(NOW_S) }],
    ['an origid that is no UUID', { origid: 'trunk-7' }],
  ])('tolerates %s', (_what, claims) =>
    expect(verify([identity(shakenToken({ key, claims }))]).result).toBe('passed'),
  );

  it('notes what it tolerated', () => {
    const report = verifier().explain(
      call([identity(shakenToken({ key, claims: { iat: String(NOW_S), origid: 'x' } }))], { saidAt: null }),
      AT,
    );
    if (report instanceof Promise) throw new Error('late');
    expect(report.identities[0]?.notes).toEqual([
      'iat-as-text',
      'origid-no-uuid',
      'no-date',
      'authority-by-provider',
    ]);
  });

  it('is a plain PASSporT, in full and in compact form', () => {
    const full = shakenToken({
      key,
      header: { ppt: undefined },
      claims: { attest: undefined, origid: undefined },
    });
    const head = { alg: 'ES256', typ: 'passport', x5u: CERTIFICATE_URL };
    const body = { dest: { tn: ['12025550111'] }, iat: NOW_S, orig: { tn: '12025550143' } };
    const compact = `..${rawSignature(`${base64url(head)}.${base64url(body)}`, key)}`;
    for (const token of [full, compact])
      expect(verify([identity(token, `info=<${CERTIFICATE_URL}>`)])).toEqual({
        ...PASSED,
        attestation: 'none',
        originId: null,
      });
  });

  it('stands for a URI caller', () => {
    const claims = { orig: { uri: 'sip:alice@Example.org' } };
    const caller: SignalledNumber = {
      kind: 'alphanumeric',
      raw: 'sip:alice@example.org:5060;transport=tcp',
      canonical: 'alice',
      candidates: [],
    };
    expect(verify([identity(shakenToken({ key, claims }))], { caller }).result).toBe('passed');
    expect(
      verify([identity(shakenToken({ key, claims }))], { caller: { ...caller, raw: 'alice' } }),
    ).toMatchObject({
      result: 'not-verified',
      reason: 'uri-not-comparable',
    });
  });

  it.each([
    ['*67', { kind: 'unparsable' as const, raw: '*67', canonical: '*67', candidates: [] }],
    [
      '#31#',
      { kind: 'unparsable' as const, raw: 'sip:%2331%23@example.org', canonical: 'x', candidates: [] },
    ],
    ['10086', { kind: 'service-code' as const, raw: '10086', canonical: '10086', candidates: [] }],
    ['911', { kind: 'local' as const, raw: '911', canonical: '911;phone-context=+1', candidates: [] }],
    [
      '447700900123',
      {
        kind: 'local' as const,
        raw: '07700 900123',
        canonical: '07700900123',
        candidates: ['+447700900123'],
      },
    ],
    [
      '12025550143',
      { kind: 'local' as const, raw: '202-555-0143', canonical: '2025550143', candidates: ['+12025550143'] },
    ],
  ])('names the short or local number %s', (tn, caller) =>
    expect(verify([identity(shakenToken({ key, claims: { orig: { tn } } }))], { caller }).result).toBe(
      'passed',
    ),
  );
});

describe('form', () => {
  const withHeader = (header: Record<string, unknown>) => identity(shakenToken({ key, header }));
  const withClaims = (claims: Record<string, unknown>) => identity(shakenToken({ key, claims }));
  const [head, body, signature] = shakenToken({ key }).split('.') as [string, string, string];

  it.each<[string, string, string]>([
    ['padding', 'malformed-passport', identity(`${head}.${body}.${signature}==`)],
    ['padding inside', 'malformed-passport', identity(`${head}=.${body}.${signature}`)],
    ['two parts', 'malformed-passport', identity(`${head}.${body}`)],
    ['four parts', 'malformed-passport', identity(`${head}.${body}.${signature}.x`)],
    ['no signature', 'malformed-passport', identity(`${head}.${body}.`)],
    ['the other base64 alphabet', 'malformed-passport', identity(`${head}.${body}.ab+/`)],
    ['JSON that is none', 'malformed-passport', identity(`${base64url('{"alg":')}.${body}.${signature}`)],
    ['an array for a header', 'malformed-passport', identity(`${base64url('[]')}.${body}.${signature}`)],
    ['a claim twice', 'malformed-passport', identity(shakenToken({ key, claimsText: '{"iat":1,"iat":2}' }))],
    [
      'deep JSON',
      'malformed-passport',
      identity(shakenToken({ key, claimsText: `{"a":${'['.repeat(500)}${']'.repeat(500)}}` })),
    ],
    [
      'a huge header',
      'malformed-identity',
      identity(shakenToken({ key, claims: { rcd: 'x'.repeat(20_000) } })),
    ],
    ['a token with spaces', 'malformed-identity', identity(`${head}. ${body}.${signature}`)],
    ['nothing but parameters', 'malformed-identity', `;info=<${CERTIFICATE_URL}>`],
    ['info twice', 'malformed-identity', `${good()};info=<https://other.example>`],
    ['no info', 'no-info', identity(shakenToken({ key }), 'alg=ES256;ppt=shaken')],
    [
      'another info',
      'info-differs',
      identity(shakenToken({ key }), 'info=<https://other.example/c>;ppt=shaken'),
    ],
    ['another alg', 'alg-differs', identity(shakenToken({ key }), `info=<${CERTIFICATE_URL}>;alg=RS256`)],
    ['another ppt', 'ppt-differs', identity(shakenToken({ key }), `info=<${CERTIFICATE_URL}>;ppt=div`)],
    ['alg none', 'unsupported-alg', withHeader({ alg: 'none' })],
    ['alg HS256', 'unsupported-alg', withHeader({ alg: 'HS256' })],
    ['no alg at all', 'incomplete-header', withHeader({ alg: undefined })],
    ['no typ', 'incomplete-header', withHeader({ typ: undefined })],
    ['x5u as a list', 'malformed-passport', withHeader({ x5u: [CERTIFICATE_URL] })],
    ['another typ', 'wrong-typ', withHeader({ typ: 'JWT' })],
    ['a critical extension', 'unsupported-critical', withHeader({ crit: ['b64'], b64: false })],
    ['no x5u', 'incomplete-header', withHeader({ x5u: undefined })],
    ['compact shaken', 'compact-form', identity(`..${signature}`)],
    ['no iat', 'malformed-claims', withClaims({ iat: undefined })],
    ['iat with a fraction', 'malformed-claims', withClaims({ iat: NOW_S + 0.5 })],
    ['iat in milliseconds', 'malformed-claims', withClaims({ iat: AT })],
    ['iat as other text', 'malformed-claims', withClaims({ iat: 'now' })],
    ['iat negative', 'malformed-claims', withClaims({ iat: -1 })],
    ['orig as text', 'malformed-claims', withClaims({ orig: '{"tn":"12025550143"}' })],
    ['orig with an array', 'malformed-claims', withClaims({ orig: { tn: ['12025550143'] } })],
    ['orig with tn and uri', 'malformed-claims', withClaims({ orig: { tn: '1', uri: 'sip:a@b' } })],
    ['orig empty', 'malformed-claims', withClaims({ orig: {} })],
    ['dest without array', 'malformed-claims', withClaims({ dest: { tn: '12025550111' } })],
    ['dest empty', 'malformed-claims', withClaims({ dest: { tn: [] } })],
    ['dest with a number in it', 'malformed-claims', withClaims({ dest: { tn: [12025550111] } })],
    ['dest with a hundred', 'malformed-claims', withClaims({ dest: { tn: Array(100).fill('12025550111') } })],
    ['attest D', 'malformed-claims', withClaims({ attest: 'D' })],
    ['no origid', 'malformed-claims', withClaims({ origid: undefined })],
    ['orig with +', 'number-not-canonical', withClaims({ orig: { tn: '+12025550143' } })],
    ['orig as tel URI', 'number-not-canonical', withClaims({ orig: { tn: 'tel:+1-202-555-0143' } })],
    ['a number of 16 digits', 'number-not-canonical', withClaims({ dest: { tn: ['3310200199001234'] } })],
  ])('%s is %s', (_what, reason, text) =>
    expect(verify([text])).toMatchObject({ result: 'failed', reason, attestation: 'none', originId: null }),
  );

  it('a malformed header answers 438 and tells which', () => {
    const { response, reasonHeaders } = verify([identity(`${head}.${body}.${signature}==`)]);
    expect(response).toEqual({ status: 438, phrase: 'Invalid Identity Header', endsCall: false });
    expect(reasonHeaders).toEqual(['STIR;cause=438;text="Invalid Identity Header"']);
  });
});

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

describe('the call the statement is about', () => {
  it.each<[string, Partial<SignedCall>, string]>([
    ['another caller', { caller: number('12025550144') }, 'caller-differs'],
    [
      'a caller that is a name',
      { caller: { kind: 'alphanumeric', raw: 'BANK', canonical: 'BANK', candidates: [] } },
      'caller-unreadable',
    ],
    ['another number dialled', { dialled: number('12025550112') }, 'called-differs'],
    ['nobody dialled', { dialled: { ...WITHHELD } }, 'called-unreadable'],
  ])('%s', (_what, changes, reason) =>
    expect(verify([good()], changes)).toMatchObject({ result: 'failed', reason }),
  );

  it('compares dest with To, not with where the call goes now', () =>
    expect(verify([good()], { target: number('12025550177') }).result).toBe('passed'));

  it('an anonymous caller is compared with nothing, and a wrong signature stays wrong', () => {
    expect(verify([good()], { caller: WITHHELD })).toMatchObject({
      result: 'not-verified',
      reason: 'anonymous-caller',
      attestation: 'none',
      originId: ORIGIN_ID,
      response: null,
    });
    const other = makeCertificate().keys.privateKey;
    expect(verify([identity(shakenToken({ key: other }))], { caller: WITHHELD })).toMatchObject({
      result: 'failed',
      reason: 'bad-signature',
    });
    const claims = { orig: { uri: 'sip:anonymous@anonymous.invalid' } };
    expect(verify([identity(shakenToken({ key, claims }))], { caller: WITHHELD }).result).toBe('passed');
  });

  it('French routing prefixes pass where the profile allows them, on either side', () => {
    const prefixed = [identity(shakenToken({ key, claims: { dest: { tn: ['3310200199001234'] } } }))];
    const dialledWith = {
      kind: 'unparsable' as const,
      raw: 'sip:+3310200199001234@example.fr',
      canonical: '',
      candidates: [],
    };
    const french = { profile: 'man-fr' };
    expect(verify(prefixed, { dialled: dialledWith }, french).result).toBe('passed');
    expect(verify(prefixed, { dialled: number('33199001234') }, french).result).toBe('passed');
    expect(verify(prefixed, { dialled: number('33199001235') }, french).reason).toBe('called-differs');
    expect(verify(prefixed, { dialled: dialledWith }).reason).toBe('number-not-canonical');
    const plain = [identity(shakenToken({ key, claims: { dest: { tn: ['33199001234'] } } }))];
    expect(verify(plain, { dialled: dialledWith }, french).result).toBe('passed');
  });
});

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

  it('is asked for when the profile demands a TNAuthList', () => {
    const bare = withPem(makeCertificate({ issuer: authority, keys: signer.keys }).pem);
    expect(verify([good()], {}, bare).result).toBe('passed');
    expect(verify([good()], {}, { ...bare, changes: { requiresTnAuthList: true } }).reason).toBe(
      'certificate-unsupported',
    );
  });
});

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

describe('re-use', () => {
  it('in another call fails, in the same call not', () => {
    const one = verifier();
    const text = good();
    const ask = (callId: string, at = AT) => now(one.verify(call([text], { callId }), at));
    expect(ask('a').result).toBe('passed');
    expect(ask('a').result).toBe('passed');
    expect(ask('b', AT + 59_000)).toMatchObject({
      result: 'failed',
      reason: 'reused',
      response: { status: 403 },
    });
    expect(ask('a').result).toBe('passed');
  });

  it('is seen between verifiers that share what was seen', () => {
    const seen = new ReusedStatements();
    const text = good();
    const ask = (callId: string) => now(verifier({ seen }).verify(call([text], { callId }), AT));
    expect(ask('line 1 a').result).toBe('passed');
    expect(ask('line 2 a').reason).toBe('reused');
  });

  it('is only noted where the profile says so', () => {
    const one = verifier({ changes: { reuse: 'noted' } });
    const text = good();
    for (const callId of ['a', 'b'])
      expect(now(one.verify(call([text], { callId }), AT)).result).toBe('passed');
  });

  it('a diverted call that comes back is not one', () => {
    const one = verifier();
    const text = good();
    const div = identity(
      divToken(key, { dest: { tn: ['12025550122'] }, div: { tn: '12025550111' } }),
      `info=<${CERTIFICATE_URL}>;ppt=div`,
    );
    expect(now(one.verify(call([text], { callId: 'a' }), AT)).result).toBe('passed');
    const back = call([text, div], { callId: 'b', target: number('12025550122') });
    expect(now(one.verify(back, AT)).diverted).toBe(1);
  });
});

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

  it('the older habit tells a Reason of protocol SIP', () => {
    const changes = { reasonProtocol: 'SIP' as const };
    expect(
      verify([identity(shakenToken({ key, claims: { iat: 1 } }))], {}, { changes }).reasonHeaders,
    ).toEqual(['SIP;cause=403;text="Stale Date"']);
  });
});

describe('certificates that come later', () => {
  it('make the answer a promise; nothing is asked for a statement already wrong', async () => {
    const asked: string[] = [];
    const list = createTrustList([authority.pem]);
    if (!list.ok) throw new Error(list.detail);
    const late = createCallerVerifier({
      trust: list.value,
      profile: profiles.get('rfc8224')!,
      certificates: {
        get: async (url) => {
          asked.push(url);
          return certificateAnswer(signer.pem);
        },
      },
    });
    const answer = late.verify(call([good()]), AT);
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toEqual(PASSED);
    expect(now(late.verify(call([good()], { caller: number('86') }), AT)).reason).toBe('caller-differs');
    expect(now(late.verify(call([identity(shakenToken({ key, claims: { iat: 1 } }))]), AT)).reason).toBe(
      'stale',
    );
    expect(asked).toEqual([CERTIFICATE_URL]);
  });

  it('a call that names a dozen asks for eight', async () => {
    const asked: string[] = [];
    const list = createTrustList([authority.pem]);
    if (!list.ok) throw new Error(list.detail);
    const late = createCallerVerifier({
      trust: list.value,
      profile: profiles.get('rfc8224')!,
      certificates: {
        get: async (url) => {
          asked.push(url);
          return bad('unreachable', 'nobody answers');
        },
      },
    });
    const many = Array.from({ length: 12 }, (_, place) => {
      const url = `https://c${place}.example/c.pem`;
      return identity(shakenToken({ key, header: { x5u: url } }), `info=<${url}>;ppt=shaken`);
    });
    expect(await late.verify(call(many), AT)).toMatchObject({
      result: 'not-verified',
      reason: 'certificate-unreachable',
    });
    expect(asked).toHaveLength(8);
  });
});
