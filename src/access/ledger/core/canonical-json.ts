/** What a canonical text is made of; numbers are safe integers, so that every reader writes them alike. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * The one text of a value: RFC 8785 for values without fractions. Members by their names' UTF-16 units, no spaces. Throws
 * on a number that is no safe integer and on a lone surrogate: nobody may make an entry of these.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Error(`${value} is no safe integer`);
  if (typeof value === 'string' && /\p{Cs}/u.test(value)) throw new Error('a text has a lone surrogate');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as { readonly [name: string]: CanonicalValue };
  const members = Object.keys(object)
    .sort()
    .map((name) => `${canonicalJson(name)}:${canonicalJson(object[name]!)}`);
  return `{${members.join(',')}}`;
}
