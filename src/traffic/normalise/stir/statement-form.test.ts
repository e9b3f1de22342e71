import { describe, expect, it } from 'vitest';
import { base64url, CERTIFICATE_URL, identity, shakenToken } from '../../../../test/kit/passports.ts';
import { AT, good, key, NOW_S, verify } from '../../../../test/kit/verifier-kit.ts';

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
