import { createHash, createHmac } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

export const SECRET = Buffer.from('a secret of the test bench');

/** An attribute to send: a text, or octets. */
export type Sent = readonly [type: number, value: string | Buffer | number];

const bytesOf = (value: string | Buffer | number): Buffer => {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (typeof value !== 'number') return value;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export function vendor(id: number, type: number, value: string | number): Sent {
  const bytes = bytesOf(value);
  const head = Buffer.alloc(6);
  head.writeUInt32BE(id);
  head[4] = type;
  head[5] = bytes.length + 2;
  return [26, Buffer.concat([head, bytes])];
}
export const cisco = (type: number, value: string): Sent => vendor(9, type, value);

function packet(code: number, id: number, authenticator: Buffer, attributes: readonly Sent[]): Buffer {
  const body = Buffer.concat(
    attributes.map(([type, value]) => {
      const bytes = bytesOf(value);
      return Buffer.concat([Buffer.from([type, bytes.length + 2]), bytes]);
    }),
  );
  const head = Buffer.alloc(4);
  head[0] = code;
  head[1] = id;
  head.writeUInt16BE(20 + body.length, 2);
  return Buffer.concat([head, authenticator, body]);
}

/** An Access-Request (or Status-Server, code 12) with its Message-Authenticator, written apart from the code under test. */
export function accessRequest(
  attributes: readonly Sent[],
  options: { id?: number; secret?: Buffer; code?: number; signed?: boolean } = {},
): Buffer {
  const { id = 1, secret = SECRET, code = 1, signed = true } = options;
  const authenticator = createHash('md5')
    .update(JSON.stringify(attributes) + id)
    .digest();
  if (!signed) return packet(code, id, authenticator, attributes);
  const all: Sent[] = [...attributes, [80, Buffer.alloc(16)]];
  const bytes = packet(code, id, authenticator, all);
  createHmac('md5', secret)
    .update(bytes)
    .digest()
    .copy(bytes, bytes.length - 16);
  return bytes;
}

/** An Accounting-Request with its authenticator (RFC 2866 §3). */
export function accountingRequest(
  attributes: readonly Sent[],
  options: { id?: number; secret?: Buffer } = {},
): Buffer {
  const { id = 1, secret = SECRET } = options;
  const bytes = packet(4, id, Buffer.alloc(16), attributes);
  createHash('md5').update(bytes).update(secret).digest().copy(bytes, 4);
  return bytes;
}

export interface Reply {
  readonly code: number;
  readonly id: number;
  readonly bytes: Buffer;
  readonly attributes: readonly (readonly [type: number, value: Buffer])[];
  /** The Response Authenticator, and the Message-Authenticator if there is one, hold for the request. */
  readonly isGenuine: boolean;
}

export function readReply(bytes: Buffer, request: Buffer, secret = SECRET): Reply {
  const attributes: (readonly [number, Buffer])[] = [];
  let signature = -1;
  for (let at = 20; at < bytes.length; at += bytes[at + 1]!) {
    if (bytes[at] === 80) signature = at + 2;
    attributes.push([bytes[at]!, bytes.subarray(at + 2, at + bytes[at + 1]!)]);
  }
  const asked = Buffer.from(bytes);
  request.copy(asked, 4, 4, 20);
  const response = createHash('md5').update(asked).update(secret).digest();
  let isGenuine = response.equals(bytes.subarray(4, 20));
  if (signature >= 0) {
    asked.fill(0, signature, signature + 16);
    const expected = createHmac('md5', secret).update(asked).digest();
    isGenuine &&= expected.equals(bytes.subarray(signature, signature + 16));
  }
  return { code: bytes[0]!, id: bytes[1]!, bytes, attributes, isGenuine };
}

/** A UDP client that sends one packet at a time. */
export class RadiusClient {
  readonly #socket: Socket = createSocket('udp4');
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** The reply; `null` when none comes in time. */
  ask(request: Buffer, waitMs = 300): Promise<Reply | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#socket.removeAllListeners('message');
        resolve(null);
      }, waitMs);
      this.#socket.once('message', (bytes) => {
        clearTimeout(timer);
        resolve(readReply(bytes, request));
      });
      this.#socket.send(request, this.#port, '127.0.0.1');
    });
  }

  close(): void {
    this.#socket.close();
  }
}
