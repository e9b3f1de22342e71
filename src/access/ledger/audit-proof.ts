import { Fault } from '../../domain/fault.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import { tilesOf } from './checkpoints.ts';
import { decodeBase64 } from './core/base64.ts';
import { openCheckpoint } from './core/checkpoint.ts';
import type { NoteKey } from './core/note-key.ts';
import { isIncluded } from './core/proof.ts';
import { proveInclusion } from './core/prove.ts';

/** One entry with all that is needed to believe it: whoever has the keys needs neither the database nor us. */
export interface AuditProof {
  readonly format: 'jingtong-audit-proof';
  readonly v: 1;
  readonly seq: number;
  readonly entry: string;
  /** Of the inclusion proof, base64, nearest first (RFC 9162 §2.1.3.1). */
  readonly hashes: readonly string[];
  /** The signed checkpoint the proof leads to. */
  readonly checkpoint: string;
}

/** Proves the entry with this id or place against the newest checkpoint. */
export async function proveEntry(store: LedgerStore, which: string): Promise<AuditProof> {
  const isPlace = /^(0|[1-9]\d{0,14})$/.test(which);
  const rows = isPlace
    ? (await store.entries(Number(which), 1)).filter(({ seq }) => seq === Number(which))
    : await store.find(which);
  const row = rows[0];
  if (row === undefined)
    throw new Fault('no-entry', `the log has no entry ${which}; a new one may still wait for its place`);
  const newest = (await store.checkpoints()).at(-1);
  if (newest === undefined || newest.size <= row.seq)
    throw new Fault(
      'no-checkpoint',
      `entry ${row.seq} is newer than the last checkpoint: make one with "jingtong audit checkpoint"`,
    );
  const hashes = await proveInclusion(tilesOf(store), row.seq, newest.size);
  return {
    format: 'jingtong-audit-proof',
    v: 1,
    seq: row.seq,
    entry: row.entry,
    hashes: hashes.map((hash) => hash.toString('base64')),
    checkpoint: newest.note,
  };
}

/** Reads a proof that was passed on. */
export function readAuditProof(text: string): Result<AuditProof, 'bad-proof'> {
  try {
    const value = JSON.parse(text) as Partial<AuditProof> | null;
    const isWhole =
      value?.format === 'jingtong-audit-proof' &&
      Number.isSafeInteger(value.seq) &&
      typeof value.entry === 'string' &&
      typeof value.checkpoint === 'string' &&
      Array.isArray(value.hashes) &&
      value.hashes.length <= 63 &&
      value.hashes.every((hash) => typeof hash === 'string');
    if (isWhole) return ok(value as AuditProof);
  } catch {}
  return bad('bad-proof', 'the file is no proof as "jingtong audit prove" writes it');
}

/** Whether every given key signed a log in which the entry stands at this place. */
export function checkAuditProof(
  proof: AuditProof,
  keys: readonly NoteKey[],
): Result<{ readonly size: number; readonly signers: readonly string[] }> {
  const opened = openCheckpoint(proof.checkpoint, keys);
  if (!opened.ok) return opened;
  const { size, root, signers } = opened.value;
  const absent = keys.filter((key) => !signers.includes(key));
  if (absent.length > 0)
    return bad('signature-missing', `not signed by ${absent.map(({ name }) => name).join(', ')}`);
  const hashes = proof.hashes.map(decodeBase64);
  if (!hashes.every((hash) => hash !== null)) return bad('bad-proof', 'a hash is not canonical base64');
  if (!isIncluded({ leaf: proof.seq, size, hashes }, Buffer.from(proof.entry), root))
    return bad('not-included', `the entry does not stand at place ${proof.seq} of the log that was signed`);
  return ok({ size, signers: signers.map(({ name }) => name) });
}
