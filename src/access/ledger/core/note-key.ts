import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { decodeBase64 } from './base64.ts';

/** `log`: signs checkpoints (type 0x01). `witness`: co-signs them with the time (type 0x04, C2SP tlog-cosignature). */
export type NoteKeyKind = 'log' | 'witness';

const TYPE_OF: Readonly<Record<NoteKeyKind, number>> = { log: 0x01, witness: 0x04 };
const KIND_OF = new Map<number, NoteKeyKind>([
  [0x01, 'log'],
  [0x04, 'witness'],
]);
const KEY_BYTES = 32;

/** A public key others know a signer by. Name and id together say which key signed. */
export interface NoteKey {
  readonly kind: NoteKeyKind;
  readonly name: string;
  /** First four octets of SHA-256(name || 0x0A || type || public key), as 8 hex digits. */
  readonly id: string;
  /** `name+id+base64`: what is published and given to `--key`. */
  readonly text: string;
  readonly publicKey: KeyObject;
}

/** A private key and its public one. */
export interface NoteSigner {
  readonly key: NoteKey;
  readonly privateKey: KeyObject;
}

/** No spaces, no plus, no control characters (C2SP signed-note). */
export const isNoteName = (name: string): boolean => /^[^\s+\p{Cc}\p{Z}]{1,255}$/u.test(name);

/** Reads a public key in its written form. */
export function readNoteKey(text: string): Result<NoteKey, 'bad-key'> {
  const parts = partsOf(text.trim());
  if (parts === null) return bad('bad-key', `not a key of the form name+id+base64: ${text.slice(0, 80)}`);
  const key = noteKey(parts.kind, parts.name, parts.bytes);
  return key.id === parts.id ? ok(key) : bad('bad-key', `the id of the key of ${parts.name} is not its own`);
}

const PRIVATE = 'PRIVATE+KEY+';

/** Reads a private key in its written form: what `writeNoteSigner` wrote. */
export function readNoteSigner(text: string): Result<NoteSigner, 'bad-key'> {
  const trimmed = text.trim();
  const parts = trimmed.startsWith(PRIVATE) ? partsOf(trimmed.slice(PRIVATE.length)) : null;
  if (parts === null) return bad('bad-key', 'not a private key of the form PRIVATE+KEY+name+id+base64');
  const signer = noteSigner(parts.kind, parts.name, parts.bytes);
  return signer.key.id === parts.id ? ok(signer) : bad('bad-key', `the id of the key is not its own`);
}

/** The written form of a private key, as other tools for signed notes write it. `seed`: 32 octets of chance. */
export const writeNoteSigner = ({ key }: NoteSigner, seed: Uint8Array): string =>
  `${PRIVATE}${key.name}+${key.id}+${typed(key.kind, seed).toString('base64')}`;

/** RFC 8410 §7: a PKCS #8 envelope around an Ed25519 seed. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The signer of a seed of 32 octets; the same seed gives the same keys. */
export function noteSigner(kind: NoteKeyKind, name: string, seed: Uint8Array): NoteSigner {
  const der = Buffer.concat([PKCS8_ED25519, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { key: noteKey(kind, name, Buffer.from(x!, 'base64url')), privateKey };
}

function noteKey(kind: NoteKeyKind, name: string, bytes: Uint8Array): NoteKey {
  const material = typed(kind, bytes);
  const id = createHash('sha256').update(`${name}\n`).update(material).digest().toString('hex', 0, 4);
  const x = Buffer.from(bytes).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { kind, name, id, text: `${name}+${id}+${material.toString('base64')}`, publicKey };
}

const typed = (kind: NoteKeyKind, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(TYPE_OF[kind]), bytes]);

function partsOf(text: string) {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  if (match === null || !isNoteName(match[1]!)) return null;
  const material = decodeBase64(match[3]!);
  const kind = material === null ? undefined : KIND_OF.get(material[0]!);
  if (material === null || kind === undefined || material.length !== 1 + KEY_BYTES) return null;
  return { kind, name: match[1]!, id: match[2]!, bytes: material.subarray(1) };
}
