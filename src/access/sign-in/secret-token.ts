import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 256 random bits, with a prefix by which a leaked one is found in a log or a repository. */
export const newToken = (prefix: 'jts' | 'jtk'): string =>
  `${prefix}_${randomBytes(32).toString('base64url')}`;

/** What is stored of a token: it has 256 random bits, so one SHA-256 is enough and nothing need be slow. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Compares in a time that does not depend on where they differ. */
export const isSameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Ten codes of 80 random bits to sign in once each when the phone is lost: `xxxx-xxxx-xxxx-xxxx`. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: 10 }, () =>
    [...randomBytes(16)]
      .map((byte) => ALPHABET[byte & 31])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );

/** As people type it: any case, with or without dashes. */
export const hashRecoveryCode = (code: string): string =>
  hashToken(
    `recovery:${code
      .toLowerCase()
      .replace(/[^0-9a-z]/g, '')
      .replace(/[il]/g, '1')
      .replace(/o/g, '0')}`,
  );
