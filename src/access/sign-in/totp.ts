import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps before and after that are accepted too (RFC 6238 §5.2). */
const WINDOW = 1;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a time step (RFC 4226 §5.3, HMAC-SHA-1). */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac[19]! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/**
 * The time step whose code this is, or `null`. Only steps after `lastStep` count, so a code seen over a shoulder is worth
 * nothing once used. The caller takes the step in the store, which decides between two at the same moment.
 */
export function totpStep(secret: Buffer, code: string, atMs: number, lastStep: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const now = Math.floor(atMs / STEP_MS);
  let found: number | null = null;
  // Every step is compared, so that time tells nothing.
  for (let step = now - WINDOW; step <= now + WINDOW; step += 1)
    if (
      timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code)) &&
      step > lastStep &&
      found === null
    )
      found = step;
  return found;
}

/** RFC 4648 base 32 without padding, as authenticator apps read it. */
export function base32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

/** What the QR code says. */
export const totpUri = (secret: Buffer, login: string): string =>
  `otpauth://totp/Jingtong:${encodeURIComponent(login)}?secret=${base32(secret)}&issuer=Jingtong&digits=${DIGITS}&period=${STEP_MS / 1000}`;
