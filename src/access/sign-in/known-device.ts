import { createHmac, randomBytes } from 'node:crypto';
import { isSameHash } from './secret-token.ts';

const proof = (key: Buffer, id: string, login: string): string =>
  createHmac('sha256', key).update(`device\u001f${id}\u001f${login}`).digest('base64url');

/** A cookie for a device on which this login signed in: nobody can make one for themselves. */
export function deviceToken(key: Buffer, login: string): string {
  const id = randomBytes(16).toString('base64url');
  return `${id}.${proof(key, id, login)}`;
}

/** The device's id when the token was made for this login, else `null`. */
export function knownDevice(key: Buffer, login: string, token: string | null): string | null {
  const [id, given] = (token ?? '').split('.');
  if (!id || !given || id.length > 64) return null;
  return isSameHash(given, proof(key, id, login)) ? id : null;
}
