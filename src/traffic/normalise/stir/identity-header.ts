import { bad, ok, type Result } from '../../../domain/result.ts';

/** An Identity header (RFC 8224 §4), taken apart and not yet believed. */
export interface IdentityHeader {
  /** `signed-identity-digest`: a PASSporT in full or compact form. */
  readonly token: string;
  /** Where the certificate lies, without angle brackets; `null` when the parameter is missing. */
  readonly info: string | null;
  readonly alg: string | null;
  readonly ppt: string | null;
  readonly parameterCount: number;
}

/** Longest header value that is read; with rich call data a PASSporT has a few thousand characters. */
export const MAX_IDENTITY_LENGTH = 16_384;
/** Most Identity headers of one call that are read. */
export const MAX_IDENTITIES = 16;

/**
 * The Identity headers of a call. Equal values count once, a comma outside quotes and brackets separates two headers, as
 * anywhere in SIP (RFC 3261 §7.3.1), so that nobody can hide one behind another.
 */
export function identityValues(values: readonly string[]): string[] {
  const found = new Set<string>();
  for (const value of values)
    for (const part of value.length > MAX_IDENTITY_LENGTH ? [value] : cut(value, ',')) {
      const text = part.trim();
      if (text !== '') found.add(text);
    }
  return [...found];
}

/** Parameters in any order, values with or without quotes, names in any case; a parameter given twice is malformed. */
export function readIdentity(text: string): Result<IdentityHeader, 'malformed-identity'> {
  if (text.length > MAX_IDENTITY_LENGTH)
    return malformed(`it has ${text.length} characters, more than ${MAX_IDENTITY_LENGTH}`);
  const [token = '', ...parameters] = cut(text.replace(/\r?\n[ \t]+/g, ' '), ';').map((part) => part.trim());
  if (!/^[\w.+/=-]+$/.test(token)) return malformed('it does not begin with a signed statement');
  const given = new Map<string, string>();
  for (const parameter of parameters) {
    const match = /^([\w.!%*+`'~-]+)(?:\s*=\s*(.*))?$/s.exec(parameter);
    if (match === null) return malformed(`"${parameter.slice(0, 40)}" is no parameter`);
    const name = match[1]!.toLowerCase();
    if (given.has(name)) return malformed(`the parameter "${name}" stands there twice`);
    given.set(name, (match[2] ?? '').trim());
  }
  const info = given.get('info');
  const uri = info === undefined ? null : bracketed(info);
  if (uri === '') return malformed('info is no address in angle brackets');
  return ok({
    token,
    info: uri,
    alg: unquoted(given.get('alg')),
    ppt: unquoted(given.get('ppt')),
    parameterCount: given.size,
  });
}

const malformed = (detail: string) => bad('malformed-identity' as const, detail);

/** Some leave the angle brackets out or put quotes around; the address is the same. */
function bracketed(text: string): string {
  const inner = /^<([^<>"\s]*)>$/.exec(text)?.[1] ?? /^"?<?([^<>"\s]*)>?"?$/.exec(text)?.[1];
  return inner ?? '';
}

function unquoted(text: string | undefined): string | null {
  if (text === undefined) return null;
  const inner = /^"(.*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replace(/\\(.)/gs, '$1');
}

/** Cuts at a separator that stands outside quotes and angle brackets. */
function cut(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let inQuotes = false;
  let inBrackets = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inQuotes && letter === '\\') at += 1;
    else if (letter === '"' && !inBrackets) inQuotes = !inQuotes;
    else if (letter === '<' && !inQuotes) inBrackets = true;
    else if (letter === '>' && !inQuotes) inBrackets = false;
    else if (letter === separator && !inQuotes && !inBrackets) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
