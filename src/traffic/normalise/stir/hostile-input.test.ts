import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { makeAuthority, makeCertificate, tnAuthList } from '../../../../test/kit/certificates.ts';
import { CERTIFICATE_URL, divToken, identity, shakenToken } from '../../../../test/kit/passports.ts';
import { ok } from '../../../domain/result.ts';
import { readStirProfile } from '../../../platform/shared/index.ts';
import { type CallerVerifier, createCallerVerifier } from './caller-verifier.ts';
import { readSigner } from './signer.ts';
import { createTrustList } from './trust-list.ts';

const AT = 1_800_000_000_000;
const authority = makeAuthority();
const signer = makeCertificate({
  issuer: authority,
  tnAuthList: tnAuthList({ first: '12025550100', count: 99 }),
});
const list = createTrustList([authority.pem]);
if (!list.ok) throw new Error(list.detail);
const trust = list.value;
const number = (digits: string) => ({
  kind: 'e164' as const,
  raw: digits,
  canonical: `+${digits}`,
  candidates: [],
});
let verifier: CallerVerifier;

beforeAll(async () => {
  const profile = await readStirProfile(join(import.meta.dirname, '../../../../policy/stir'), 'rfc8224');
  if (!profile.ok) throw new Error(profile.detail);
  const answer = ok({ url: CERTIFICATE_URL, bytes: Buffer.from(signer.pem) });
  verifier = createCallerVerifier({
    trust,
    profile: { ...profile.value, reuse: 'noted' },
    certificates: { get: () => answer },
  });
});

const resultOf = (...identities: string[]) => {
  const answer = verifier.verify(
    {
      callId: 'one',
      identities,
      caller: number('12025550143'),
      dialled: number('12025550111'),
      target: number('12025550111'),
      saidAt: AT,
    },
    AT,
  );
  if (answer instanceof Promise) throw new Error('late');
  return answer.result;
};

const token = shakenToken({ key: signer.keys.privateKey });

it('no change of one letter of a statement passes', () => {
  expect(resultOf(identity(token))).toBe('passed');
  const letters = ['A', 'z', '0', '-', '_', '.', '=', '+', ' ', ';'];
  for (let place = 0; place < token.length; place += 1) {
    const other = letters[place % letters.length]!;
    if (other === token[place]) continue;
    const changed = token.slice(0, place) + other + token.slice(place + 1);
    expect(resultOf(identity(changed)), `${other} at ${place}`).not.toBe('passed');
    expect(resultOf(identity(token.slice(0, place) + token.slice(place + 1))), `cut at ${place}`).not.toBe(
      'passed',
    );
  }
});

it('nothing a header can hold makes it throw', () => {
  const pieces = fc.constantFrom(
    token,
    ...token.split('.'),
    `info=<${CERTIFICATE_URL}>`,
    'ppt=shaken',
    'ppt="div',
    'alg=ES256',
    '..',
    ';',
    ',',
    '"',
    '<',
    '=',
    '\\',
    '\r\n ',
    '\u0000',
    '😀',
  );
  const header = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(header, { maxLength: 20 }), (headers) => {
      expect(['failed', 'not-verified', 'passed']).toContain(resultOf(...headers));
    }),
  );
});

it('no JSON makes it throw', () => {
  const anyClaims = fc.record(
    {
      iat: fc.oneof(fc.jsonValue(), fc.constant(1_800_000_000)),
      orig: fc.oneof(fc.jsonValue(), fc.record({ tn: fc.jsonValue(), uri: fc.jsonValue() })),
      dest: fc.oneof(fc.jsonValue(), fc.record({ tn: fc.array(fc.jsonValue()), uri: fc.jsonValue() })),
      div: fc.jsonValue(),
      attest: fc.oneof(fc.jsonValue(), fc.constant('A')),
      origid: fc.jsonValue(),
      __proto__: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyClaims, anyClaims, (claims, more) => {
      const key = signer.keys.privateKey;
      const result = resultOf(
        identity(shakenToken({ key, claims })),
        identity(divToken(key, more), `info=<${CERTIFICATE_URL}>;ppt=div`),
      );
      expect(result).not.toBe('unknown');
    }),
    { numRuns: 200 },
  );
});

it('no bytes of a certificate make it throw, and no changed one signs', () => {
  const good = readSigner(signer.raw, trust);
  expect(good.ok).toBe(true);
  fc.assert(
    fc.property(
      fc.nat({ max: signer.raw.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      fc.constantFrom('change', 'cut', 'double'),
      (place, by, what) => {
        const bytes = Buffer.from(signer.raw);
        if (what === 'change') bytes[place] = bytes[place]! ^ by;
        const made =
          what === 'cut'
            ? bytes.subarray(0, place)
            : what === 'double'
              ? Buffer.concat([bytes.subarray(0, place), bytes])
              : bytes;
        const answer = readSigner(made, trust);
        // The outer signature covers everything but its own writing.
        if (answer.ok) expect(place === 0 && what === 'double').toBe(true);
      },
    ),
    { numRuns: 1500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(readSigner(bytes, trust).ok).toBe(false);
    }),
  );
});
