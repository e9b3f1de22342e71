import { createHash } from 'node:crypto';

/** JSON with sorted keys: the same value always gives the same text. Total: what JSON cannot write becomes `null`. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
        : inner,
    ) ?? 'null'
  );
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
