import { bad, ok, type Result } from '../../../domain/result.ts';
import { decodeBase64 } from './base64.ts';
import type { NoteKey } from './note-key.ts';
import { openSignedNote, parseSignedNote, type SignedNote } from './signed-note.ts';
import { EMPTY_ROOT, HASH_BYTES } from './tree-hash.ts';

/** What a log was at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log, such as `centre.example/audit`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** A checkpoint and who is known to have signed it. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
  readonly signers: readonly NoteKey[];
}

export type CheckpointTrouble =
  | 'bad-note'
  | 'bad-checkpoint'
  | 'wrong-origin'
  | 'bad-signature'
  | 'no-known-signature';

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Reads the body. Extension lines are refused: we write none, and nobody could audit them. */
export function parseCheckpoint(text: string): Result<Checkpoint, 'bad-checkpoint'> {
  const match = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/=]+)\n$/.exec(text);
  if (match === null)
    return bad('bad-checkpoint', 'not the three lines: origin, size, root in canonical base64');
  const size = Number(match[2]);
  const root = decodeBase64(match[3]!);
  if (!Number.isSafeInteger(size) || root === null || root.length !== HASH_BYTES)
    return bad('bad-checkpoint', 'the size is too large, or the root is not 32 octets in canonical base64');
  if (size === 0 && !root.equals(EMPTY_ROOT))
    return bad('bad-checkpoint', 'an empty log has another root than it says');
  return ok({ origin: match[1]!, size, root });
}

/**
 * Reads and verifies a checkpoint as it is passed on. Known are the log's key, whose name is the origin (a log signs for no
 * other), and witnesses'. A witness alone is not enough: without the log's own signature it is refused.
 */
export function openCheckpoint(
  text: string,
  keys: readonly NoteKey[],
): Result<OpenedCheckpoint, CheckpointTrouble> {
  const note = parseSignedNote(text);
  if (!note.ok) return note;
  const body = parseCheckpoint(note.value.text);
  if (!body.ok) return body;
  const logs = keys.filter(({ kind }) => kind === 'log');
  if (logs.length > 0 && !logs.some(({ name }) => name === body.value.origin))
    return bad(
      'wrong-origin',
      `a checkpoint of ${body.value.origin}, not of ${logs.map(({ name }) => name)}`,
    );
  const usable = keys.filter(({ kind, name }) => kind === 'witness' || name === body.value.origin);
  const signers = openSignedNote(note.value, usable);
  if (!signers.ok) return signers;
  if (!signers.value.some(({ kind }) => kind === 'log'))
    return bad('no-known-signature', `the log ${body.value.origin} itself did not sign it with a known key`);
  return ok({ ...body.value, note: note.value, signers: signers.value });
}
