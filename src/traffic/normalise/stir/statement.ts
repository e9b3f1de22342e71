import { bad, ok, type Result } from '../../../domain/result.ts';
import type { StirProfile } from '../../../domain/stir-profile.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import { type IdentityHeader, readIdentity } from './identity-header.ts';
import {
  type PassportClaims,
  type PassportHeader,
  type PassportKind,
  passportKind,
  readClaims,
  readHeader,
} from './passport.ts';
import {
  decodeToken,
  isCompactForm,
  type JsonObject,
  type PassportToken,
  rebuildToken,
} from './passport-token.ts';

/** One signed statement about a call, of right form, its certificate and its truth still to be seen. */
export interface Statement extends PassportHeader, PassportClaims {
  readonly kind: PassportKind;
  /** Every claim as signed, for the limits a certificate may set. */
  readonly claims: JsonObject;
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

/** What a compact form is rebuilt from (RFC 8224 §4.1): canonical numbers and the Date header. */
export interface RebuildableCall {
  readonly orig: string | null;
  readonly dest: string | null;
  readonly saidAt: number | null;
}

/** An Identity header taken apart as far as it goes. */
export interface OpenedIdentity {
  readonly header: Result<IdentityHeader, VerificationReason>;
  /** The token; `null` for a compact form, which only the call can fill. */
  readonly token: Result<PassportToken, VerificationReason> | null;
  /** What it says it is, before anything is believed; `null`: a kind to be ignored (RFC 8224 §6.2 step 1). */
  readonly kind: PassportKind | null;
}

export function openIdentity(text: string): OpenedIdentity {
  const header = readIdentity(text);
  if (!header.ok) return { header, token: header, kind: 'passport' };
  const { token, ppt } = header.value;
  if (isCompactForm(token)) return { header, token: null, kind: passportKind(ppt) };
  const decoded = decodeToken(token);
  const inside = decoded.ok ? decoded.value.header.ppt : undefined;
  return { header, token: decoded, kind: passportKind(typeof inside === 'string' ? inside : ppt) };
}

/** The parameters that the profile demands, and no more than it allows. */
export function checkParameters(
  header: IdentityHeader,
  { requiredParameters, maxParameters }: StirProfile,
): Result<null, VerificationReason> {
  if (header.info === null)
    return bad('no-info', 'the parameter info is missing: nothing says where the certificate lies');
  for (const name of requiredParameters)
    if (header[name] === null) return bad(`no-${name}`, `the parameter ${name} is missing`);
  return header.parameterCount > maxParameters
    ? bad('too-many-parameters', `${header.parameterCount} parameters, the profile allows ${maxParameters}`)
    : ok(null);
}

/** The token of a compact form, rebuilt from the call. Only the base PASSporT can be: others have claims of their own. */
export function rebuildCompact(
  header: IdentityHeader,
  call: RebuildableCall,
): Result<PassportToken, VerificationReason> {
  if (header.ppt !== null)
    return bad('compact-form', `ppt "${header.ppt}" has claims that the call does not tell`);
  if (call.saidAt === null)
    return bad('no-date', 'a compact form takes its iat from the Date header, and there is none');
  if (call.orig === null) return bad('caller-unreadable', 'a compact form needs the caller number');
  if (call.dest === null) return bad('called-unreadable', 'a compact form needs the called number');
  return rebuildToken(
    header.token,
    { alg: 'ES256', typ: 'passport', x5u: header.info ?? '' },
    { dest: { tn: [call.dest] }, iat: Math.floor(call.saidAt / 1000), orig: { tn: call.orig } },
  );
}

/** Form of everything inside the token, and agreement of the parameters with it (RFC 8224 §4). */
export function readStatement(
  header: IdentityHeader,
  token: PassportToken,
  profile: StirProfile,
): Result<Statement, VerificationReason> {
  const jose = readHeader(token.header);
  if (!jose.ok) return jose;
  const { ppt, x5u } = jose.value;
  if (header.alg !== null && header.alg !== 'ES256')
    return bad('alg-differs', `the parameter alg says "${header.alg}", the statement ES256`);
  if (header.ppt !== null && header.ppt !== ppt)
    return bad('ppt-differs', `the parameter ppt says "${header.ppt}", the statement ${ppt ?? 'none'}`);
  if (header.info !== x5u) return bad('info-differs', `info is <${header.info}>, x5u is <${x5u}>`);
  const kind = passportKind(ppt);
  if (kind === null) return bad('unsupported-ppt', `ppt "${ppt}" is not supported`);
  const claims = readClaims(token.claims, kind, profile.routingPrefix);
  if (!claims.ok) return claims;
  const { iat, orig, dest, div, attestation, originId, notes } = claims.value;
  const hasNoParameter = ppt !== null && header.ppt === null;
  // Written out: a spread of so many members costs as much as reading them.
  return ok({
    kind,
    ppt,
    x5u,
    iat,
    orig,
    dest,
    div,
    attestation,
    originId,
    notes: hasNoParameter ? [...notes, 'no-ppt-parameter'] : notes,
    claims: token.claims,
    signingInput: token.signingInput,
    signature: token.signature,
  });
}
