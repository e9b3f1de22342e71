import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** DER writing for tests: certificates of every odd kind without a tool or a network. */
export const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const octets: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const length = content.length < 128 ? [content.length] : [0x80 | octets.length, ...octets];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
export const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
export const ia5 = (text: string): Buffer => der(0x16, Buffer.from(text, 'latin1'));
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const integer = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return der(0x02, Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex'));
};
export const objectId = (text: string): Buffer => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const parts = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) parts.unshift((left & 0x7f) | 0x80);
    return parts;
  });
  return der(0x06, Buffer.from(octets));
};

const time = (ms: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')}`));
const name = (text: string): Buffer => sequence(der(0x31, sequence(objectId('2.5.4.3'), utf8(text))));
const extension = (oid: string, value: Uint8Array, isCritical = false): Buffer =>
  sequence(objectId(oid), ...(isCritical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}
export const p256 = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export interface Authority {
  readonly name: string;
  readonly keys: KeyPair;
  readonly pem: string;
}

export interface CertificateWish {
  readonly name?: string;
  readonly keys?: KeyPair;
  readonly issuer?: Authority;
  readonly serial?: bigint;
  readonly from?: number;
  readonly to?: number;
  readonly isCa?: boolean;
  readonly pathLength?: number;
  /** Content of the TNAuthList extension; see `tnAuthList`. */
  readonly tnAuthList?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  /** Bits of key usage; `null` leaves the extension out. */
  readonly keyUsage?: number | null;
  readonly signedWith?: { readonly oid: string; readonly hash: string };
}

export const FROM = Date.UTC(2020, 0, 1);
export const TO = Date.UTC(2040, 0, 1);

/** A certificate as wished, signed by `issuer` or by itself. */
export function makeCertificate(wish: CertificateWish = {}): Authority & { readonly raw: Buffer } {
  const keys = wish.keys ?? p256();
  const own = wish.name ?? 'Test Signer';
  const issuerKey = wish.issuer?.keys ?? keys;
  const { oid, hash } = wish.signedWith ?? { oid: '1.2.840.10045.4.3.2', hash: 'sha256' };
  const algorithm = sequence(objectId(oid));
  const usage = wish.keyUsage === undefined ? (wish.isCa ? 0x06 : 0x80) : wish.keyUsage;
  const constraints = sequence(
    ...(wish.isCa ? [der(0x01, Buffer.from([0xff]))] : []),
    ...(wish.pathLength === undefined ? [] : [integer(BigInt(wish.pathLength))]),
  );
  const body = sequence(
    der(0xa0, integer(2n)),
    integer(wish.serial ?? 0x1234n),
    algorithm,
    name(wish.issuer?.name ?? own),
    sequence(time(wish.from ?? FROM), time(wish.to ?? TO)),
    name(own),
    Buffer.from(createPublicKey(keys.privateKey).export({ type: 'spki', format: 'der' })),
    der(
      0xa3,
      sequence(
        extension('2.5.29.19', constraints, true),
        ...(usage === null ? [] : [extension('2.5.29.15', der(0x03, Buffer.from([0, usage])), true)]),
        ...(wish.tnAuthList === undefined ? [] : [extension('1.3.6.1.5.5.7.1.26', wish.tnAuthList)]),
        ...(wish.extensions ?? []),
      ),
    ),
  );
  const signature = sign(hash, body, issuerKey.privateKey);
  const raw = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = raw
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n');
  return { name: own, keys, raw, pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` };
}

export const makeAuthority = (wish: CertificateWish = {}): Authority =>
  makeCertificate({ name: 'Test Authority', isCa: true, ...wish });

export type TnWish =
  | { readonly spc: string }
  | { readonly one: string }
  | { readonly first: string; readonly count: number };

/** Content of a TNAuthList (RFC 8226 §9, explicit tags). */
export const tnAuthList = (...entries: readonly TnWish[]): Buffer =>
  sequence(
    ...entries.map((entry) => {
      if ('spc' in entry) return der(0xa0, ia5(entry.spc));
      if ('one' in entry) return der(0xa2, ia5(entry.one));
      return der(0xa1, sequence(ia5(entry.first), integer(BigInt(entry.count))));
    }),
  );

export const certificateExtension = extension;
