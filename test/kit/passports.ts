import { type KeyObject, sign } from 'node:crypto';

/** Statements of every odd kind, signed apart from the product's own signer. */
export const base64url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const CERTIFICATE_URL = 'https://certificates.example.org/signer.pem';

export interface PassportWish {
  /** Merged over the usual header; `undefined` takes a member out. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Text instead of the JSON of header or claims. */
  readonly headerText?: string;
  readonly claimsText?: string;
  readonly key: KeyObject;
}

export const ORIGIN_ID = '123e4567-e89b-42d3-a456-426614174000';

export function shakenToken({ header, claims, headerText, claimsText, key }: PassportWish): string {
  const head = headerText ?? {
    alg: 'ES256',
    ppt: 'shaken',
    typ: 'passport',
    x5u: CERTIFICATE_URL,
    ...header,
  };
  const body = claimsText ?? {
    attest: 'A',
    dest: { tn: ['12025550111'] },
    iat: 1_800_000_000,
    orig: { tn: '12025550143' },
    origid: ORIGIN_ID,
    ...claims,
  };
  const input = `${base64url(head)}.${base64url(body)}`;
  return `${input}.${rawSignature(input, key)}`;
}

export const rawSignature = (input: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** The header value around a token; parameters in the order given. */
export const identity = (
  token: string,
  parameters = `info=<${CERTIFICATE_URL}>;alg=ES256;ppt=shaken`,
): string => (parameters === '' ? token : `${token};${parameters}`);

/** A `div` statement: passed on from `div` to `dest`. */
export const divToken = (
  key: KeyObject,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string =>
  shakenToken({
    key,
    header: { ppt: 'div', ...header },
    claims: { attest: undefined, origid: undefined, ...claims },
  });
