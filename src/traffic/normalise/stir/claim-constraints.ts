import { type DerElement, derAscii, readDer } from '../../../lib/der-reader.ts';
import type { JsonObject } from './passport-token.ts';

/** What a certificate allows its holder to say (RFC 8226 §8, RFC 9118 §3). */
export interface ClaimConstraints {
  readonly mustInclude: readonly string[];
  readonly mustExclude: readonly string[];
  readonly permittedValues: readonly { readonly claim: string; readonly values: readonly string[] }[];
}

const SEQUENCE = 0x30;
const IA5_STRING = 0x16;
const UTF8_STRING = 0x0c;

/** Reads the content of either extension; `null` when it has not their form. */
export function readClaimConstraints(der: Uint8Array, start: number, end: number): ClaimConstraints | null {
  const [outer, more] = readDer(der, start, end) ?? [];
  if (outer?.tag !== SEQUENCE || more !== undefined) return null;
  const parts = readDer(der, outer.start, outer.end);
  if (parts === null || parts.length === 0) return null;
  const found = {
    mustInclude: [] as string[],
    mustExclude: [] as string[],
    permittedValues: [] as Permitted[],
  };
  for (const part of parts) {
    const [inner] = readDer(der, part.start, part.end) ?? [];
    if (inner?.tag !== SEQUENCE) return null;
    if (part.tag === 0xa1) {
      const permitted = readPermitted(der, inner);
      if (permitted === null) return null;
      found.permittedValues = permitted;
    } else {
      const names = readTexts(der, inner, IA5_STRING);
      if (names === null || (part.tag !== 0xa0 && part.tag !== 0xa2)) return null;
      found[part.tag === 0xa0 ? 'mustInclude' : 'mustExclude'] = names;
    }
  }
  return found;
}

interface Permitted {
  readonly claim: string;
  readonly values: readonly string[];
}

function readPermitted(der: Uint8Array, { start, end }: DerElement): Permitted[] | null {
  const permitted: Permitted[] = [];
  for (const pair of readDer(der, start, end) ?? []) {
    const [name, list] = readDer(der, pair.start, pair.end) ?? [];
    if (name?.tag !== IA5_STRING || list?.tag !== SEQUENCE) return null;
    const claim = derAscii(der, name);
    const values = readTexts(der, list, UTF8_STRING);
    if (claim === null || values === null) return null;
    permitted.push({ claim, values });
  }
  return permitted.length === 0 ? null : permitted;
}

function readTexts(der: Uint8Array, { start, end }: DerElement, tag: number): string[] | null {
  const elements = readDer(der, start, end);
  if (elements === null || elements.length === 0 || elements.some((element) => element.tag !== tag))
    return null;
  return elements.map((element) => Buffer.from(der.subarray(element.start, element.end)).toString('utf8'));
}

/** Name of the first claim that breaks a constraint, or `null`. Values that are no text are compared as JSON. */
export function brokenConstraint(
  { mustInclude, mustExclude, permittedValues }: ClaimConstraints,
  claims: JsonObject,
): string | null {
  const has = (name: string) => Object.hasOwn(claims, name);
  const missing = mustInclude.find((name) => !has(name));
  const excess = mustExclude.find(has);
  const other = permittedValues.find(({ claim, values }) => {
    const value = claims[claim];
    return has(claim) && !values.includes(typeof value === 'string' ? value : JSON.stringify(value));
  });
  return missing ?? excess ?? other?.claim ?? null;
}
