import { createHash, hash } from 'node:crypto';

/** The hash before the first line of a journal. */
export const CHAIN_START = '0'.repeat(64);

const HASH_FIELD = ',"hash":"';
/** `,"hash":"` + 64 hex digits + `"}`. */
const SEAL_LENGTH = HASH_FIELD.length + 64 + 2;

/** SHA-256 over the hash before and the line's own text: changing, moving or removing any line breaks every later one. */
export function chainHash(previous: string, body: string): string {
  return hash === undefined
    ? createHash('sha256').update(previous).update(body).digest('hex')
    : hash('sha256', previous + body, 'hex');
}

/** The line as written: the JSON object `body` with its hash as the last field, no line end. */
export function sealLine(body: string, lineHash: string): string {
  return `${body.slice(0, -1)}${HASH_FIELD}${lineHash}"}`;
}

/** Takes a written line apart without parsing it; `null` when it does not end in a hash. */
export function unsealLine(line: string): { readonly body: string; readonly hash: string } | null {
  const at = line.length - SEAL_LENGTH;
  if (at < 1 || !line.startsWith(HASH_FIELD, at) || !line.endsWith('"}')) return null;
  const lineHash = line.slice(at + HASH_FIELD.length, -2);
  return /^[0-9a-f]{64}$/.test(lineHash) ? { body: `${line.slice(0, at)}}`, hash: lineHash } : null;
}
