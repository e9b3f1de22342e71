import { bad, ok, type Result } from '../../../domain/result.ts';
import { decodeBase64 } from './base64.ts';
import { type CheckpointTrouble, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import type { NoteKey, NoteSigner } from './note-key.ts';
import { isConsistent } from './proof.ts';
import { formatSignature, type NoteSignature, signNote } from './signed-note.ts';

/** What a log asks a witness: the body of C2SP tlog-witness `add-checkpoint`, which also travels as a file. */
export interface CosignRequest {
  /** Size of the checkpoint the witness signed last; 0: none. */
  readonly old: number;
  /** From there to the checkpoint. */
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint. */
  readonly checkpoint: string;
}

export type CosignTrouble =
  | CheckpointTrouble
  /** The request starts from another size than was signed last: ask again from the size in the detail. */
  | 'other-start'
  /** The log does not begin with what was signed before: it was rewritten, or shows others something else. */
  | 'fork'
  /** The log is shorter than what was signed before. */
  | 'shorter';

export const formatCosignRequest = ({ old, hashes, checkpoint }: CosignRequest): string =>
  `old ${old}\n${hashes.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${checkpoint}`;

export function parseCosignRequest(text: string): Result<CosignRequest, 'bad-request'> {
  const end = text.indexOf('\n\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  const old = /^old (0|[1-9][0-9]{0,15})$/.exec(first);
  const hashes = lines.map(decodeBase64);
  if (old === null || lines.length > 63 || hashes.some((hash) => hash?.length !== 32))
    return bad('bad-request', 'expected "old SIZE", hashes of the proof, a blank line and the checkpoint');
  return ok({
    old: Number(old[1]),
    hashes: hashes.filter((hash) => hash !== null),
    checkpoint: text.slice(end + 2),
  });
}

/** What a witness keeps of a log: the last checkpoint's text that it signed; `null` before the first. */
export type Witnessed = string | null;

export interface Cosigned {
  readonly signature: NoteSignature;
  /** The line to add under the checkpoint. */
  readonly line: string;
  /** To be kept, durably, before the line is given away. */
  readonly witnessed: string;
  readonly size: number;
}

/**
 * Decides whether a witness signs: the log's signature holds, and the log begins with everything that was signed before.
 * `atSeconds`: now. A log that was signed at a larger size is `shorter`; that or a `fork` is to be told to people.
 */
export function cosign(
  request: CosignRequest,
  witness: NoteSigner,
  logKeys: readonly NoteKey[],
  last: Witnessed,
  atSeconds: number,
): Result<Cosigned, CosignTrouble> {
  const opened = openCheckpoint(request.checkpoint, logKeys);
  if (!opened.ok) return opened;
  const { size, root, origin, note } = opened.value;
  const before = last === null ? null : parseCheckpoint(last);
  if (before !== null && (!before.ok || before.value.origin !== origin))
    throw new Error(`what the witness keeps is no checkpoint of ${origin}`);
  const old = before?.ok ? before.value : { size: 0, root: Buffer.alloc(0) };
  if (size < old.size)
    return bad('shorter', `the log has ${size} entries now, and ${old.size} were signed before`);
  if (request.old !== old.size) return bad('other-start', `ask again from size ${old.size}`);
  if (!isConsistent({ old, new: { size, root }, hashes: request.hashes }))
    return bad(
      'fork',
      `the log of ${size} entries does not begin with the ${old.size} that were signed before`,
    );
  const signature = signNote(witness, note.text, atSeconds);
  return ok({ signature, line: formatSignature(signature), witnessed: note.text, size });
}
