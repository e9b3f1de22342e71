import { type KeyObject, sign } from 'node:crypto';
import { bad, ok, type Result } from '../../domain/result.ts';

/** What a statement shall say (RFC 8225 §5, RFC 8588 §4-5, RFC 8946 §3). Numbers are canonical: digits, `*` and `#`. */
export interface PassportOrder {
  readonly orig: string;
  readonly dest: readonly string[];
  /** Seconds since 1970. */
  readonly iat: number;
  readonly certUrl: string;
  readonly says:
    | { readonly kind: 'shaken'; readonly attest: 'A' | 'B' | 'C'; readonly origid: string }
    | { readonly kind: 'div'; readonly div: string };
}

export interface SignedPassport {
  readonly token: string;
  /** Value of the Identity header (RFC 8224 §4). */
  readonly identity: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Signs with ES256. The key must be a private key of P-256; JSON is written in the one canonical way (RFC 8225 §9). */
export function signPassport(order: PassportOrder, key: KeyObject): Result<SignedPassport, 'wrong-key'> {
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    return bad('wrong-key', 'ES256 needs a private key of the curve P-256');
  const { orig, dest, iat, certUrl, says } = order;
  const header = { alg: 'ES256', ppt: says.kind, typ: 'passport', x5u: certUrl };
  const parties = { dest: { tn: dest }, iat, orig: { tn: orig } };
  // Names in the order of their code points, at every level.
  const claims =
    says.kind === 'shaken'
      ? { attest: says.attest, ...parties, origid: says.origid }
      : { dest: parties.dest, div: { tn: says.div }, iat, orig: parties.orig };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  const token = `${input}.${signature.toString('base64url')}`;
  return ok({ token, identity: `${token};info=<${certUrl}>;alg=ES256;ppt=${says.kind}`, header, claims });
}
