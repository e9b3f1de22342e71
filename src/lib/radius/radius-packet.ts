/** Packet codes (RFC 2865 §3, RFC 2866 §3, RFC 5997 §4.1). */
export const RADIUS_CODE = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  statusServer: 12,
} as const;

/** Octets of a packet without attributes, and at most (RFC 2865 §3). */
const HEAD_BYTES = 20;
export const MAX_RADIUS_BYTES = 4_096;

/** A packet whose lengths hold; nothing is believed about who sent it. */
export interface RadiusPacket {
  readonly code: number;
  readonly id: number;
  /** The packet without padding behind it. */
  readonly bytes: Buffer;
  readonly authenticator: Buffer;
  /** In their order. */
  readonly attributes: readonly RadiusAttribute[];
}

export interface RadiusAttribute {
  readonly type: number;
  /** Place of its first value octet in the packet. */
  readonly at: number;
  readonly value: Buffer;
}

export type RadiusTrouble = 'too-short' | 'bad-length' | 'truncated' | 'bad-attribute';

/** Reads a datagram; a word for why it is none of ours (RFC 2865 §3: such packets are silently discarded). */
export function readRadiusPacket(datagram: Buffer): RadiusPacket | RadiusTrouble {
  if (datagram.length < HEAD_BYTES) return 'too-short';
  const length = datagram.readUInt16BE(2);
  if (length < HEAD_BYTES || length > MAX_RADIUS_BYTES) return 'bad-length';
  if (length > datagram.length) return 'truncated';
  const bytes = datagram.subarray(0, length);
  const attributes: RadiusAttribute[] = [];
  for (let at = HEAD_BYTES; at < length; ) {
    const size = at + 1 < length ? bytes[at + 1]! : 0;
    if (size < 2 || at + size > length) return 'bad-attribute';
    attributes.push({ type: bytes[at]!, at: at + 2, value: bytes.subarray(at + 2, at + size) });
    at += size;
  }
  return { code: bytes[0]!, id: bytes[1]!, bytes, authenticator: bytes.subarray(4, 20), attributes };
}
