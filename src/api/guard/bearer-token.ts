import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A check of `Authorization: Bearer` (RFC 6750 §2.1) that takes the same time for any wrong token and keeps only a
 * digest of the right one.
 */
export function bearerCheck(token: string): (header: string | undefined) => boolean {
  const expected = digest(token);
  return (header) => {
    const match = /^bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '');
    return timingSafeEqual(digest(match?.[1] ?? ''), expected) && match !== null;
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
