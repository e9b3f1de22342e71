import { createHash, createHmac } from 'node:crypto';
import { MAX_RADIUS_BYTES, type RadiusPacket } from './radius-packet.ts';

const MESSAGE_AUTHENTICATOR = 80;
const PROXY_STATE = 33;
const VENDOR_SPECIFIC = 26;
/** Value octets of one attribute (RFC 2865 §5). */
const MAX_VALUE_BYTES = 253;

/** An attribute to be sent; a value over 253 octets is cut at a character. */
export interface ReplyAttribute {
  readonly type: number;
  readonly value: Buffer;
}

export const textAttribute = (type: number, text: string): ReplyAttribute => ({
  type,
  value: cut(text, MAX_VALUE_BYTES),
});

/** RFC 2865 §5.26. */
export function vendorAttribute(vendor: number, type: number, text: string): ReplyAttribute {
  const value = cut(text, MAX_VALUE_BYTES - 6);
  const head = Buffer.alloc(6);
  head.writeUInt32BE(vendor, 0);
  head[4] = type;
  head[5] = value.length + 2;
  return { type: VENDOR_SPECIFIC, value: Buffer.concat([head, value]) };
}

/**
 * A reply, signed (RFC 2865 §3 Response Authenticator). Proxy-State of the request goes back as it came (§5.33). With
 * `isSigned` a Message-Authenticator stands first, where nobody can have put anything before it.
 */
export function radiusReply(
  request: RadiusPacket,
  code: number,
  attributes: readonly ReplyAttribute[],
  secret: Buffer,
  isSigned: boolean,
): Buffer {
  const states = request.attributes.filter(({ type }) => type === PROXY_STATE);
  const all = isSigned ? [{ type: MESSAGE_AUTHENTICATOR, value: Buffer.alloc(16) }] : [];
  const body = Buffer.concat(fitting([...all, ...states, ...attributes]));
  const reply = Buffer.alloc(20 + body.length);
  reply[0] = code;
  reply[1] = request.id;
  reply.writeUInt16BE(reply.length, 2);
  request.authenticator.copy(reply, 4);
  body.copy(reply, 20);
  if (isSigned) createHmac('md5', secret).update(reply).digest().copy(reply, 22);
  createHash('md5').update(reply).update(secret).digest().copy(reply, 4);
  return reply;
}

/** As many as a packet holds. */
function fitting(attributes: readonly ReplyAttribute[]): Buffer[] {
  const pieces: Buffer[] = [];
  let bytes = 20;
  for (const { type, value } of attributes) {
    bytes += value.length + 2;
    if (bytes > MAX_RADIUS_BYTES) break;
    pieces.push(Buffer.from([type, value.length + 2]), value);
  }
  return pieces;
}

function cut(text: string, maxBytes: number): Buffer {
  const whole = Buffer.from(text, 'utf8');
  if (whole.length <= maxBytes) return whole;
  let end = maxBytes;
  while (end > 0 && (whole[end]! & 0xc0) === 0x80) end -= 1;
  return whole.subarray(0, end);
}
