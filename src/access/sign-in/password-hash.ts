import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane. */
const TARGET = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Longer ones are refused before they cost anything. */
export const MAX_PASSWORD_BYTES = 1024;

/** One written form of a password whatever keyboard made it (NIST SP 800-63B 5.1.1.2: NFKC). */
export const samePassword = (password: string): string => password.normalize('NFKC');

/** A PHC string (`$argon2id$v=19$m=19456,t=2,p=1$...`) with a salt of its own; argon2id is the library's default. */
export const hashPassword = (password: string): Promise<string> => hash(samePassword(password), TARGET);

/** Whether it is the password. A hash that is none matches nothing. Takes as long for a wrong as for a right one. */
export async function matchesPassword(stored: string, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return false;
  try {
    return await verify(stored, samePassword(password));
  } catch {
    return false;
  }
}

/** Whether a hash was made with less than today's cost, so that the next sign-in makes it anew. */
export function isWeakHash(stored: string): boolean {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored);
  if (match === null) return true;
  return Number(match[1]) < TARGET.memoryCost || Number(match[2]) < TARGET.timeCost;
}
