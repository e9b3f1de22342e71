import { sign, verify } from 'node:crypto';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { decodeBase64 } from './base64.ts';
import { isNoteName, type NoteKey, type NoteSigner } from './note-key.ts';

/** A line under a note; it says nothing until a known key verifies it. */
export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** C2SP signed-note: a text that ends with a newline, and signatures. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MAX_CHARACTERS = 64 * 1024;
const MAX_SIGNATURES = 32;
const KEY_ID_BYTES = 4;
const DASH = '\u2014 ';

/** Reads a note strictly; nothing is verified yet. `bad-note` says what is wrong with its form. */
export function parseSignedNote(note: string): Result<SignedNote, 'bad-note'> {
  if (note.length > MAX_CHARACTERS) return bad('bad-note', `longer than ${MAX_CHARACTERS} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note has none but the newline
  if (/[\u0000-\u0009\u000b-\u001f\ufffd]|\p{Cs}/u.test(note))
    return bad('bad-note', 'a control character, or not UTF-8');
  const end = note.lastIndexOf('\n\n');
  if (end < 1 || !note.endsWith('\n')) return bad('bad-note', 'no blank line before signatures, or cut off');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return bad('bad-note', `more than ${MAX_SIGNATURES} signatures`);
  const signatures = lines.map(parseSignature);
  const broken = signatures.indexOf(null);
  if (broken >= 0) return bad('bad-note', `signature line ${broken + 1} is not well formed`);
  return ok({ text: note.slice(0, end + 1), signatures: signatures.filter((line) => line !== null) });
}

function parseSignature(line: string): NoteSignature | null {
  const match = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line);
  const bytes = match === null ? null : decodeBase64(match[2]!);
  if (match === null || bytes === null || bytes.length <= KEY_ID_BYTES || !isNoteName(match[1]!)) return null;
  return {
    name: match[1]!,
    keyId: bytes.toString('hex', 0, KEY_ID_BYTES),
    bytes: bytes.subarray(KEY_ID_BYTES),
  };
}

export const formatSignature = ({ name, keyId, bytes }: NoteSignature): string =>
  `${DASH}${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), bytes]).toString('base64')}\n`;

export const formatSignedNote = ({ text, signatures }: SignedNote): string =>
  `${text}\n${signatures.map(formatSignature).join('')}`;

/** Signs as a log (type 0x01) or, with the moment in seconds since 1970, co-signs as a witness (type 0x04). */
export function signNote({ key, privateKey }: NoteSigner, text: string, atSeconds: number): NoteSignature {
  const own = { name: key.name, keyId: key.id };
  if (key.kind === 'log') return { ...own, bytes: sign(null, Buffer.from(text), privateKey) };
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(atSeconds));
  const signature = sign(null, cosigned(text, BigInt(atSeconds)), privateKey);
  return { ...own, bytes: Buffer.concat([time, signature]) };
}

/** C2SP tlog-cosignature: the header keeps a cosignature from posing as a log's signature. */
const cosigned = (text: string, atSeconds: bigint): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${atSeconds}\n${text}`);

/** Whether this key made this signature of this text. */
export function isSignedBy(key: NoteKey, text: string, { bytes }: NoteSignature): boolean {
  if (key.kind === 'log') return bytes.length === 64 && verify(null, Buffer.from(text), key.publicKey, bytes);
  if (bytes.length !== 72) return false;
  const time = bytes.readBigUInt64BE();
  return time < 2n ** 63n && verify(null, cosigned(text, time), key.publicKey, bytes.subarray(8));
}

/**
 * Which of the known keys signed a note. Lines of unknown keys are passed over, as the format asks; one of a known key that
 * does not verify refuses the whole note (`bad-signature`), and so does nobody known (`no-known-signature`).
 */
export function openSignedNote(
  note: SignedNote,
  keys: readonly NoteKey[],
): Result<readonly NoteKey[], 'bad-signature' | 'no-known-signature'> {
  const signers: NoteKey[] = [];
  for (const signature of note.signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.keyId);
    if (key === undefined) continue;
    if (!isSignedBy(key, note.text, signature))
      return bad('bad-signature', `the signature of ${key.name} (${key.id}) is not of this text`);
    if (!signers.includes(key)) signers.push(key);
  }
  if (signers.length === 0) return bad('no-known-signature', 'no known key signed it');
  return ok(signers);
}
