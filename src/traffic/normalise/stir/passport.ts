import type { Attestation } from '../../../domain/caller-verification.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { StatementKind } from '../../../domain/stir-profile.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import { isCanonicalTn, type RoutingPrefix } from './canonical-number.ts';
import type { JsonObject } from './passport-token.ts';

/** A telephone number or a URI that a statement names (RFC 8225 §5.2.1). */
export interface SignedParty {
  readonly type: 'tn' | 'uri';
  readonly value: string;
}

/** The JOSE header of a PASSporT (RFC 8225 §4). */
export interface PassportHeader {
  /** `null`: the base PASSporT. */
  readonly ppt: string | null;
  readonly x5u: string;
}

/** The claims of a PASSporT, of right form and not yet believed. */
export interface PassportClaims {
  /** When it was made, seconds since 1970. */
  readonly iat: number;
  readonly orig: SignedParty;
  readonly dest: readonly SignedParty[];
  /** Whom the call was for before it went on (RFC 8946 §3); present in kind `div` only. */
  readonly div: SignedParty | null;
  readonly attestation: Attestation;
  readonly originId: string | null;
  /** What was tolerated, stable words. */
  readonly notes: readonly string[];
}

export type PassportKind = StatementKind | 'div';

/** Most parties in `dest`. */
const MAX_PARTIES = 64;
const MAX_VALUE_LENGTH = 512;
const MAX_ORIGIN_ID_LENGTH = 128;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The kind that a `ppt` names; `null` for one that this reader does not know (RFC 8224 §6.2 step 1: ignored). */
export function passportKind(ppt: string | null): PassportKind | null {
  if (ppt === null) return 'passport';
  return ppt === 'shaken' || ppt === 'div' ? ppt : null;
}

/** Only ES256 is taken, whatever the header asks for: `none` and key confusion end here (RFC 8225 §4.1-4.3, RFC 7515 §4.1). */
export function readHeader(header: JsonObject): Result<PassportHeader, VerificationReason> {
  const { typ, alg, ppt, x5u, crit } = header;
  if (typ === undefined || alg === undefined || x5u === undefined)
    return bad('incomplete-header', 'the header lacks typ, alg or x5u (RFC 8225 §4)');
  if (typ !== 'passport') return bad('wrong-typ', `typ is ${shown(typ)}, not "passport"`);
  if (alg !== 'ES256') return bad('unsupported-alg', `alg is ${shown(alg)}; only ES256 is supported`);
  if (crit !== undefined)
    return bad('unsupported-critical', `the header demands extensions nobody here knows: ${shown(crit)}`);
  if (ppt !== undefined && (typeof ppt !== 'string' || ppt === ''))
    return bad('malformed-passport', `ppt is ${shown(ppt)}, no name`);
  if (typeof x5u !== 'string' || x5u === '')
    return bad('malformed-passport', `x5u is ${shown(x5u)}, no address`);
  return ok({ ppt: ppt ?? null, x5u });
}

/** Checks the form of every claim the kind demands; other claims (rcd, mky, rph, ...) are tolerated and not judged. */
export function readClaims(
  claims: JsonObject,
  kind: PassportKind,
  routingPrefix: RoutingPrefix | null,
): Result<PassportClaims, VerificationReason> {
  const notes: string[] = [];
  const iat = readIat(claims.iat, notes);
  if (typeof iat === 'string') return bad('malformed-claims', iat);
  const orig = readParties('orig', claims.orig, routingPrefix, false);
  if (!orig.ok) return orig;
  if (orig.value.length !== 1)
    return bad('malformed-claims', `orig names ${orig.value.length} parties, not one (RFC 8225 §5.2.1)`);
  const dest = readParties('dest', claims.dest, routingPrefix, true);
  if (!dest.ok) return dest;
  const div = kind === 'div' ? readParties('div', claims.div, routingPrefix, false) : ok([]);
  if (!div.ok) return div;
  if (kind === 'div' && div.value.length !== 1)
    return bad('malformed-claims', `div names ${div.value.length} parties, not one (RFC 8946 §3)`);
  const shaken = readShaken(claims, kind, notes);
  if (!shaken.ok) return shaken;
  return ok({
    iat,
    orig: orig.value[0]!,
    dest: dest.value,
    div: div.value[0] ?? null,
    ...shaken.value,
    notes,
  });
}

/** Seconds, or what is wrong. A number written as text is in an example of RFC 8588 §6 and so in the field. */
function readIat(iat: unknown, notes: string[]): number | string {
  if (iat === undefined) return 'iat is missing';
  const isText = typeof iat === 'string' && /^\d{1,12}$/.test(iat);
  const seconds = isText ? Number(iat) : iat;
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0)
    return `iat is ${shown(iat)}, not whole seconds since 1970 (RFC 8225 §5.1.1)`;
  if (seconds > 99_999_999_999) return `iat is ${seconds}: milliseconds, not seconds`;
  if (isText) notes.push('iat-as-text');
  return seconds;
}

/** `orig` and `div` hold one value a name, `dest` an array; a `dest` that holds one text is not what was agreed (RFC 8225 §5.2.1). */
function readParties(
  name: string,
  claim: unknown,
  routingPrefix: RoutingPrefix | null,
  isList: boolean,
): Result<SignedParty[], VerificationReason> {
  if (typeof claim !== 'object' || claim === null || Array.isArray(claim))
    return bad('malformed-claims', `${name} is ${shown(claim)}, no object with tn or uri`);
  const parties: SignedParty[] = [];
  for (const type of ['tn', 'uri'] as const) {
    const given = (claim as JsonObject)[type];
    if (given === undefined) continue;
    if (Array.isArray(given) !== isList)
      return bad('malformed-claims', `${name}.${type} must be ${isList ? 'an array' : 'one text, no array'}`);
    for (const value of isList ? (given as unknown[]) : [given]) {
      if (typeof value !== 'string' || value === '' || value.length > MAX_VALUE_LENGTH)
        return bad('malformed-claims', `${name}.${type} holds ${shown(value)}`);
      if (type === 'tn' && !isCanonicalTn(value, routingPrefix))
        return bad(
          'number-not-canonical',
          `${name}.tn is ${shown(value)}; a signed number has digits, * and # only, at most 15 (RFC 8224 §8.3)`,
        );
      parties.push({ type, value });
    }
  }
  if (parties.length === 0) return bad('malformed-claims', `${name} names nobody`);
  if (parties.length > MAX_PARTIES)
    return bad('malformed-claims', `${name} names ${parties.length} parties, more than ${MAX_PARTIES}`);
  return ok(parties);
}

function readShaken(
  { attest, origid }: JsonObject,
  kind: PassportKind,
  notes: string[],
): Result<Pick<PassportClaims, 'attestation' | 'originId'>, VerificationReason> {
  if (kind !== 'shaken') return ok({ attestation: 'none', originId: null });
  if (attest !== 'A' && attest !== 'B' && attest !== 'C')
    return bad('malformed-claims', `attest is ${shown(attest)}, not A, B or C (RFC 8588 §4)`);
  if (typeof origid !== 'string' || origid === '' || origid.length > MAX_ORIGIN_ID_LENGTH)
    return bad('malformed-claims', `origid is ${shown(origid)}, no identifier (RFC 8588 §5)`);
  if (!UUID.test(origid)) notes.push('origid-no-uuid');
  return ok({ attestation: attest, originId: origid });
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
