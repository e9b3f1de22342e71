import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RadiusPacket } from './radius-packet.ts';

const MESSAGE_AUTHENTICATOR = 80;
const NO_AUTHENTICATOR = Buffer.alloc(16);

export type Authenticity = 'holds' | 'missing' | 'wrong';

/**
 * Whether the Message-Authenticator of an Access-Request or Status-Server holds (RFC 3579 §3.2): HMAC-MD5 over the packet with
 * its own value as zeros. Twice or of another length is wrong.
 */
export function messageAuthenticity(packet: RadiusPacket, secret: Buffer): Authenticity {
  const found = packet.attributes.filter(({ type }) => type === MESSAGE_AUTHENTICATOR);
  if (found.length === 0) return 'missing';
  const [{ at, value } = { at: 0, value: NO_AUTHENTICATOR }] = found;
  if (found.length > 1 || value.length !== 16) return 'wrong';
  const zeroed = Buffer.from(packet.bytes);
  zeroed.fill(0, at, at + 16);
  return timingSafeEqual(createHmac('md5', secret).update(zeroed).digest(), value) ? 'holds' : 'wrong';
}

/** Whether an Accounting-Request's authenticator holds (RFC 2866 §3): MD5 over the packet with zeros in its place, and the secret. */
export function accountingAuthenticity(packet: RadiusPacket, secret: Buffer): Authenticity {
  const digest = createHash('md5')
    .update(packet.bytes.subarray(0, 4))
    .update(NO_AUTHENTICATOR)
    .update(packet.bytes.subarray(20))
    .update(secret)
    .digest();
  return timingSafeEqual(digest, packet.authenticator) ? 'holds' : 'wrong';
}
