import { isUtf8 } from 'node:buffer';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { parseStrictJson } from '../../../lib/strict-json.ts';
import { decodeBase64url } from './base64url.ts';

export type JsonObject = { readonly [name: string]: unknown };

/** A PASSporT as signed (RFC 8225 §3: a JWS in compact serialization), decoded and not yet believed. */
export interface PassportToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** What the signature is over: both first parts as they stand, with the dot. */
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

/** Deepest nesting in a PASSporT: rich call data needs five levels. */
const MAX_DEPTH = 12;

/** True for the compact form `..signature` (RFC 8225 §7), whose first parts the reader rebuilds from the call. */
export function isCompactForm(token: string): boolean {
  return token.startsWith('..');
}

/** Decodes the full form. Padding, a missing part, JSON with two readings: malformed (RFC 7515 §2 and §5.2). */
export function decodeToken(token: string): Result<PassportToken, 'malformed-passport'> {
  const parts = token.split('.');
  if (parts.length !== 3) return malformed(`it has ${parts.length} parts, not 3`);
  const [header, claims, signature] = parts as [string, string, string];
  const bytes = decodeBase64url(signature);
  if (bytes === null || bytes.length === 0) return malformed(base64Trouble('the signature', signature));
  const readHeader = decodeObject('the header', header);
  if (!readHeader.ok) return readHeader;
  const readClaims = decodeObject('the claims', claims);
  if (!readClaims.ok) return readClaims;
  return ok({
    header: readHeader.value,
    claims: readClaims.value,
    signingInput: `${header}.${claims}`,
    signature: bytes,
  });
}

/** The token that a compact form stands for, with header and claims in their one canonical writing (RFC 8225 §9). */
export function rebuildToken(
  token: string,
  header: JsonObject,
  claims: JsonObject,
): Result<PassportToken, 'malformed-passport'> {
  const bytes = decodeBase64url(token.slice(2));
  if (bytes === null || bytes.length === 0) return malformed(base64Trouble('the signature', token.slice(2)));
  const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return ok({ header, claims, signingInput: `${encode(header)}.${encode(claims)}`, signature: bytes });
}

const malformed = (detail: string) => bad('malformed-passport' as const, detail);

function decodeObject(what: string, text: string): Result<JsonObject, 'malformed-passport'> {
  const bytes = decodeBase64url(text);
  if (bytes === null) return malformed(base64Trouble(what, text));
  if (!isUtf8(bytes)) return malformed(`${what} is no UTF-8`);
  const read = parseStrictJson(bytes.toString('utf8'), MAX_DEPTH);
  if (!read.ok) return malformed(`${what} is no JSON that everybody reads alike: ${read.reason}`);
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed(`${what} is no JSON object`);
  return ok(value as JsonObject);
}

function base64Trouble(what: string, text: string): string {
  return text.includes('=')
    ? `${what} is padded with "=", which base64url in a JWS must not be`
    : `${what} is no base64url`;
}
