import { describe, expect, it } from 'vitest';
import {
  base64url,
  CERTIFICATE_URL,
  identity,
  rawSignature,
  shakenToken,
} from '../../../../test/kit/passports.ts';
import { AT, call, good, key, NOW_S, PASSED, verifier, verify } from '../../../../test/kit/verifier-kit.ts';
import type { SignalledNumber } from './canonical-number.ts';

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
