import { createHmac, timingSafeEqual } from 'node:crypto';

/** Octets of a salt: without it a commitment to a number could be found by trying all numbers. */
export const SALT_BYTES = 32;

/**
 * Binds an entry to content that is not in it: HMAC-SHA256 keyed with a salt of the content's own, 64 hex digits. Keep the
 * salt beside the content; when both are erased the entry says nothing about either.
 */
export function commitTo(content: Uint8Array, salt: Uint8Array): string {
  if (salt.length !== SALT_BYTES) throw new Error(`a salt has ${SALT_BYTES} octets, not ${salt.length}`);
  return createHmac('sha256', salt).update(content).digest('hex');
}

/** Whether this content was committed to. */
export function isCommitted(commitment: string, content: Uint8Array, salt: Uint8Array): boolean {
  const expected = Buffer.from(commitTo(content, salt));
  const given = Buffer.from(commitment);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
